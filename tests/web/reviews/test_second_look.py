"""A worker's own ending in a crisis: said in words, looked at by a second person, and never made by one alone (E.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import text
from tests.web.reviews.acts import handed_over, page, send
from tests.web.safety.acts import assess, sign
from unstuck.guidance.concerns import open_concerns
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.actions.intended import intend_ending, look_at_intended, withdraw_intended
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.models import Closing, IntendedEnding
from unstuck.web.safety.models import Concern

SignIn = Callable[[Person | None], Browser]
WHY, HELD = "The limit of twelve sessions is reached", "The night line knows, and the doctor sees them on Monday"
OWN = EndingDetails("agency_limit", TODAY, "Twelve sessions", risk_words=HELD)


@pytest.fixture(autouse=True)
def a_crisis(cast: Cast) -> None:
    sign(cast)


def intended(
    cast: Cast, second: Person | None = None, ending: str = "agency_limit", words: str = WHY
) -> IntendedEnding:
    wanda = cast.actor(cast.worker)
    return intend_ending(wanda, cast.cleo, ending, words, HELD, second or cast.supervisor, write_context())


def answered(cast: Cast, answer: str = "agree", second: Person | None = None, words: str = "It is held") -> None:
    asked = intended(cast, second)
    look_at_intended(cast.actor(second or cast.supervisor), asked, answer, words, write_context())


def end(cast: Cast, details: EndingDetails = OWN) -> Closing:
    return end_work(cast.actor(cast.worker), cast.cleo, details, write_context())


def refusal(act: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*arguments)
    return denied.value.code


def test_with_the_second_persons_agreement_the_worker_ends_and_the_concern_stays(cast: Cast) -> None:
    answered(cast)
    before = open_concerns(current_case(cast.cleo, TODAY))
    closing = end(cast)
    assert closing.second_look is not None
    assert (closing.second_look.second, closing.second_look.state) == (cast.supervisor, "ended")
    assert open_concerns(current_case(cast.cleo, TODAY)) == before != ()
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))[-3:]
    assert actions == ["ending.intended", "ending.looked_at", "work.ended"]
    entries = str(list(Entry.objects.values("subject", "subject_id", "details", "answer")))
    assert not any(words in entries for words in (WHY, HELD, "It is held", "Sunita", "Cleo"))


@pytest.mark.parametrize("ending", ["goals_reached", "no_progress", "other"])
def test_an_agreement_holds_for_what_was_looked_at_and_nothing_else(cast: Cast, ending: str) -> None:
    answered(cast)
    assert refusal(end, cast, EndingDetails(ending, TODAY, "Because", risk_words=HELD)) == "needs_second_person"


def test_nobody_has_answered_yet(cast: Cast) -> None:
    intended(cast)
    assert refusal(end, cast) == "needs_second_person"


def test_an_objection_keeps_the_work_going(cast: Cast) -> None:
    answered(cast, "object", words="Not before the doctor's visit")
    assert refusal(end, cast) == "needs_second_person"
    answered(cast)  # asked again, and now they agree
    assert end(cast).ending == "agency_limit"


def test_a_newer_sign_asks_again(cast: Cast) -> None:
    answered(cast)
    sign(cast)
    assert refusal(end, cast) == "newer_sign"


def test_danger_that_is_imminent_now_asks_again(cast: Cast) -> None:
    answered(cast)
    assess(cast, Concern.objects.get(), imminent=True)
    assert refusal(end, cast) == "newer_sign"


def test_once_it_is_assessed_and_not_imminent_no_second_person_is_needed(cast: Cast) -> None:
    assess(cast, Concern.objects.get())
    assert end(cast).second_look is None


def test_the_second_person_is_never_the_worker(cast: Cast) -> None:
    assert refusal(intended, cast, cast.worker) == "not_a_colleague"
    with pytest.raises(IntegrityError), transaction.atomic():
        IntendedEnding.objects.create(
            episode=cast.cleo, ending="other", by=cast.worker, second=cast.worker, asked_at=NOW,
            words="x", risk_words="y", state="asked",
        )  # fmt: skip


def test_who_became_the_clients_worker_meanwhile_is_no_second_person(cast: Cast) -> None:
    asked = intended(cast, cast.teammate)
    handed_over(cast, cast.cleo, risk_words=HELD)
    wim = cast.actor(cast.teammate)
    assert refusal(look_at_intended, wim, asked, "agree", "Yes", write_context()) == "not_the_second"
    assert refusal(end_work, wim, cast.cleo, OWN, write_context()) == "needs_second_person"


def test_what_was_agreed_with_one_worker_is_no_leave_for_the_next(cast: Cast) -> None:
    answered(cast)
    handed_over(cast, cast.cleo, risk_words=HELD)
    wim = cast.actor(cast.teammate)
    assert refusal(end_work, wim, cast.cleo, OWN, write_context()) == "needs_second_person"


@pytest.mark.parametrize("whom", ["manager", "administrator", "outsider"])
def test_only_a_colleague_who_works_with_clients_here_can_be_asked(cast: Cast, whom: str) -> None:
    assert refusal(intended, cast, getattr(cast, whom)) == "not_a_colleague"


def test_who_has_left_can_neither_be_asked_nor_answer(cast: Cast, as_person: SignIn) -> None:
    asked = intended(cast, cast.teammate)
    wim = cast.actor(cast.teammate)
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    assert refusal(intended, cast, cast.teammate) == "not_a_colleague"
    assert as_person(cast.teammate).get(f"/reviews/second-looks/{asked.public_id}/").status_code == 403
    form = as_person(cast.worker).get(page(cast.cleo, "end/agency_limit/second-look/")).content.decode()
    assert str(wim.public_id) not in form
    sent = send(
        as_person(cast.worker), page(cast.cleo, "end/agency_limit/second-look/"),
        words=WHY, risk_words=HELD, second=str(wim.public_id),
    )  # fmt: skip
    assert sent.status_code == 422
    assert "Whoever has left can no longer be asked." in text(sent)


@pytest.mark.parametrize(
    ("ending", "words", "code"), [("other", " ", "no_reason"), ("death", WHY, "no_second_person_needed")]
)
def test_what_is_intended_is_said_in_words(cast: Cast, ending: str, words: str, code: str) -> None:
    assert refusal(intended, cast, None, ending, words) == code
    assert not IntendedEnding.objects.exists()


@pytest.mark.parametrize(("answer", "words", "code"), [("agree", " ", "no_reason"), ("perhaps", "Well", "no_answer")])
def test_the_answer_is_words_not_a_tick(cast: Cast, answer: str, words: str, code: str) -> None:
    asked = intended(cast)
    sunita = cast.actor(cast.supervisor)
    assert refusal(look_at_intended, sunita, asked, answer, words, write_context()) == code
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_nobody_else_answers(cast: Cast) -> None:
    asked = intended(cast)
    for person in (cast.worker, cast.teammate, cast.other_supervisor, cast.outsider):
        arguments = (cast.actor(person), asked, "agree", "Fine", write_context())
        assert refusal(look_at_intended, *arguments) == "not_the_second", person.name


def test_asked_anew_what_was_asked_before_is_withdrawn(cast: Cast) -> None:
    first, second = intended(cast), intended(cast, cast.worker_elsewhere)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "asked")
    withdraw_intended(cast.actor(cast.worker), cast.cleo, write_context())
    assert refusal(withdraw_intended, cast.actor(cast.worker), cast.cleo, write_context()) == "nothing_intended"
    arguments = (cast.actor(cast.worker_elsewhere), second, "agree", "Fine", write_context())
    assert refusal(look_at_intended, *arguments) == "not_the_second"


def test_another_kind_of_ending_withdraws_it(cast: Cast) -> None:
    asked = intended(cast)
    assert end(cast, EndingDetails("client_wish", TODAY)).second_look is None
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_both_are_told_without_a_name(cast: Cast, as_person: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answered(cast, second=cast.worker_elsewhere)
    told = Notification.objects.values_list("person__name", "kind", "route")
    assert list(told.order_by("pk")) == [
        ("Wilma", "ending.asked", "reviews:second_look"),
        ("Wanda", "ending.agreed", "reviews:end_as"),
    ]
    assert len(mail.outbox) == 2
    assert not any("Cleo" in one.body or "R-1" in one.body for one in mail.outbox)


def test_the_second_person_gets_there_by_clicking_and_reads_no_more_than_that(cast: Cast, as_person: SignIn) -> None:
    asked = intended(cast, cast.worker_elsewhere)
    browser, address = as_person(cast.worker_elsewhere), f"/reviews/second-looks/{asked.public_id}/"
    listed = browser.get("/caseload/").content.decode()
    assert "An ending that Wanda intends" in listed
    assert address in listed
    shown = text(browser.get(address))
    assert WHY in shown
    assert HELD in shown
    assert "A concern is open: a crisis." in shown
    assert "Cleo" not in shown + listed
    assert browser.get(page(cast.cleo, "")).status_code == 404
    sent = send(browser, address, answer="agree", words="It is held")
    assert sent.status_code == 302
    assert address not in browser.get("/caseload/").content.decode()
    assert "agrees" in text(as_person(cast.worker).get(page(cast.cleo, "end/agency_limit/")))


def test_the_worker_sees_in_the_reviews_how_it_stands(cast: Cast, as_person: SignIn) -> None:
    """Beside the risk, which leads: what to do about the ending is a click further, on the client's page."""
    assert "agrees to the ending" not in text(as_person(cast.worker).get("/caseload/"))
    answered(cast)
    assert "Sunita agrees to the ending: the agency's limit was reached" in text(
        as_person(cast.worker).get("/caseload/")
    )
    assert "agrees to the ending" not in text(as_person(cast.supervisor).get("/caseload/"))


