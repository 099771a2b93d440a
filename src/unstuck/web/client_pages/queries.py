"""Reading what belongs to a client's own page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from unstuck.web.caseload.models import Episode
from unstuck.web.client_pages.models import Objection, PageChoice, PageLink, PageRule
from unstuck.web.components.prepared_queries import rows_of


def open_link(episode: Episode) -> PageLink | None:
    """Return the link that is out, expired or not; None where there is none."""
    return PageLink.objects.filter(episode=episode, ended_at=None).first()


def chosen_parts(episode: Episode) -> Sequence[str] | None:
    """Return the parts that the client chose; None where they have not chosen yet."""
    row = PageChoice.objects.filter(episode=episode).last()
    return list(row.parts) if row else None


def choice_of(episode: Episode) -> PageChoice | None:
    """Return the choice that holds, with who put it in."""
    return PageChoice.objects.filter(episode=episode).select_related("by").last()


def shows_course(agency: int) -> bool:
    """Tell whether an agency lets clients read how things go."""
    row = PageRule.objects.filter(agency=agency).last()
    return row is not None and row.shows_course


def objections_of(episode: Episode) -> list[Objection]:
    """Return what a client said is not right, those without an answer first, the latest first."""
    rows = Objection.objects.filter(episode=episode).select_related("answer__by").order_by("-at", "-id")
    return sorted(rows, key=lambda one: hasattr(one, "answer"))


def unanswered(episode: Episode) -> list[Objection]:
    """Return what a client said is not right and nobody has answered, the latest first."""
    return rows_of(_unanswered, episode.pk)


def _unanswered(episode: int) -> QuerySet[Objection]:
    return Objection.objects.filter(episode=episode, answer=None).order_by("-at", "-id")
