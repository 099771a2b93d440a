"""A consultation has one record: the caseload reads it, and a worker can say by hand how it went on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.consultation import acts
from tests.web.facts.acts import known, page, record, send, stored
from tests.web.facts.test_record import text
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import withdraw_fact
from unstuck.web.caseload.models import ConsultationStep, Episode
from unstuck.web.caseload.timeline import history, saved_since
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import ask_another, decline, withdraw
from unstuck.web.consultation.actions.dialogue import NewMessage, decide, write_message

AsPerson = Callable[[Person | None], Browser]


def steps(cast: Cast) -> list[list[str]]:
    return [[step.step for step in one.steps] for one in known(cast.cleo).consultations]


def by_telephone(browser: Any, cast: Cast, which: object, step: str = "answered") -> Any:
    return send(browser, cast.cleo, "consultation", {"which": str(which), "step": step, "words": "By telephone."})


def test_a_reply_by_telephone_continues_a_question_asked_in_the_site(cast: Cast, as_person: AsPerson) -> None:
    asked = acts.asked(cast)
    browser = as_person(cast.worker)
    assert by_telephone(browser, cast, asked.public_id, "asked").status_code == 422
    assert by_telephone(browser, cast, asked.public_id).status_code == 302
    assert steps(cast) == [["asked", "answered"]]
    (row,) = stored("consultation")
    assert (row.continues, row.follows_id) == (asked.public_id, None)
    withdraw_fact(cast.actor(cast.worker), cast.cleo, row, write_context())
    assert steps(cast) == [["asked"]]


def test_it_counts_no_more_once_the_question_is_taken_back(cast: Cast, as_person: AsPerson) -> None:
    asked = acts.asked(cast)
    record(cast, ConsultationStep(on=TODAY, step="answered", continues=asked.public_id))
    withdraw(cast.actor(cast.worker), asked, "Settled.", write_context())
    assert steps(cast) == []
    assert known(cast.cleo).consultation == (), "a reply to nothing is none"
    assert [row.pk for row in history(cast.cleo.pk)["consultation"]] == [stored("consultation")[0].pk]
    browser = as_person(cast.worker)
    assert "so it does not count" in text(browser.get(page(cast.cleo)))
    assert browser.get(page(cast.cleo, "consultation", stored("consultation")[0].pk)).status_code == 200


def test_only_a_question_about_this_client_that_counts_can_be_continued(cast: Cast) -> None:
    asked = acts.asked(cast)
    withdraw(cast.actor(cast.worker), asked, "", write_context())
    for which in (uuid.uuid4(), asked.public_id):
        with pytest.raises(Denied) as denied:
            record(cast, ConsultationStep(on=TODAY, step="answered", continues=which))
        assert denied.value.code == "not_there"
    assert stored("consultation") == []


def test_what_a_room_contributes_is_taken_back_there(cast: Cast, as_person: AsPerson) -> None:
    acts.answered(cast)
    record(cast, ConsultationStep(on=TODAY, step="asked"))
    shown = as_person(cast.worker).get(page(cast.cleo)).content.decode()
    assert shown.count("/withdraw/") == 1
    read = text(as_person(cast.worker).get(page(cast.cleo))).lower()
    assert read.count("the colleague answered") == 2, "now, and as an entry"


def test_asked_anew_after_everybody_declined(cast: Cast) -> None:
    asked = acts.asked(cast)
    decline(cast.actor(cast.teammate), asked, "On leave.", write_context())
    assert steps(cast) == []
    ask_another(cast.actor(cast.worker), acts.fresh(asked), [str(cast.worker_elsewhere.public_id)], write_context())
    assert steps(cast) == [["asked"]]
    entries = Entry.objects.filter(action="consultation.step_recorded").order_by("number")
    assert [entry.details["step"] for entry in entries] == ["asked", "taken_back", "asked"]


def test_nothing_counts_once_the_work_has_ended(cast: Cast) -> None:
    asked = acts.asked(cast)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="client_wish")
    write_message(cast.actor(cast.teammate), asked, NewMessage("One more thought."), write_context())
    decide(cast.actor(cast.worker), acts.fresh(asked), "Too late.", write_context())
    assert steps(cast) == [["asked"]]
    assert acts.fresh(asked).state == "decided", "the dialogue goes on; the pathway takes no more from it"
    assert Entry.objects.filter(action="consultation.step_recorded").count() == 1


def test_a_stale_form_is_told_what_a_colleague_did(cast: Cast) -> None:
    asked = acts.asked(cast)
    write_message(cast.actor(cast.teammate), asked, NewMessage("Ask about a good week."), acts.later(1))
    assert [event.text for event in saved_since(cast.cleo.pk, 1)] == ["The colleague answered"]
