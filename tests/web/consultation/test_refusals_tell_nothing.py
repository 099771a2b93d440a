"""A refusal tells a colleague nothing about who the client is; guesses are on record, counted and limited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from tests.web.consultation.test_pages import send
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import decline
from unstuck.web.consultation.actions.community import add_group, plan_meeting, record_meeting
from unstuck.web.consultation.actions.dialogue import NewMessage, decide, write_message
from unstuck.web.consultation.actions.learning import LessonText, publish, write_lesson
from unstuck.web.consultation.models import AgendaItem, Consultation
from unstuck.web.notifications.models import Notification

As = Callable[[Person], Browser]
GUESSES = ["Is it Cleo?", "Is it a Brook?", "Is it R-1?", "Is it Tarquin?"]
"""Her name in parts, her reference, and somebody close whom the worker named."""


def refused(act: Callable[[], object], code: str = "identifies_client") -> str:
    with pytest.raises(Denied) as denied:
        act()
    assert denied.value.code == code
    return denied.value.reason


def on_record(consultation: Consultation) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(action="consultation.text_refused", subject_id=str(consultation.public_id))
    return [(entry.actor, str(entry.details)) for entry in rows]


def ways(cast: Cast, found: Consultation, words: str) -> list[Callable[[], object]]:
    """Return each way in which a colleague can have a text checked against the client of somebody else."""
    wim, group = cast.actor(cast.teammate), found.group
    assert group is not None
    meeting = group.meetings.first() or plan_meeting(wim, group, TODAY, write_context())
    item = AgendaItem.objects.get(consultation=found)
    return [
        lambda: write_message(wim, found, NewMessage(words, others_allowed=True), write_context()),
        lambda: write_message(wim, found, NewMessage("See", link=f"https://a.invalid/{words}"), write_context()),
        lambda: decline(wim, found, words, write_context()),
        lambda: record_meeting(wim, meeting, [], {item.pk: words}, write_context()),
    ]


@pytest.mark.parametrize("way", range(4))
def test_what_is_refused_is_not_quoted_and_is_on_record(cast: Cast, way: int) -> None:
    group = add_group(cast.actor(cast.teammate), "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, group=group, leave_out="Tarquin")
    said = {refused(ways(cast, found, guess)[way]) for guess in GUESSES}
    assert said == {"This names the client or somebody close. Say it without names or references."}
    assert on_record(found) == [(str(cast.teammate.public_id), "{}")] * 4
    assert "Tarquin" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_five_guesses_a_day_are_the_most_and_whoever_asked_is_told(cast: Cast) -> None:
    found, other = acts.asked(cast), acts.confirmed(cast, acts.drafted(cast, cast.supervisor))
    wim = cast.actor(cast.teammate)
    for guess in (*GUESSES[:3], "cleo", "BROOK"):
        refused(lambda guess=guess: write_message(wim, found, NewMessage(guess), write_context()))  # type: ignore[misc]
    for words in ("Is it Cleo?", "Nobody is named here."):
        assert "until tomorrow" in refused(
            lambda words=words: write_message(wim, found, NewMessage(words), write_context()),  # type: ignore[misc]
            "refused_too_often",
        )
    assert "until tomorrow" in refused(lambda: decline(wim, found, "", write_context()), "refused_too_often")
    assert len(on_record(found)) == 5
    assert Notification.objects.filter(kind="consultation.guesses").values_list("person", flat=True).get() == (
        cast.worker.pk
    )
    write_message(cast.actor(cast.supervisor), other, NewMessage("Others go on."), write_context())
    tomorrow = WriteContext(NOW + timedelta(days=1, minutes=1), TODAY + timedelta(days=1))
    write_message(wim, found, NewMessage("What does a good week look like?"), tomorrow)


def test_the_page_does_not_quote_either(cast: Cast, as_person: As) -> None:
    found = acts.asked(cast, leave_out="Tarquin")
    answer = send(as_person(cast.teammate), f"/consultations/{found.public_id}/", message("Her brother tarquin helps"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "This names the client or somebody close. Say it without names or references." in shown
    assert "Tarquin" not in shown
    assert "Her brother tarquin helps" in shown, "what was typed is still there"
    assert len(on_record(found)) == 1


def message(words: str) -> dict[str, Any]:
    return {"kind": "suggestion", "words": words, "link": ""}


def test_whoever_asked_is_told_which_words_and_is_not_counted(cast: Cast) -> None:
    found = acts.answered(cast, leave_out="Tarquin")
    for _try in range(7):
        said = refused(lambda: decide(cast.actor(cast.worker), found, "I will ask Tarquin.", write_context()))
        assert "“Tarquin”" in said
    assert on_record(found) == []


def test_the_second_look_at_a_lesson_does_not_quote(cast: Cast) -> None:
    """Its author wrote a name before it became a client's; whoever looks at it need not learn that it is one."""
    found = acts.decided(cast)
    lesson = write_lesson(
        cast.actor(cast.worker), LessonText("Evenings", "Sorrel tea helps.", ()), write_context(), about=found
    )
    Consultation.objects.filter(pk=found.pk).update(leave_out="Sorrel")
    said = refused(lambda: publish(cast.actor(cast.supervisor), lesson, write_context()))
    assert "Sorrel" not in said
