"""Answering for a concern: taking it on, assessing it in words, the routes beside it, closing it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import hidden
from tests.web.safety.acts import FOUND, assess, close, findings, fresh, name_and_confirm, sign
from unstuck.guidance import advise
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.actions import concerns as acts
from unstuck.web.safety.actions.naming import DutyHours
from unstuck.web.safety.models import Assessment
from unstuck.web.safety.workflow import ASSESSED, CLOSED, RAISED, TAKEN

AsPerson = Callable[[Person | None], Browser]
ROUND_THE_CLOCK = DutyHours(1, 127, time(0), time(0))


def steps(cast: Cast, today: date = TODAY) -> list[str]:
    return [step.code for step in advise(current_case(Episode.objects.get(pk=cast.cleo.pk), today)).steps]


def test_taking_it_on_stops_the_clock(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    acts.take_on(cast.actor(cast.supervisor), concern, write_context())
    held = fresh(concern)
    assert (held.state, held.responder, held.answer_by) == (TAKEN, cast.supervisor, None)
    with pytest.raises(Denied) as refused:
        acts.take_on(cast.actor(cast.worker), concern, write_context())
    assert refused.value.code == "not_open"


def test_whoever_assesses_what_nobody_took_on_answers_for_it(cast: Cast) -> None:
    """Her worker was asked, and her supervisor was quicker: the page must not say that it is with the worker."""
    waiting = sign(cast, "suicide")
    assess(cast, waiting, by=cast.supervisor)
    assert (fresh(waiting).responder, fresh(waiting).answer_by) == (cast.supervisor, None)
    taken = sign(cast, "stalking", myself=True)
    assess(cast, taken, by=cast.supervisor)
    assert fresh(taken).responder == cast.worker, "it stays with whoever took it on"


def test_an_assessment_is_words_and_the_pathway_goes_on_below(cast: Cast, as_person: AsPerson) -> None:
    concern, browser = sign(cast, "suicide"), as_person(cast.worker)
    address = f"/concerns/{concern.public_id}/assess/"
    fields = {
        "on": TODAY.isoformat(), "words": FOUND, "plan": "no", "means": "yes", "past_attempt": "", "imminent": "no",
        "protective": "The children", "urgency": "Act today", "told": "The supervisor", "done": "Rings tomorrow",
        "look_again_on": (TODAY + timedelta(days=7)).isoformat(), **hidden(browser.get(address).content.decode()),
    }  # fmt: skip
    before = Entry.objects.count()
    assert browser.post(address, fields).status_code == 302
    stored = Assessment.objects.get()
    assert (stored.words, stored.plan, stored.means, stored.past_attempt) == (FOUND, False, True, None)
    assert (fresh(concern).state, fresh(concern).look_again_on) == (ASSESSED, TODAY + timedelta(days=7))
    (entry,) = Entry.objects.order_by("id")[before:]
    assert (entry.action, FOUND in str(entry.details)) == ("concern.assessed", False)
    assert steps(cast)[:2] == ["respond-to-risk", "consult-colleague"]
    assert len(steps(cast)) > 2, "the pathway goes on below the reminder (S.4)"
    shown = browser.get(f"/concerns/{concern.public_id}/").content.decode()
    assert FOUND in shown
    assert "The children" in shown
    assert "<strong>Assessed; look again on 29 November 2026.</strong>" in shown


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"words": " "}, "no_words"),
        ({"told": ""}, "no_words"),
        ({"done": ""}, "no_words"),
        ({"on": TODAY - timedelta(days=1)}, "before_its_sign"),
        ({"on": TODAY + timedelta(days=1)}, "future_date"),
        ({"look_again_on": TODAY}, "not_ahead"),
        ({"look_again_on": TODAY + timedelta(days=8)}, "too_far"),  # 7 days (S.4)
        ({"imminent": True, "look_again_on": TODAY + timedelta(days=2)}, "too_far"),  # 1 day where imminent
    ],
)
def test_what_is_no_assessment_is_refused(cast: Cast, changed: dict[str, Any], code: str) -> None:
    concern = sign(cast, "suicide")
    with pytest.raises(Denied) as refused:
        acts.assess(cast.actor(cast.worker), concern, findings(**changed), write_context())
    assert refused.value.code == code
    assert fresh(concern).state == RAISED
    assert not Assessment.objects.exists()


def test_the_form_names_the_field(cast: Cast, as_person: AsPerson) -> None:
    concern, browser = sign(cast, "suicide"), as_person(cast.worker)
    address = f"/concerns/{concern.public_id}/assess/"
    fields = {"on": (TODAY - timedelta(days=1)).isoformat(), **hidden(browser.get(address).content.decode())}
    page = browser.post(address, fields)
    shown = page.content.decode()
    assert page.status_code == 422
    for sentence in (
        "An assessment of an earlier day could not know of it.",
        "Say in words what you asked and found.",
        "Say whether the danger is imminent.",
        "Say on which day somebody looks again.",
    ):
        assert sentence in shown, sentence


def test_plan_and_means_are_asked_where_it_is_about_their_own_life(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    for kind, asked in (("suicide", True), ("self_harm", True), ("stalking", False)):
        page = browser.get(f"/concerns/{sign(cast, kind).public_id}/assess/").content.decode()
        assert ("Are the means within reach?" in page) is asked, kind


def test_the_prompts_are_those_of_the_kind_and_the_asqs_follow_up_stands_with_suicide_alone(
    cast: Cast, as_person: AsPerson
) -> None:
    browser = as_person(cast.worker)
    asq, alone = "Are you having thoughts of killing yourself right now?", "Are you afraid of anybody at home?"
    drink = "When was the last drink or dose"
    for kind, says, says_not in (
        ("suicide", (asq, "Asking does not plant the thought."), (alone, drink)),
        ("violence_at_home", (alone,), (asq, drink)),
        ("withdrawal", (drink,), (asq, alone)),
    ):
        page = browser.get(f"/concerns/{sign(cast, kind).public_id}/assess/").content.decode()
        assert all(words in page for words in says), kind
        assert not any(words in page for words in says_not), kind


def test_imminent_danger_tells_the_supervisor_and_cannot_be_closed(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    assess(cast, concern, imminent=True)
    assert Notification.objects.get(kind="concern.imminent").person == cast.supervisor
    with pytest.raises(Denied) as refused:
        close(cast, concern)
    assert refused.value.code == "imminent"
    assert "respond-to-risk" in steps(cast)


@pytest.mark.parametrize(("because", "words", "code"), [("", "x", "no_reason"), ("passed", " ", "no_words")])
def test_a_concern_is_not_closed_without_a_reason_in_words(cast: Cast, because: str, words: str, code: str) -> None:
    concern = sign(cast, "stalking")
    assess(cast, concern)
    with pytest.raises(Denied) as refused:
        close(cast, concern, words, because)
    assert refused.value.code == code
    assert fresh(concern).state == ASSESSED


def test_a_concern_is_not_closed_before_it_was_assessed(cast: Cast) -> None:
    with pytest.raises(Denied) as refused:
        close(cast, sign(cast, "stalking"))
    assert refused.value.code == "not_open"


def test_closed_it_is_history_and_stays_to_be_read(cast: Cast, as_person: AsPerson) -> None:
    concern = sign(cast, "stalking")
    assess(cast, concern)
    close(cast, concern, "The neighbour moved away")
    assert fresh(concern).state == CLOSED
    assert "respond-to-risk" not in steps(cast)
    browser = as_person(cast.worker)
    assert "The neighbour moved away" in browser.get(f"/concerns/{concern.public_id}/").content.decode()
    assert str(concern.public_id) in browser.get(f"/clients/{cast.cleo.public_id}/safety/").content.decode()


def test_a_report_is_asked_for_until_it_was_made(cast: Cast) -> None:
    concern = sign(cast, "child_at_risk")
    assess(cast, concern)
    assert steps(cast)[:2] == ["respond-to-risk", "report-concern"]
    acts.record_report(cast.actor(cast.worker), concern, "Child protection, reference 2261", write_context())
    assert "report-concern" not in steps(cast)
    assert Notification.objects.get(kind="concern.reported").person == cast.supervisor
    with pytest.raises(Denied):
        acts.record_report(cast.actor(cast.worker), concern, " ", write_context())


def test_medical_help_is_a_route_of_its_own(cast: Cast, as_person: AsPerson) -> None:
    concern = sign(cast, "withdrawal")
    assert "get-medical-help" in steps(cast)
    shown = as_person(cast.worker).get(f"/concerns/{concern.public_id}/").content.decode()
    assert "Get medical help" in shown
    assert "psychosis" not in shown.lower(), "withdrawal and psychosis are two things"
    acts.record_help(cast.actor(cast.worker), concern, "Detox ward, bed from tomorrow", write_context())
    assert fresh(concern).helped_at == NOW
    assert "get-medical-help" not in steps(cast), "it is done"
    sign(cast, "withdrawal", on=TODAY + timedelta(days=1), now=NOW + timedelta(days=1), today=TODAY + timedelta(days=1))
    assert "get-medical-help" in steps(cast, TODAY + timedelta(days=1)), "a sign after it asks for help again"


def test_of_several_urgent_concerns_the_first_has_the_next_act(cast: Cast, as_person: AsPerson) -> None:
    """Two green buttons say that either is next; whoever hears them read out hears whose each one is."""
    sign(cast, "suicide")
    sign(cast, "violence_at_home")
    browser = as_person(cast.worker)
    for address in ("/concerns/", f"/clients/{cast.cleo.public_id}/safety/"):
        page = browser.get(address).content.decode()
        assert page.count('class="concern concern--danger"') == 2, address
        assert page.count('class="govuk-button"') == 1, address
        assert page.index('class="govuk-button"') < page.index('class="govuk-button govuk-button--secondary"')
    page = browser.get("/concerns/").content.decode()
    assert page.count('<span class="govuk-visually-hidden">: Cleo Brook</span></a>') == 2


def test_a_responder_sees_the_concern_and_nothing_else_of_the_record(cast: Cast, as_person: AsPerson) -> None:
    name_and_confirm(cast, cast.worker_elsewhere, ROUND_THE_CLOCK)
    concern, browser = sign(cast, "suicide"), as_person(cast.worker_elsewhere)
    assert concern.responder == cast.worker_elsewhere
    asked = Notification.objects.exclude(kind__startswith="responder.")
    assert asked.get().person == cast.worker_elsewhere
    told = set(Notification.objects.filter(kind__startswith="responder.").values_list("kind", "person"))
    assert ("responder.you", cast.worker_elsewhere.pk) in told
    assert ("responder.named", cast.supervisor.pk) in told, "nobody gives sight of concerns unseen"
    page = browser.get(f"/concerns/{concern.public_id}/")
    assert page.status_code == 200
    assert f"/clients/{cast.cleo.public_id}/" not in page.content.decode()
    assert "Cleo" in browser.get("/concerns/").content.decode()
    for beyond in ("", "safety/", "facts/", "safety/plan/print/"):
        assert browser.get(f"/clients/{cast.cleo.public_id}/{beyond}").status_code == 404
    assess(cast, concern, by=cast.worker_elsewhere)
    close(cast, concern)
    assert browser.get(f"/concerns/{concern.public_id}/").status_code == 404, "closed: no longer theirs to read"


def test_nobody_is_asked_who_has_left(cast: Cast, as_person: AsPerson) -> None:
    concern = sign(cast, "suicide")
    held = Membership.objects.get(person=cast.teammate, ended_at=None)
    end_membership(held, by=cast.actor(cast.administrator), now=NOW)
    with pytest.raises(Denied) as refused:
        acts.pass_on(cast.actor(cast.worker), concern, cast.teammate, "", write_context())
    assert refused.value.code == "gone"
    acts.pass_on(cast.actor(cast.worker), concern, cast.supervisor, "Please", write_context())
    assert fresh(concern).responder == cast.supervisor


def test_a_stale_form_says_so_and_stores_nothing(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    opened = fresh(concern).version
    sign(cast, "suicide")
    with pytest.raises(Denied) as refused:
        acts.assess(cast.actor(cast.worker), concern, findings(), write_context(version=opened))
    assert refused.value.code == "stale_form"
    assert not Assessment.objects.exists()
