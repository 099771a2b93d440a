"""Making a vignette of a lesson: its facts, its story, the second look, and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from unstuck.language import gettext as _
from unstuck.learning.agreement import Fault
from unstuck.learning.writing import checked, rules_for, steps_for
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_is_own, check_not_frozen
from unstuck.web.components.denied import Denied
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.frame import check_unchanged
from unstuck.web.consultation.models import Lesson
from unstuck.web.notifications.actions import tell
from unstuck.web.vignettes.models import AgencyVignette, AgencyVignetteStep
from unstuck.web.vignettes.permissions import (
    check_is_author,
    check_lesson,
    check_reads,
    check_second_person,
    knows_client,
)
from unstuck.web.vignettes.queries import banded_facts, basis_of, case_in, known_about
from unstuck.web.vignettes.workflow import VIGNETTE

ALWAYS = ("progress",)
"""Facts without which there is no case."""


@dataclass(frozen=True)
class VignetteText:
    """What an author writes. `best` is a step that the rules give for the facts; those before it are in hand."""

    topic: str
    title: str
    story: str
    why: str
    best: str
    options: Mapping[str, Mapping[str, str]]


def begin(
    actor: Actor, episode: Episode, lesson: Lesson, parts: Collection[str], context: WriteContext
) -> AgencyVignette:
    """Keep the facts of a case in bands, only those parts that the author keeps. Nobody else sees it yet."""
    with recorded("vignette.begun", actor, context) as write:
        found = Episode.objects.select_for_update().select_related("client").get(pk=episode.pk)
        check_is_own(actor, found)
        check_not_frozen(found)
        check_lesson(actor, found, lesson)
        basis = basis_of(actor, found)
        if basis is None:
            raise Denied("nothing_to_tell", _("There is neither a closed review nor a consultation to tell of."))
        facts = banded_facts(found, basis.on)
        made = _unfinished(actor, lesson) or AgencyVignette(
            agency_id=actor.agency_id, author_id=actor.id, lesson=lesson, state=""
        )
        made.state = VIGNETTE.after("begin", made.state)
        made.episode = found
        made.facts = {name: value for name, value in facts.items() if name in parts or name in ALWAYS}
        _store(made, "begin", actor, context)
        write.about("vignette", made.public_id, state=made.state)
        write.answer = str(made.public_id)
    return made


def _unfinished(actor: Actor, lesson: Lesson) -> AgencyVignette | None:
    """Return what was begun of the same lesson before; where it is practised already, the workflow refuses."""
    made = AgencyVignette.objects.select_for_update().filter(lesson=lesson, author=actor.id)
    return made.exclude(state="withdrawn").first()


def tell_story(actor: Actor, vignette: AgencyVignette, text: VignetteText, context: WriteContext) -> None:
    """Write the story and its options. Denied where it names anybody, or where the rules do not give the answer."""
    with changed("vignette.told", "tell", actor, vignette, context) as held:
        check_is_author(actor, held)
        check_words(actor, held, *words_of(text))
        told = told_of(held.facts, text)
        check_agrees(text.topic, held.code, {**told, "facts": held.facts})
        held.topic, held.told = text.topic, told
        held.remark, held.looked_at, held.looked_by = "", None, None


def words_of(text: VignetteText) -> tuple[str, ...]:
    """Return everything that the author wrote in their own words."""
    written = (words for option in text.options.values() for words in option.values())
    return (text.title, text.story, text.why, *written)


def told_of(facts: object, text: VignetteText) -> dict[str, Any]:
    """Return what was written as the fields of a file of vignettes, with the rules that ask for the best step."""
    steps = steps_for(case_in(facts))
    before = [step.code for step in steps[: next((n for n, one in enumerate(steps) if one.code == text.best), 0)]]
    rules = next((rules_for(step) for step in steps if step.code == text.best), ("",))
    told: dict[str, Any] = {"title": text.title, "story": text.story, "best": text.best, "rule": rules[0]}
    told |= {"in_hand": before} if before else {}
    told |= {"also": list(rules[1:])} if rules[1:] else {}
    return {**told, "why": text.why, "options": {code: dict(option) for code, option in text.options.items()}}


def check_agrees(topic: str, code: str, row: Mapping[str, Any]) -> None:
    """Raise Denied where the rules say otherwise than the vignette, naming it and its fields."""
    _read, faults = checked(topic, code, row)
    if faults:
        raise Denied("disagrees", "; ".join(fault_in_words(str(row.get("title", code)), fault) for fault in faults))


def fault_in_words(title: str, fault: Fault) -> str:
    """Say what does not hold: in which vignette, in which field, and what was expected."""
    field, text = fault
    return f"“{title}”, {field}: {text}"


def confirm(actor: Actor, vignette: AgencyVignette, context: WriteContext) -> None:
    """Confirm what colleagues will read, as it was previewed: from now on a second person sees it."""
    with changed("vignette.confirmed", "confirm", actor, vignette, context) as held:
        check_is_author(actor, held)
        check_words(actor, held, *_stored_words(held))
        check_agrees(held.topic, held.code, held.row)


def publish(actor: Actor, vignette: AgencyVignette, context: WriteContext) -> None:
    """Let the agency's learners practise it: somebody else has looked at it and finds nobody's story in it."""
    with changed("vignette.published", "publish", actor, vignette, context) as held:
        check_second_person(actor, held)
        check_words(actor, held, *_stored_words(held))
        check_agrees(held.topic, held.code, held.row)
        held.looked_at, held.looked_by_id = context.now, actor.id
        _tell_author(held, "vignette.published", context)


def give_back(actor: Actor, vignette: AgencyVignette, remark: str, context: WriteContext) -> None:
    """Return it to its author with a remark."""
    with changed("vignette.returned", "give_back", actor, vignette, context, remark) as held:
        check_second_person(actor, held)
        held.remark, held.looked_at, held.looked_by_id = remark, context.now, actor.id
        _tell_author(held, "vignette.returned", context)


def withdraw(actor: Actor, vignette: AgencyVignette, reason: str, context: WriteContext) -> None:
    """Take it back, at once and for good: whoever reads it may, as somebody may be found in it by whom nobody asked."""
    with changed("vignette.withdrawn", "withdraw", actor, vignette, context, reason) as held:
        check_reads(actor, held)
        held.remark = reason
        if held.author_id != actor.id:
            _tell_author(held, "vignette.withdrawn", context)


def check_words(actor: Actor, vignette: AgencyVignette, *words: str) -> None:
    """Raise Denied where a text names the client, somebody close, or any client of this person's own.

    What was found is quoted to the author alone, while the client is theirs: to anybody else it would confirm a guess.
    """
    known = known_about(actor, vignette.episode)
    policies.check_text(*words, known=known, quotes=knows_client(actor, vignette))


def _stored_words(held: AgencyVignette) -> tuple[str, ...]:
    told = held.told
    options = (text for option in told.get("options", {}).values() for text in option.values())
    return (told.get("title", ""), told.get("story", ""), told.get("why", ""), *options)


@contextmanager
def changed(
    code: str, action: str, actor: Actor, vignette: AgencyVignette, context: WriteContext, reason: str = ""
) -> Iterator[AgencyVignette]:
    """Lock it, let the body ask for the right and change it, and store the step at the end."""
    with recorded(code, actor, context) as write:
        rows = AgencyVignette.objects.select_for_update(of=("self",)).select_related("episode__client")
        held = rows.get(pk=vignette.pk)
        check_reads(actor, held)
        check_unchanged(held.version, context.version)
        held.state = VIGNETTE.after(action, held.state)
        yield held
        _store(held, action, actor, context, reason)
        write.about("vignette", held.public_id, state=held.state)
        write.answer = str(held.public_id)


def _store(held: AgencyVignette, action: str, actor: Actor, context: WriteContext, reason: str = "") -> None:
    held.version += 1
    held.written_at = context.now if action in ("begin", "tell") else held.written_at
    held.save()
    AgencyVignetteStep.objects.create(vignette=held, action=action, at=context.now, by_id=actor.id, reason=reason)


def _tell_author(held: AgencyVignette, kind: str, context: WriteContext) -> None:
    ids = {"vignette": str(held.public_id)}
    tell([held.author_id], kind, "vignettes:vignette", ids, agency=held.agency_id, now=context.now)
