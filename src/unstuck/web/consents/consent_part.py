"""The consents that this room holds itself, on the list."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.components import dates
from unstuck.web.consents.holders import HeldConsent, holds_consents
from unstuck.web.consents.models import ConsentKind, ConsentManner, GivenBy, GivenConsent
from unstuck.web.consents.models.consents import ONCE
from unstuck.web.consents.queries import GIVEN


@holds_consents(GIVEN)
def given_consents(client: int) -> Iterator[HeldConsent]:
    """Yield what was asked here. Of the kinds with one answer, an earlier one is over."""
    rows = list(GivenConsent.objects.filter(client=client).order_by("recorded_at", "id"))
    latest = {row.kind: row.pk for row in rows}
    for row in rows:
        over = ""
        if row.kind in ONCE and latest[row.kind] != row.pk:
            over = _("Asked again since")
        elif row.until is not None and row.until < dates.today():
            over = _("Its last day has passed")
        yield _held(row, over)


def _held(row: GivenConsent, over: str) -> HeldConsent:
    sharing = row.kind == ConsentKind.SHARING
    return HeldConsent(
        row=row.pk,
        kind=ConsentKind(row.kind).words,
        on=row.on,
        how=_how(row),
        recipient=row.recipient,
        purpose=row.purpose,
        words="\n".join(text for text in (row.what, row.words) if text),
        until=_("until %(day)s") % {"day": spell_date(row.until)} if row.until else _("until it is taken back"),
        over=over,
        to_tell=row.recipient if sharing and row.agreed else "",
        refused=not row.agreed,
    )


def _how(row: GivenConsent) -> str:
    how = ConsentManner(row.how).words
    if row.given_by == GivenBy.CLIENT:
        return how
    return _("%(how)s, by %(name)s (%(who)s)") % {"how": how, "name": row.giver, "who": GivenBy(row.given_by).words}