def test_a_supervisor_who_may_read_the_record_sees_whose_it_is(cast: Cast, as_person: SignIn) -> None:
    asked = intended(cast)
    shown = as_person(cast.supervisor).get(f"/reviews/second-looks/{asked.public_id}/").content.decode()
    assert "Cleo Brook" in shown
    assert page(cast.cleo, "") in shown


def test_the_page_shows_how_the_second_look_stands_and_no_form_before_it(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "end/agency_limit/")
    asking = browser.get(address).content.decode()
    assert "Ask for a second look" in asking
    assert 'name="words"' not in asking
    sent = send(browser, f"{address}second-look/", words=WHY, risk_words=HELD, second=str(cast.supervisor.public_id))
    assert sent["Location"] == address
    assert "Sunita was asked on" in text(browser.get(address))
    asked = IntendedEnding.objects.get()
    look_at_intended(cast.actor(cast.supervisor), asked, "object", "Not before Monday", write_context())
    shown = text(browser.get(address))
    assert "Sunita objects." in shown
    assert "Not before Monday" in shown
    assert "End the work" not in text(browser.get(address)).partition("Why, and sources")[2]
    answered(cast)
    assert 'name="words"' in browser.get(address).content.decode()
    sign(cast)
    assert "Since then there is a newer sign of risk" in text(browser.get(address))


