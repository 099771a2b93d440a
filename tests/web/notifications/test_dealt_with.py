"""What waits says what it is about, to whoever may read that, and goes once it is dealt with, by whomever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client as Browser

from tests.web.cast import NOW, Cast, write_context
from tests.web.consultation.acts import asked
from tests.web.safety.acts import assess, close, sign
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.consultation.actions.dialogue import NewMessage, decide, write_message
from unstuck.web.consultation.models import Consultation
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.notifications.models import Notification
from unstuck.web.notifications.presenters import notifications_page
from unstuck.web.safety.actions.concerns import take_on

AsPerson = Callable[[Person | None], Browser]


def waiting(cast: Cast, person: Person) -> list[tuple[str, str]]:
    """What waits for somebody: what it is about, and what; the count in the head of every page agrees."""
    lines = notifications_page(cast.actor(person)).waiting
    person.refresh_from_db()
    assert person.waiting == len(lines)
    return [(line.about, line.words) for line in lines]


def kinds(person: Person) -> list[str]:
    return list(Notification.objects.filter(person=person, seen_at=None).order_by("pk").values_list("kind", flat=True))


def reply(cast: Cast, by: Person, found: Consultation) -> None:
    write_message(cast.actor(by), found, NewMessage("Ask what a good week would look like."), write_context())


def test_a_concern_says_whom_it_is_about_and_goes_when_somebody_else_takes_it_on(cast: Cast) -> None:
    concern = sign(cast, by=cast.supervisor)
    assert waiting(cast, cast.worker) == [
        ("Cleo Brook: a crisis", "A concern about safety waits for you to take it on")
    ]
    take_on(cast.actor(cast.supervisor), concern, write_context())
    assert waiting(cast, cast.worker) == []


def test_another_sign_goes_with_the_assessment_and_danger_with_its_end(cast: Cast) -> None:
    concern = sign(cast, imminent=True, myself=True)
    assert kinds(cast.supervisor) == ["concern.imminent"]
    concern.refresh_from_db()
    assess(cast, concern, imminent=True)
    assert kinds(cast.supervisor) == ["concern.imminent"], "as long as danger is near, it stays"
    concern.refresh_from_db()
    assess(cast, concern)
    assert kinds(cast.supervisor) == []
    concern.refresh_from_db()
    close(cast, concern)
    assert not Notification.objects.filter(seen_at=None).exists()


def test_a_question_says_from_whom_and_goes_with_ones_own_answer_alone(cast: Cast) -> None:
    found = asked(cast, cast.teammate, cast.supervisor)
    assert waiting(cast, cast.teammate) == [("From Wanda", "A colleague asks for your thoughts")]
    reply(cast, cast.teammate, found)
    assert waiting(cast, cast.teammate) == []
    assert kinds(cast.supervisor) == ["consultation.asked"], "nobody else answered for Sunita"
    assert waiting(cast, cast.worker) == [("Cleo Brook", "A colleague has replied in your consultation")]
    found.refresh_from_db()
    decide(cast.actor(cast.worker), found, "I will ask about a good week.", write_context())
    assert waiting(cast, cast.worker) == []
    assert kinds(cast.supervisor) == ["consultation.decided"], "what is decided needs no answer"


def test_the_same_news_about_the_same_thing_is_one_line(cast: Cast) -> None:
    found = asked(cast, cast.teammate, cast.supervisor)
    reply(cast, cast.teammate, found)
    found.refresh_from_db()
    reply(cast, cast.supervisor, found)
    assert len(waiting(cast, cast.worker)) == 1


def test_who_may_no_longer_read_it_is_not_told_what_it_is_about(cast: Cast, as_person: AsPerson) -> None:
    concern = sign(cast, by=cast.supervisor)
    type(concern).objects.filter(pk=concern.pk).update(responder=cast.supervisor)
    Membership.objects.filter(person=cast.worker).update(team=cast.other_team)
    type(cast.cleo).objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert waiting(cast, cast.worker) == [("", "A concern about safety waits for you to take it on")]
    assert b"Cleo" not in as_person(cast.worker).get("/notifications/").content


def test_only_the_named_subject_and_agency_are_cleared(cast: Cast) -> None:
    people, here = [cast.worker.pk, cast.teammate.pk], cast.agency.pk
    for subject in ("1", "2"):
        tell(people, "concern.raised", "safety:concern", {"concern": subject}, agency=here, now=NOW)
    clear_waiting(["concern.raised"], {"concern": "1"}, agency=cast.other_agency.pk, now=NOW)
    clear_waiting(["concern.sign"], {"concern": "1"}, agency=here, now=NOW)
    assert Notification.objects.filter(seen_at=None).count() == 4
    clear_waiting(["concern.raised"], {"concern": "1"}, agency=here, now=NOW, of=[cast.worker.pk])
    clear_waiting(["concern.raised"], {"concern": "1"}, agency=here, now=NOW, of=[cast.worker.pk])
    for person, count in ((cast.worker, 1), (cast.teammate, 2)):
        person.refresh_from_db()
        assert person.waiting == len(kinds(person)) == count


def test_a_hundred_lines_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(12):
        ids = {"concern": f"00000000-0000-4000-8000-{number:012d}"}
        tell([cast.worker.pk], "concern.raised", "safety:concern", ids, agency=cast.agency.pk, now=NOW)
    actor = cast.actor(cast.worker)
    with django_assert_num_queries(5):  # the list, what limits sight, what was opened, the concerns, e-mail or not
        notifications_page(actor)
