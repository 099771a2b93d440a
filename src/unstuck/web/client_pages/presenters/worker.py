"""What a worker sees of a client's own page: its link and code, what the client chose, and what is not right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.client_pages.models import Objection, PageLink, PagePart
from unstuck.web.client_pages.permissions import page_link_of
from unstuck.web.client_pages.queries import choice_of, objections_of, open_link, shows_course, unanswered
from unstuck.web.client_pages.tokens import page_code, page_token
from unstuck.web.components.denied import allowed
from unstuck.web.safety.models import ContactWay, SafeWay
from unstuck.web.safety.queries import others_may_read, safe_way_of


@dataclass(frozen=True)
class OpenPageLink:
    """A link that works: its address, its code, and until when."""

    address: str
    code: str
    code_way: str
    until: str


@dataclass(frozen=True)
class ObjectionLine:
    """What a client said is not right, and what came of it."""

    pk: int
    part: str
    statement: str
    words: str
    on: date
    answer: str
    answered_by: str


@dataclass(frozen=True)
class OwnPageOverview:
    """Everything about a client's own page. `stopped`: why a link that is out does not work."""

    episode: Episode
    own: bool
    link: OpenPageLink | None
    stopped: str
    chosen: Sequence[str] | None
    chosen_by: str
    safe_way: SafeWay | None
    no_link: bool
    agency_shows_course: bool
    objections: Sequence[ObjectionLine]


def own_page_overview(actor: Actor, episode: Episode, now: datetime) -> OwnPageOverview:
    """Return what stands on the worker's page about it."""
    out, choice = open_link(episode), choice_of(episode)
    works = out is not None and page_link_of(page_token(out.seed), now) is not None
    return OwnPageOverview(
        episode=episode,
        own=allowed(check_may_write, actor, episode) and episode.ended_on is None,
        link=_open(out) if out and works else None,
        stopped="" if works or out is None else _why_stopped(out, now),
        chosen=[PagePart(code).words for code in choice.parts] if choice else None,
        chosen_by=_by(choice.by.name if choice.by else "") if choice else "",
        safe_way=safe_way_of(episode),
        no_link=others_may_read(episode),
        agency_shows_course=shows_course(episode.client.agency_id),
        objections=[_line(one) for one in objections_of(episode)],
    )


def _by(name: str) -> str:
    return _("The client told %(name)s.") % {"name": name} if name else _("The client chose this on the page itself.")


def _open(link: PageLink) -> OpenPageLink:
    return OpenPageLink(
        address=f"{settings.SITE_ADDRESS}{reverse('client_pages:mine', args=[page_token(link.seed)])}",
        code=page_code(link.seed),
        code_way=ContactWay(link.code_way).words,
        until=spell_date(timezone.localdate(link.expires_at)),
    )


def _why_stopped(link: PageLink, now: datetime) -> str:
    if link.expires_at <= now:
        return _("The link that is out has run out.")
    if link.episode.ended_on is not None:
        return _("The link that is out stopped working when this work ended.")
    return _("The link that is out has stopped working: somebody else may read what reaches this client.")


def _line(one: Objection) -> ObjectionLine:
    answer = getattr(one, "answer", None)
    return ObjectionLine(
        pk=one.pk,
        part=PagePart(one.about).words,
        statement=one.statement,
        words=one.words,
        on=timezone.localdate(one.at),
        answer=answer.words if answer else "",
        answered_by=answer.by.name if answer else "",
    )


def not_right_lines(episode: Episode) -> list[ObjectionLine]:
    """Return what a client said is not right and nobody has answered yet: it stands beside the numbers."""
    return [_line(one) for one in unanswered(episode)]