def test_the_own_supervisor_stands_first_among_those_to_ask(cast: Cast, as_person: SignIn) -> None:
    shown = text(as_person(cast.worker).get(page(cast.cleo, "end/other/second-look/")))
    assert "Sunita, supervisor of your team" in shown
    assert shown.index("Sunita") < shown.index("Stan") < shown.index("Wilma")
    assert "Mirjam" not in shown


def test_the_steps_cannot_be_changed_and_an_ended_episode_takes_no_answer(cast: Cast) -> None:
    asked = intended(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_intendedendingstep")
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    arguments = (cast.actor(cast.supervisor), asked, "agree", "Fine", write_context())
    assert refusal(look_at_intended, *arguments) == "not_the_second"


def test_where_nobody_else_is_there_no_button_leads_to_an_empty_choice(cast: Cast, as_person: SignIn) -> None:
    browser = as_person(cast.worker)
    kind, ask = page(cast.cleo, "end/agency_limit/"), page(cast.cleo, "end/agency_limit/second-look/")
    assert ask in browser.get(kind).content.decode()
    assert "Ask for the second look" in text(browser.get(ask))
    Membership.objects.filter(agency=cast.agency).exclude(person=cast.worker).update(ended_at=NOW)
    assert ask not in browser.get(kind).content.decode()
    for address in (kind, ask):
        said = text(browser.get(address))
        assert "There is nobody else at your agency who works with clients." in said
        assert "Ask for the second look" not in said
