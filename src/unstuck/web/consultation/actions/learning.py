"""The learning shelf: writing down what was learned, and the second look before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from unstuck.interop.deidentify import Identifiers
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.permissions import work_of
from unstuck.web.components.denied import Denied
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.frame import check_unchanged
from unstuck.web.consultation.actions.refusing import counted
from unstuck.web.consultation.brief import identifiers
from unstuck.web.consultation.models import Consultation, Lesson, LessonStep, LessonTheme
from unstuck.web.consultation.permissions import lessons_for, own_consultations
from unstuck.web.consultation.workflow import LESSON
from unstuck.web.notifications.actions import tell


@dataclass(frozen=True)
class LessonText:
    """What somebody learned, and the themes under which it is to be found."""

    title: str
    words: str
    themes: tuple[str, ...]


def write_lesson(
    actor: Actor,
    learned: LessonText,
    context: WriteContext,
    *,
    about: Consultation | None = None,
    again: Lesson | None = None,
) -> Lesson:
    """Write down what was learned, or once more what came back with a remark. It waits for a second look."""
    source = again.consultation if again else about
    with _counted(actor, source, context), recorded("lesson.written", actor, context) as write:
        lesson = _begun(actor, about, again, context)
        policies.check_text(learned.title, learned.words, known=known_to(actor, lesson.consultation))
        policies.check_text(learned.title, learned.words, known=about_clients(actor, lesson.consultation), quotes=False)
        lesson.state = LESSON.after("write", lesson.state)
        lesson.title, lesson.words, lesson.written_at = learned.title, learned.words, context.now
        lesson.remark, lesson.looked_at, lesson.looked_by = "", None, None
        lesson.version += 1
        lesson.save()
        lesson.themes.all().delete()
        LessonTheme.objects.bulk_create(LessonTheme(lesson=lesson, theme=theme) for theme in learned.themes)
        _step(lesson, "write", actor, context)
        write.about("lesson", lesson.public_id, themes=len(learned.themes))
        write.answer = str(lesson.public_id)
    return lesson


def _begun(actor: Actor, about: Consultation | None, again: Lesson | None, context: WriteContext) -> Lesson:
    if again is None:
        if about is not None and not own_consultations(actor).filter(pk=about.pk).exists():
            raise Denied("not_asker", _("Only who asked the question writes down what was learned from it."))
        return Lesson(agency_id=actor.agency_id, author_id=actor.id, consultation=about, state="")
    held = Lesson.objects.select_for_update(of=("self",)).get(pk=again.pk)
    if held.author_id != actor.id:
        raise Denied("not_author", _("Only who wrote it changes it."))
    check_unchanged(held.version, context.version)
    return held


def known_to(actor: Actor, consultation: Consultation | None) -> Identifiers:
    """Return what the author knows to point to a client: of the consultation while it is theirs, and of their own."""
    readable = consultation is not None and own_consultations(actor).filter(pk=consultation.pk).exists()
    return about_clients(actor, consultation if readable else None)


def about_clients(actor: Actor, consultation: Consultation | None) -> Identifiers:
    """Return what points to the client of the consultation, whoever may know it, and to any client of one's own."""
    clients = work_of(actor).values_list("client__name", "client__reference")
    names, references = [name for name, _ref in clients if name], [reference for _name, reference in clients]
    if consultation is not None:
        theirs = identifiers(consultation)
        names, references = [*theirs.names, *names], [*theirs.references, *references]
    return Identifiers(tuple(names), tuple(references))


def _counted(actor: Actor, consultation: Consultation | None, context: WriteContext) -> AbstractContextManager[None]:
    return nullcontext() if consultation is None else counted(actor, consultation, context)


def publish(actor: Actor, lesson: Lesson, context: WriteContext) -> None:
    """Put it on the shelf: somebody else of the agency has looked at it and finds nobody's story in it."""
    with _looked_at("lesson.published", "publish", actor, lesson, context) as held:
        policies.check_text(held.title, held.words, known=about_clients(actor, held.consultation), quotes=False)
        _tell(held, "lesson.published", context)


def give_back(actor: Actor, lesson: Lesson, remark: str, context: WriteContext) -> None:
    """Give it back to its author with a remark."""
    with _looked_at("lesson.returned", "give_back", actor, lesson, context, remark) as held:
        held.remark = remark
        _tell(held, "lesson.returned", context)


@contextmanager
def _looked_at(
    code: str, action: str, actor: Actor, lesson: Lesson, context: WriteContext, reason: str = ""
) -> Iterator[Lesson]:
    with recorded(code, actor, context) as write:
        held = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
        check_second_person(actor, held)
        check_unchanged(held.version, context.version)
        held.state = LESSON.after(action, held.state)
        held.looked_at, held.looked_by_id = context.now, actor.id
        yield held
        held.version += 1
        held.save()
        _step(held, action, actor, context, reason)
        write.about("lesson", held.public_id, state=held.state)
        write.answer = str(held.public_id)


def check_second_person(actor: Actor, lesson: Lesson) -> None:
    """Raise Denied where the author, or somebody who cannot read it, would look."""
    if lesson.author_id == actor.id:
        raise Denied("own_lesson", _("A second person looks at it before it is published. You wrote this one."))
    if not lessons_for(actor).filter(pk=lesson.pk).exists():
        raise Denied("not_there", _("Only colleagues of the same agency look at it."))


def _step(lesson: Lesson, action: str, actor: Actor, context: WriteContext, reason: str = "") -> None:
    LessonStep.objects.create(lesson=lesson, action=action, at=context.now, by_id=actor.id, reason=reason)


def _tell(lesson: Lesson, kind: str, context: WriteContext) -> None:
    ids = {"lesson": str(lesson.public_id)}
    tell([lesson.author_id], kind, "consultation:lesson", ids, agency=lesson.agency_id, now=context.now)
