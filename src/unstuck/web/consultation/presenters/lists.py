"""The lists of consultations and of the learning shelf, and the page of one lesson, as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.components.denied import allowed
from unstuck.web.consultation.actions.learning import check_second_person
from unstuck.web.consultation.models import Consultation, Lesson, Profile
from unstuck.web.consultation.permissions import lessons_for, own_consultations
from unstuck.web.consultation.queries import asked_by, asked_of, shelf
from unstuck.web.consultation.themes import themes
from unstuck.web.consultation.workflow import CONSULTATION, LESSON
from unstuck.web.safety.first import safety_ranks

PUBLISHED, RETURNED, WAITING = "published", "returned", "waiting"


@dataclass(frozen=True)
class ConsultationListLine:
    """One consultation in a list: what it asks, and from whom or about whom it is."""

    public_id: UUID
    question: str
    who: str
    asked_at: datetime | None
    replies: int
    state: str
    state_words: str


@dataclass(frozen=True)
class ConsultationsPage:
    """What somebody was asked, and what they asked."""

    asked_of_me: Sequence[ConsultationListLine]
    mine: Sequence[ConsultationListLine]
    has_profile: bool


def consultations_page(actor: Actor, today: date) -> ConsultationsPage:
    """Return both lists, the latest first; one's own in the safe order (S.3) before that."""
    places = dict(safety_ranks(actor, today))
    return ConsultationsPage(
        asked_of_me=[
            _line(row, row.brief.content["question"], _("from %(name)s") % {"name": row.asker.name})
            for row in asked_of(actor)
        ],
        mine=[
            _line(row, row.question, _("about %(client)s") % {"client": row.episode.client.called})
            for row in sorted(asked_by(actor), key=lambda row: places.get(row.episode_id, len(places)))
        ],
        has_profile=Profile.objects.filter(person=actor.id).exists(),
    )


def _line(row: Consultation, question: str, who: str) -> ConsultationListLine:
    replies: int = getattr(row, "replies", 0)
    words = CONSULTATION.states[row.state]
    return ConsultationListLine(row.public_id, question, who, row.asked_at, replies, row.state, words)


@dataclass(frozen=True)
class LessonLine:
    """One lesson in a list; `themes` and `state` are empty where the list does not show them."""

    public_id: UUID
    title: str
    author: str
    written_at: datetime
    themes: str = ""
    state: str = ""


@dataclass(frozen=True)
class ShelfPage:
    """The learning shelf: what was found, what waits for a second look, and one's own that is not on it yet."""

    lessons: Sequence[LessonLine]
    searched: bool
    waiting: Sequence[LessonLine]
    own: Sequence[LessonLine]


def shelf_page(actor: Actor, theme: str, words: str) -> ShelfPage:
    """Return the shelf, with the lessons of a theme that have all the words."""
    readable = lessons_for(actor)
    waiting = readable.filter(state=WAITING).select_related("author").order_by("written_at")
    own = readable.filter(author=actor.id).exclude(state=PUBLISHED).select_related("author").order_by("written_at")
    return ShelfPage(
        lessons=[_lesson_line(row, themes_of(row)) for row in shelf(readable, theme, words)],
        searched=bool(theme or words),
        waiting=_lesson_lines(waiting.exclude(author=actor.id)),
        own=[_lesson_line(row, state=LESSON.states[row.state]) for row in own],
    )


def _lesson_lines(rows: Iterable[Lesson]) -> list[LessonLine]:
    return [_lesson_line(row) for row in rows]


def _lesson_line(row: Lesson, themes: str = "", state: str = "") -> LessonLine:
    return LessonLine(row.public_id, row.title, row.author.name, row.written_at, themes, state)


def themes_of(lesson: Lesson) -> str:
    """Return the themes of a lesson in words."""
    return ", ".join(themes().get(row.theme, row.theme) for row in lesson.themes.all())


@dataclass(frozen=True)
class LessonPage:
    """One lesson. `second_look` names who published it; `remark` what they said when it came back to its author.

    `about`: the client from whom it came, for its author alone, while they are theirs.
    """

    public_id: UUID
    title: str
    author: str
    written_at: datetime
    second_look: str
    state: str
    words: str
    themes: str
    waits: bool
    came_back: bool
    remark: str
    may_publish: bool
    about: UUID | None = None


def lesson_page(actor: Actor, lesson: Lesson) -> LessonPage:
    """Return one lesson as somebody who may read it sees it."""
    own = lesson.author_id == actor.id
    return LessonPage(
        public_id=lesson.public_id,
        title=lesson.title,
        author=lesson.author.name,
        written_at=lesson.written_at,
        second_look=lesson.looked_by.name if lesson.looked_by and lesson.state == PUBLISHED else "",
        state=LESSON.states[lesson.state],
        words=lesson.words,
        themes=themes_of(lesson),
        waits=own and lesson.state == WAITING,
        came_back=own and lesson.state == RETURNED,
        remark=lesson.remark,
        may_publish=lesson.state == WAITING and allowed(check_second_person, actor, lesson),
        about=_client_of(actor, lesson) if own and lesson.state == PUBLISHED else None,
    )


def _client_of(actor: Actor, lesson: Lesson) -> UUID | None:
    own = own_consultations(actor).filter(lessons=lesson)
    found: UUID | None = own.values_list("episode__public_id", flat=True).first()
    return found
