"""The work list by programme, at an agency that has any: which clients belong to the one asked for, and the links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.http import Http404

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.home.open_rows import OpenEpisodeRow
from unstuck.web.home.presenters.caseload_contents import NO_PROGRAMME, CaseloadFilters, FilterLink
from unstuck.web.programmes.queries import programmes_now, programmes_of

Rows = list[OpenEpisodeRow]


def narrowed_to_programme(actor: Actor, rows: Rows, filters: CaseloadFilters) -> tuple[Rows, list[FilterLink]]:
    """Return the clients of the programme that is asked for, and the links. Raises Http404 for one that there is not.

    A programme nobody on this list belongs to has no link, unless it is the one asked for.
    """
    names = {one.public_id.hex: one.name for one in rows_of(programmes_of, actor.agency_id)}
    if filters.programme and filters.programme not in (*names, NO_PROGRAMME):
        raise Http404
    if not names:
        return rows, []
    belongs = programmes_now(episodes_for(actor).filter(ended_on=None))
    of = [belongs.get(row.episode.replace("-", "")) or NO_PROGRAMME for row in rows]
    shown = [row for row, code in zip(rows, of, strict=True) if not filters.programme or code == filters.programme]
    return shown, _links(names, of, filters)


def _links(names: Mapping[str, str], of: Sequence[str], filters: CaseloadFilters) -> list[FilterLink]:
    counts = Counter(of)
    choices = [("", _("All programmes"), len(of))]
    choices += [(code, name, counts[code]) for code, name in names.items()]
    choices += [(NO_PROGRAMME, _("None yet"), counts[NO_PROGRAMME])]
    return [
        FilterLink(
            f"programme-{code or 'all'}", text, "", clients, filters.query(programme=code), code == filters.programme
        )
        for code, text, clients in choices
        if clients or code in ("", filters.programme)
    ]
