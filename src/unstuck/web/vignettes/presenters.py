"""Vignettes of an agency's own as their author, a second person and colleagues see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from unstuck.interop.deidentify import doubtful
from unstuck.language import gettext as _
from unstuck.learning.library import topic_titles
from unstuck.learning.practice import question, rule_titles, standing
from unstuck.learning.vignette import Vignette
from unstuck.web.accounts.actors import Actor
from unstuck.web.components.denied import allowed
from unstuck.web.consultation.presenters.doubts import marked
from unstuck.web.reviews.permissions import reviews_for
from unstuck.web.safety.first import safety_ranks
from unstuck.web.vignettes.facts_in_words import FactsPart, parts_of
from unstuck.web.vignettes.models import AgencyVignette
from unstuck.web.vignettes.permissions import check_second_person, vignettes_for
from unstuck.web.vignettes.queries import told_by
from unstuck.web.vignettes.workflow import VIGNETTE

PUBLISHED, WAITING = "published", "waiting"


@dataclass(frozen=True)
class VignetteLine:
    """One vignette in a list. `told`: whether its story is written."""

    public_id: UUID
    title: str
    author: str
    written_at: datetime
    state: str
    told: bool
    disagrees: bool


@dataclass(frozen=True)
class ClientToTellOf:
    """A client of one's own with a closed review, from whom a lesson may come."""

    public_id: UUID
    called: str


@dataclass(frozen=True)
class OwnVignettesPage:
    """What colleagues practise, what waits for a second look, and one's own that is neither."""

    published: Sequence[VignetteLine]
    waiting: Sequence[VignetteLine]
    own: Sequence[VignetteLine]
    clients: Sequence[ClientToTellOf]


def own_vignettes_page(actor: Actor, today: date) -> OwnVignettesPage:
    """Return the vignettes of an agency, as somebody who may read them sees them; clients in the safe order (S.3)."""
    places = dict(safety_ranks(actor, today))
    rows = list(vignettes_for(actor).select_related("author").order_by("-written_at", "-id"))
    closed = reviews_for(actor).filter(state="closed", episode__worker=actor.id).select_related("episode__client")
    episodes = list(dict.fromkeys(one.episode for one in closed.order_by("-closed_at")))
    episodes.sort(key=lambda one: places.get(one.pk, len(places)))
    return OwnVignettesPage(
        published=[_line(row) for row in rows if row.state == PUBLISHED],
        waiting=[_line(row) for row in rows if row.state == WAITING and row.author_id != actor.id],
        own=[_line(row) for row in rows if row.state != PUBLISHED and row.author_id == actor.id],
        clients=[ClientToTellOf(one.public_id, one.client.called) for one in episodes],
    )


def _line(row: AgencyVignette) -> VignetteLine:
    title = row.told.get("title") or _("Not told yet")
    disagrees = bool(row.told) and told_by(row) is None
    state = VIGNETTE.states[row.state]
    return VignetteLine(row.public_id, title, row.author.name, row.written_at, state, bool(row.told), disagrees)


@dataclass(frozen=True)
class OptionPreview:
    """One option as it will be explained after the answer."""

    says: str
    leads_to: str
    standing: str
    best: bool


@dataclass(frozen=True)
class VignettePage:
    """One vignette, with what this person may do with it now. `vignette` is None where none is sound.

    Whoever confirms or looks sees marked what still looks like a name, a place or a number: so many `doubts`.
    """

    public_id: UUID
    author: str
    written_at: datetime
    state: str
    second_look: str
    topic: str
    vignette: Vignette | None
    story: str
    why: str
    doubts: int
    question: str
    options: Sequence[OptionPreview]
    rules: Sequence[tuple[str, str]]
    facts: Sequence[FactsPart]
    remark: str
    own: bool
    may_tell: bool
    may_confirm: bool
    may_publish: bool
    may_withdraw: bool


def vignette_page(actor: Actor, row: AgencyVignette) -> VignettePage:
    """Return a vignette exactly as learners will read it, with its banded facts."""
    told, own = told_by(row), row.author_id == actor.id
    open_now = {transition.action for transition in VIGNETTE.open_actions(row.state)}
    may_confirm = own and "confirm" in open_now and told is not None
    may_publish = row.state == WAITING and allowed(check_second_person, actor, row)
    shown: Callable[[str], str] = marked if may_confirm or may_publish else str
    parts = parts_of(row.facts)
    texts = (*_texts(told), *(line for part in parts for line in part.lines))
    return VignettePage(
        public_id=row.public_id,
        author=row.author.name,
        written_at=row.written_at,
        state=VIGNETTE.states[row.state],
        second_look=row.looked_by.name if row.looked_by and row.state == PUBLISHED else "",
        topic=topic_titles().get(row.topic, ""),
        vignette=told,
        story=shown(told.story) if told else "",
        why=shown(told.why) if told else "",
        doubts=sum(len(doubtful(text)) for text in texts) if may_confirm or may_publish else 0,
        question=question(told) if told else "",
        options=[_option(told, one.code, shown) for one in told.options] if told else [],
        rules=rule_titles(told) if told else (),
        facts=[replace(part, lines=tuple(map(shown, part.lines))) for part in parts],
        remark=row.remark if own else "",
        own=own,
        may_tell=own and "tell" in open_now,
        may_confirm=may_confirm,
        may_publish=may_publish,
        may_withdraw="withdraw" in open_now,
    )


def _option(told: Vignette, code: str, shown: Callable[[str], str]) -> OptionPreview:
    one = told.option(code)
    return OptionPreview(shown(one.says), shown(one.leads_to), standing(told, code), code == told.best)


def _texts(told: Vignette | None) -> Iterator[str]:
    """Yield what the author wrote."""
    if told is not None:
        yield from (told.title, told.story, told.why)
        yield from (text for one in told.options for text in (one.says, one.leads_to))
