"""A restriction holds in one place: the gate; what keeps a client safe is never restricted."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts as consulting
from tests.web.refusals import refusal
from tests.web.safety.acts import sign
from tests.web.score_files.files import saved
from unstuck.web.accounts.models import Membership, Person, Team
from unstuck.web.alerts.own_past import past_scores
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import ConsultationStep, Score
from unstuck.web.caseload.permissions import check_is_own, episodes_for, is_own, supervises
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.consents.actions import restrictions as actions
from unstuck.web.consents.forms.restrictions import colleagues, teams
from unstuck.web.consents.models import Restriction
from unstuck.web.consents.restrictions import check_takes_scores
from unstuck.web.consultation.actions import dialogue
from unstuck.web.consultation.actions.asking import ask_another, decline, withdraw
from unstuck.web.consultation.models import Consultation, Invitation
from unstuck.web.consultation.permissions import consultations_for, those_asked
from unstuck.web.safety.actions.care import save_safety_plan, say_safe_way
from unstuck.web.safety.models import Concern, Responder
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.supervision.permissions import episodes_of_quarter, episodes_to_count
from unstuck.web.supervision.quarters import quarter_of
from unstuck.web.transfers.actions.transfers import arrange_transfers
from unstuck.web.transfers.models import ClientConsent
from unstuck.web.transfers.policies import TransferDetails

AsPerson = Callable[[Person | None], Browser]


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def asked(cast: Cast, scope: str, person: Person | None = None, team: Team | None = None) -> Restriction:
    wish = actions.RestrictionWish(scope, TODAY, "She knows my family", person, team)
    return actions.ask_for_restriction(cast.actor(cast.worker), cast.cleo, wish, write_context())


def decided(cast: Cast, one: Restriction, action: str, by: Person | None = None) -> None:
    actor = cast.actor(by or cast.worker)
    actions.decide_restriction(actor, cast.cleo, one, action, TODAY, "As they wish", write_context())


def restricted(cast: Cast, scope: str, person: Person | None = None, team: Team | None = None) -> Restriction:
    one = asked(cast, scope, person, team)
    decided(cast, one, "grant")
    return one


def sees(cast: Cast, person: Person) -> bool:
    return episodes_for(cast.actor(person)).filter(pk=cast.cleo.pk).exists()


def test_a_named_colleague_no_longer_sees_the_record_until_it_is_lifted(cast: Cast, as_person: AsPerson) -> None:
    one, supervisor = asked(cast, "colleague", cast.supervisor), as_person(cast.supervisor)
    page = f"/clients/{cast.cleo.public_id}/"
    assert sees(cast, cast.supervisor), "asking changes nothing yet"
    assert "nobody has decided" in text(supervisor.get(page))
    decided(cast, one, "grant")
    assert not sees(cast, cast.supervisor)
    assert not supervises(cast.actor(cast.supervisor), cast.cleo), "no action either"
    assert sees(cast, cast.worker)
    assert supervisor.get(page).status_code == 404
    assert "Cleo" not in text(supervisor.get("/caseload/?whose=team"))
    assert "Sunita is not to see the record" in text(as_person(cast.worker).get(page))
    decided(cast, one, "lift")
    assert sees(cast, cast.supervisor)
    assert [entry.action for entry in Entry.objects.order_by("-id")[:3]] == [
        "restriction.lifted", "restriction.granted", "restriction.asked",
    ]  # fmt: skip


def test_a_team_is_kept_out_of_cover_consultation_and_hand_over(cast: Cast) -> None:
    question = Consultation.objects.create(
        agency=cast.agency, episode=cast.cleo, asker=cast.worker, question="What?", about_this_stall=True,
        ground="standing_notice", state="asked", created_at=NOW, asked_at=NOW,
    )  # fmt: skip
    for person in (cast.worker_elsewhere, cast.teammate):
        Invitation.objects.create(consultation=question, person=person, asked_at=NOW)
    restricted(cast, "colleague", team=cast.other_team)
    assert list(consultations_for(cast.actor(cast.worker_elsewhere))) == []
    assert list(those_asked(question)) == [cast.teammate]
    assert list(consultations_for(cast.actor(cast.teammate))) == [question]
    restricted(cast, "colleague", cast.teammate)
    details = TransferDetails(on=TODAY, note="Moves", consent=ClientConsent.YES)
    with pytest.raises(Denied) as denied:
        arrange_transfers(cast.actor(cast.supervisor), cast.teammate, [(cast.cleo, details)], write_context())
    assert denied.value.code == "kept_out"


def test_the_own_worker_is_not_kept_out_by_name_or_with_their_team(cast: Cast) -> None:
    for whom in ({"person": cast.worker}, {"team": cast.team}):
        with pytest.raises(Denied) as denied:
            asked(cast, "colleague", **whom)
        assert denied.value.code == "own_worker"


def test_a_whole_record_is_read_and_takes_nothing_but_what_safety_needs(cast: Cast, as_person: AsPerson) -> None:
    restricted(cast, "record")
    worker, browser, page = cast.actor(cast.worker), as_person(cast.worker), f"/clients/{cast.cleo.public_id}/"
    with pytest.raises(Denied) as denied:
        add_score(worker, cast.cleo, Total("PHQ-9", 3, TODAY), write_context())
    assert denied.value.code == "restricted"
    with pytest.raises(Denied, match="R-1"):
        check_takes_scores([cast.cleo.pk])
    shown = text(browser.get(page))
    assert "Restricted since 22 November 2026" in shown
    assert "Enter a score" not in shown
    refused = browser.get(f"{page}scores/add/")
    assert (refused.status_code, "restricted" in text(refused)) == (403, True)
    assert allowed(check_is_own, worker, cast.cleo), "an ending is never refused for it (E.2)"
    say_safe_way(worker, cast.cleo, "Ring after six", [], write_context())
    texts = {"signs": "Silence", "professionals": "Wanda", "surroundings": "Locked away"}
    save_safety_plan(worker, cast.cleo, TODAY, texts, write_context())
    assert sign(cast, "suicide", words="Said so").state == "raised"
    assert browser.get(f"{page}safety/plan/").status_code == 200


def test_nothing_of_a_held_record_is_taken_back_or_talked_about(cast: Cast, as_person: AsPerson) -> None:
    """What was begun before it was held adds nothing either; who was asked may step back, and the question too."""
    wanda, worker = as_person(cast.worker), cast.actor(cast.worker)
    address = saved(wanda, "client,score,date\nR-1,4,2026-11-20\n")
    found = consulting.answered(cast, cast.teammate, cast.worker_elsewhere)
    restricted(cast, "record")
    counting = Score.objects.filter(episode=cast.cleo, withdrawn_at=None).count()
    assert "R-1" in text(wanda.post(f"{address}undo/", follow=True)).split("cannot be undone as a whole: ")[1]
    assert Score.objects.filter(episode=cast.cleo, withdrawn_at=None).count() == counting
    steps = ConsultationStep.objects.count()
    for act, actor, words in (
        (dialogue.decide, worker, "We go on"),
        (dialogue.write_message, worker, dialogue.NewMessage("And then?")),
        (dialogue.write_message, cast.actor(cast.teammate), dialogue.NewMessage("Try goals")),
        (ask_another, worker, [str(cast.supervisor.public_id)]),
    ):
        assert refusal(act, actor, found, words, write_context()) == "restricted"
    assert refusal(decline, cast.actor(cast.worker_elsewhere), found, "Away", write_context()) == ""
    assert refusal(withdraw, worker, found, "They do not want it", write_context()) == ""
    assert ConsultationStep.objects.count() == steps


def test_who_answers_for_a_concern_sees_what_they_saw(cast: Cast) -> None:
    concern = sign(cast, "suicide", words="Said so")
    restricted(cast, "colleague", cast.teammate)
    Concern.objects.filter(pk=concern.pk).update(responder=cast.teammate)
    assert list(concerns_for(cast.actor(cast.teammate))) == [concern]
    assert not sees(cast, cast.teammate)
    Responder.objects.create(
        agency=cast.agency, person=cast.worker_elsewhere, position=1, begins="00:00", ends="00:00", named_at=NOW
    )
    restricted(cast, "colleague", cast.worker_elsewhere)
    assert list(concerns_for(cast.actor(cast.worker_elsewhere))) == [concern]


@pytest.mark.parametrize("scope", ["sums", "record"])
def test_who_is_not_to_count_is_in_no_figure(cast: Cast, scope: str) -> None:
    def counted() -> tuple[int, int, int]:
        manager = cast.actor(cast.manager)  # as in each request
        quarter = episodes_of_quarter(manager, quarter_of(TODAY))
        return episodes_to_count(manager).count(), quarter.count(), len(past_scores(cast.agency.pk, "PHQ-9").clients)

    assert counted() == (1, 1, 1)
    one = restricted(cast, scope)
    assert counted() == (0, 0, 0)
    decided(cast, one, "lift")
    assert counted() == (1, 1, 1)


def test_a_supervisor_refuses_and_not_who_wrote_it_down(cast: Cast, as_person: AsPerson) -> None:
    one = asked(cast, "sums")
    with pytest.raises(Denied) as denied:
        decided(cast, one, "refuse")
    assert denied.value.code == "not_supervisor"
    where = f"/clients/{cast.cleo.public_id}/restrictions/{one.public_id}/"
    browser = as_person(cast.supervisor)
    once = re.findall(r'name="once" value="([^"]+)"', text(browser.get(where)))[0]
    sent = {"once": once, "action": "refuse", "on": TODAY.isoformat()}
    assert browser.post(where, {**sent, "words": " "}).status_code == 422
    assert browser.post(where, {**sent, "words": "The funder's law asks for it"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "refused"
    with pytest.raises(Denied, match="Not agreed to"):
        decided(cast, one, "lift")
    assert as_person(cast.teammate).get(where).status_code == 404


def test_a_wish_is_written_down_by_clicking(cast: Cast, as_person: AsPerson) -> None:
    browser, where = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/restrictions/ask/"
    assert where in text(browser.get(f"/clients/{cast.cleo.public_id}/restrictions/"))
    once = re.findall(r'name="once" value="([^"]+)"', text(browser.get(where)))[0]
    sent = {"once": once, "scope": "colleague", "on": TODAY.isoformat(), "words": "My neighbour"}
    refused = browser.post(where, sent)
    assert refused.status_code == 422
    assert "Choose who is not to see it" in text(refused)
    assert browser.post(where, {**sent, "from_whom": str(cast.outsider.public_id)}).status_code == 422
    assert browser.post(where, {**sent, "from_whom": str(cast.teammate.public_id)}).status_code == 302
    assert Restriction.objects.get().person == cast.teammate


def test_whom_a_form_offers_is_here_and_not_the_own_worker(cast: Cast) -> None:
    actor = cast.actor(cast.worker)
    offered = {one.name for one in colleagues(actor, cast.cleo).values()}
    assert offered == {"Wim", "Wilma", "Sunita", "Stan"}
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    assert "Wim" not in {one.name for one in colleagues(actor, cast.cleo).values()}
    assert [one.name for one in teams(actor).values()] == ["North", "South"]


def test_the_gate_is_asked_for_everybody_anew(cast: Cast) -> None:
    """Guards the guard: a restriction of one agency's colleague says nothing about another's."""
    restricted(cast, "colleague", cast.supervisor)
    outside = cast.actor(cast.outsider)
    assert is_own(outside, cast.outside_client)
    assert not is_own(replace(outside, id=cast.supervisor.pk), cast.cleo)
