"""A transfer has a note, a day and the client's consent, and both workers hear of it (E.5); cover comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from tests.web.reviews.acts import page, record, send
from tests.web.safety.acts import assess, sign
from unstuck.guidance import advise
from unstuck.guidance.concerns import open_concerns
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Wishes
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.models import Notification
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.models import Closing
from unstuck.web.safety.models import Concern
from unstuck.web.transfers import views
from unstuck.web.transfers.actions.transfers import arrange_transfers, move_transfer
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.policies import TransferDetails

SignIn = Callable[[Person | None], Browser]
TODAY_ON = TransferDetails(TODAY, "Likes to walk while talking.", "yes")
NEXT_WEEK = TODAY + timedelta(weeks=1)
LATER = WriteContext(NOW + timedelta(weeks=1), NEXT_WEEK)


def arrange(
    cast: Cast, by: Person, wanted: TransferDetails = TODAY_ON, to: Person | None = None, *episodes: Episode
) -> Transfer:
    to, whom = to or cast.teammate, list(episodes) or [cast.cleo]
    return arrange_transfers(cast.actor(by), to, [(one, wanted) for one in whom], write_context()).made[0]


def worker_of(episode: Episode) -> str:
    found = Episode.objects.get(pk=episode.pk).worker
    return found.name if found else ""


def refusal(act: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act(*arguments)
    return denied.value.code


def told() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("pk").values_list("person__name", "kind"))


def test_a_supervisor_hands_over_at_once_and_both_workers_hear_of_it(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = arrange(cast, cast.supervisor)
    assert (worker_of(cast.cleo), made.state) == ("Wim", "handed_over")
    assert sorted(told()) == [("Wanda", "transfer.made"), ("Wim", "transfer.made")]
    assert len(mail.outbox) == 2
    assert not any("Cleo" in one.body for one in mail.outbox)
    entry = Entry.objects.get(action="client.handed_over")
    assert (entry.subject_id, entry.details["after"]) == (str(cast.cleo.public_id), str(cast.teammate.public_id))
    assert "Likes to walk" not in str(entry.details)


def test_a_worker_arranges_and_the_supervisor_makes_it_on_the_day(cast: Cast) -> None:
    arranged = arrange(cast, cast.worker, replace(TODAY_ON, on=NEXT_WEEK))
    assert (worker_of(cast.cleo), arranged.state) == ("Wanda", "arranged")
    assert sorted(told()) == [("Sunita", "transfer.to_make"), ("Wim", "transfer.arranged")]
    wanda, sunita = cast.actor(cast.worker), cast.actor(cast.supervisor)
    assert refusal(move_transfer, sunita, arranged, "make", write_context()) == "not_yet"
    assert refusal(move_transfer, wanda, arranged, "make", LATER) == "not_supervisor"
    move_transfer(sunita, arranged, "make", LATER)
    assert worker_of(cast.cleo) == "Wim"


def test_where_one_thing_can_be_done_the_button_says_it(cast: Cast, as_person: SignIn) -> None:
    """A worker can only call a transfer off; a supervisor chooses, and a green "Save" then says what is next."""
    arrange(cast, cast.worker)
    address = f"/clients/{cast.cleo.public_id}/hand-over/"
    shown = as_person(cast.worker).get(address).content.decode()
    assert '<input type="hidden" name="step" value="call_off">' in shown
    assert "What happens now?" not in shown
    assert re.search(r'<button[^>]+govuk-button--secondary"[^>]*>Call it off</button>', shown)
    assert ">Save</button>" not in shown
    shown = as_person(cast.supervisor).get(address).content.decode()
    assert "What happens now?" in shown
    assert ">Save</button>" in shown


def test_a_worker_alone_never_gives_a_client_away(cast: Cast) -> None:
    assert arrange(cast, cast.worker).state == "arranged"
    assert worker_of(cast.cleo) == "Wanda"


def test_what_was_arranged_can_be_called_off(cast: Cast) -> None:
    arranged = arrange(cast, cast.worker)
    assert refusal(arrange, cast, cast.supervisor) == "under_way"
    assert move_transfer(cast.actor(cast.worker), arranged, "call_off", write_context()).state == "called_off"
    assert arrange(cast, cast.supervisor).state == "handed_over"


def test_cover_gives_the_client_to_a_colleague_and_back(cast: Cast, as_person: SignIn) -> None:
    cover = arrange(cast, cast.supervisor, replace(TODAY_ON, until=NEXT_WEEK))
    assert (worker_of(cast.cleo), cover.state) == ("Wim", "covered")
    assert as_person(cast.teammate).get(page(cast.cleo, "")).status_code == 200
    assert as_person(cast.worker).get(page(cast.cleo, "")).status_code == 404
    for step in ("hand_back", "keep"):
        assert refusal(move_transfer, cast.actor(cast.teammate), cover, step, LATER) == "not_supervisor"
    move_transfer(cast.actor(cast.supervisor), cover, "hand_back", LATER)
    assert (worker_of(cast.cleo), Transfer.objects.get().state) == ("Wanda", "handed_back")
    assert ("Wanda", "transfer.handed_back") in told()


def test_nobody_is_handed_back_to_who_has_left_and_the_client_can_stay(cast: Cast) -> None:
    cover = arrange(cast, cast.supervisor, replace(TODAY_ON, until=NEXT_WEEK))
    Membership.objects.filter(person=cast.worker).update(ended_at=NOW)
    assert refusal(move_transfer, cast.actor(cast.supervisor), cover, "hand_back", LATER) == "not_in_team"
    assert Transfer.objects.get().state == "covered"
    assert move_transfer(cast.actor(cast.supervisor), cover, "keep", LATER).state == "handed_over"


def test_several_clients_go_together_and_who_cannot_is_named_and_untouched(cast: Cast) -> None:
    second = client(cast, "Second", COURSES["recovered"])
    arrange(cast, cast.supervisor, TODAY_ON, cast.teammate, cast.cleo, second)
    assert [worker_of(one) for one in (cast.cleo, second)] == ["Wim", "Wim"]
    assert sorted(told()) == [("Wanda", "transfer.made"), ("Wim", "transfer.made")], "once each, however many clients"
    third, fourth = (client(cast, name, COURSES["recovered"]) for name in ("Third", "Fourth"))
    sign(cast, episode=fourth)
    assert refusal(arrange, cast, cast.supervisor, TODAY_ON, cast.teammate, second) == "same_worker"
    wanted = [(one, TODAY_ON) for one in (third, fourth)]
    came = arrange_transfers(cast.actor(cast.supervisor), cast.teammate, wanted, write_context())
    assert [(one.episode, one.denied.code) for one in came.refused] == [(fourth, "no_risk_words")]
    assert [worker_of(one) for one in (third, fourth)] == ["Wim", "Wanda"]
    assert not Transfer.objects.filter(episode=fourth).exists()
    entry = Entry.objects.filter(action="client.handed_over").latest("pk")
    assert entry.details["refused"] == [str(fourth.public_id)]


def test_each_of_several_clients_is_asked_and_who_was_left_out_stands_on_the_next_page(
    cast: Cast, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, third = (client(cast, name, COURSES["recovered"]) for name in ("Second", "Third"))
    browser, address = as_person(cast.worker), f"/hand-over/{cast.worker.public_id}/"
    typed: dict[str, Any] = {"to": str(cast.teammate.public_id), "on": TODAY.isoformat(), "note": "I leave"}
    typed |= {"everybody": "on", "consent": "yes", f"own-{second.public_id}": "no"}
    refused = send(browser, address, **typed)
    assert refused.status_code == 422
    assert f'id="id_for-{second.public_id}-error"' in refused.content.decode()
    typed[f"for-{second.public_id}"] = "She would rather wait for me"
    arranged = arrange_transfers

    def meanwhile(*asked: Any) -> Any:
        arrange(cast, cast.worker, TODAY_ON, cast.teammate, third)
        return arranged(*asked)

    monkeypatch.setattr(views, "arrange_transfers", meanwhile)
    led = send(browser, address, **typed)
    assert led["Location"] == "/hand-over/"
    shown = text(browser.get("/hand-over/"))
    assert "Third: A transfer of this client is under way." in shown
    assert "nothing about them was changed" not in text(browser.get("/hand-over/")), "said once"
    said = dict(Transfer.objects.values_list("episode", "consent"))
    assert said == {cast.cleo.pk: "yes", second.pk: "no", third.pk: "yes"}
    assert Transfer.objects.get(episode=second).consent_words == "She would rather wait for me"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"note": " "}, "no_note"),
        ({"consent": ""}, "no_consent"),
        ({"consent": "no"}, "no_consent_words"),
        ({"consent": "cannot_be_asked", "consent_words": " "}, "no_consent_words"),
        ({"on": TODAY - timedelta(days=1)}, "wrong_day"),
        ({"on": TODAY + timedelta(weeks=60)}, "wrong_day"),
        ({"until": TODAY}, "wrong_until"),
        ({"on": NEXT_WEEK, "until": TODAY + timedelta(days=1)}, "wrong_until"),
        ({"wish": "kite"}, "no_reason"),
    ],
)
def test_what_a_transfer_lacks_is_said_and_nothing_is_saved(cast: Cast, changed: dict[str, Any], code: str) -> None:
    assert refusal(arrange, cast, cast.supervisor, replace(TODAY_ON, **changed)) == code
    assert (worker_of(cast.cleo), Transfer.objects.count(), told()) == ("Wanda", 0, [])


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("supervisor", "worker_elsewhere", "not_in_team"),
        ("worker", "outsider", "not_in_team"),
        ("worker", "manager", "not_in_team"),
        ("worker", "worker", "same_worker"),
        ("teammate", "worker", "not_own_client"),
        ("other_supervisor", "worker_elsewhere", "not_own_client"),
    ],
)
def test_who_may_arrange_and_who_may_take_over(cast: Cast, by: str, to: str, code: str) -> None:
    assert refusal(arrange, cast, getattr(cast, by), TODAY_ON, getattr(cast, to)) == code


def test_an_open_risk_goes_with_the_client_in_words(cast: Cast) -> None:
    sign(cast)
    before = open_concerns(current_case(cast.cleo, TODAY))
    assert refusal(arrange, cast, cast.supervisor) == "no_risk_words"
    made = arrange(cast, cast.supervisor, replace(TODAY_ON, risk_words="The night line knows"))
    assert made.risk_words == "The night line knows"
    assert open_concerns(current_case(cast.cleo, TODAY)) == before != ()


def test_why_the_client_wishes_it_reaches_the_next_steps_and_is_met_once_it_is_made(cast: Cast) -> None:
    """E.5: where the client felt harmed, the transfer at once; otherwise a talk about working together first."""
    record(cast, Wishes(on=TODAY, another_worker=True))
    arranged = arrange(cast, cast.worker, replace(TODAY_ON, wish="felt_harmed"))
    case = current_case(cast.cleo, TODAY)
    assert case.client_wishes.another_worker_reason == "felt_harmed"
    assert "repair-relationship" not in [one.code for one in advise(case).steps]
    move_transfer(cast.actor(cast.supervisor), arranged, "make", write_context())
    case = current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)
    assert case.client_wishes.another_worker is False
    assert "arrange-transfer" not in [one.code for one in advise(case).steps]


def test_what_is_arranged_ends_with_the_work(cast: Cast) -> None:
    arranged = arrange(cast, cast.worker, replace(TODAY_ON, on=NEXT_WEEK))
    end_work(cast.actor(cast.worker), cast.cleo, EndingDetails("client_wish", TODAY), write_context())
    arranged.refresh_from_db()
    assert arranged.state == "called_off"
    assert Closing.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_transferstep")


def test_the_supervisors_page_hands_over_within_the_team(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.supervisor), page(cast.cleo, "hand-over/")
    shown = text(browser.get(address))
    assert "Wim" in shown
    assert "Wilma" not in shown
    typed = {"to": str(cast.teammate.public_id), "on": TODAY.isoformat(), "note": "Walks"}
    refused = send(browser, address, **typed, consent="no")
    assert refused.status_code == 422
    assert 'id="id_consent_words-error"' in refused.content.decode()
    assert "Walks" in text(refused)
    assert send(browser, address, **typed, consent="yes").status_code == 302
    assert as_person(cast.worker).get(page(cast.cleo, "")).status_code == 404
    assert as_person(cast.teammate).get(page(cast.cleo, "")).status_code == 200
    assert "Walks" in text(as_person(cast.teammate).get(address))


@pytest.mark.parametrize("whom", ["worker_elsewhere", "outsider"])
def test_nobody_outside_the_team_can_be_chosen(cast: Cast, as_person: SignIn, whom: str) -> None:
    browser, address = as_person(cast.supervisor), page(cast.cleo, "hand-over/")
    typed = {"to": str(getattr(cast, whom).public_id), "on": TODAY.isoformat(), "note": "Walks", "consent": "yes"}
    assert send(browser, address, **typed).status_code == 422
    assert worker_of(cast.cleo) == "Wanda"


def test_who_left_is_nobody_to_hand_over_to(cast: Cast, as_person: SignIn) -> None:
    Membership.objects.filter(person=cast.teammate, ended_at=None).update(ended_at=NOW)
    assert "Wim" not in text(as_person(cast.supervisor).get(page(cast.cleo, "hand-over/")))


def test_the_lists_of_both_say_what_is_under_way(cast: Cast, as_person: SignIn) -> None:
    arrange(cast, cast.worker)
    worker, supervisor = (as_person(one) for one in (cast.worker, cast.supervisor))
    for browser in (worker, supervisor):
        assert "Wanda to Wim" in text(browser.get("/reviews/", follow=True))
    address = page(cast.cleo, "hand-over/")
    assert "Hand over now" not in text(worker.get(address))
    assert "Hand over now" in text(supervisor.get(address))
    assert send(supervisor, address, step="make").status_code == 302
    assert worker_of(cast.cleo) == "Wim"


def test_a_supervisor_hands_over_several_on_one_page(cast: Cast, as_person: SignIn) -> None:
    second = client(cast, "Second", COURSES["recovered"])
    sign(cast)
    browser, address = as_person(cast.supervisor), f"/hand-over/{cast.worker.public_id}/"
    assert "/hand-over/" in browser.get("/caseload/").content.decode()
    assert address in browser.get("/hand-over/").content.decode()
    typed: dict[str, Any] = {"to": str(cast.teammate.public_id), "on": TODAY.isoformat()}
    typed |= {"note": "Wanda is ill", "consent": "yes"}
    typed |= {"clients": [str(one.public_id) for one in (cast.cleo, second)]}
    refused = send(browser, address, **typed)
    assert refused.status_code == 422
    assert 'id="id_risk_words-error"' in refused.content.decode()
    assert send(browser, address, **typed, risk_words="The night line knows").status_code == 302
    assert [worker_of(one) for one in (cast.cleo, second)] == ["Wim", "Wim"]
    assert as_person(cast.teammate).get(address).status_code == 404


def test_the_page_never_calls_a_risk_assessed_that_is_not(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.supervisor), page(cast.cleo, "hand-over/")
    assert "A risk is open" not in text(browser.get(address))
    sign(cast)
    shown = text(browser.get(address))
    assert "Nobody has assessed it yet." in shown
    assert "It was assessed" not in shown
    assert "Open the concern" not in shown, "the worker's, and no page of the supervisor's"
    assert "Open the concern" in text(as_person(cast.worker).get(address))
    assess(cast, Concern.objects.get())
    assert "It was assessed, and is not closed." in text(browser.get(address))


def test_whose_clients_are_handed_over_is_the_teams(cast: Cast, as_person: SignIn) -> None:
    shown = text(as_person(cast.supervisor).get("/hand-over/"))
    assert "Wanda 1 client Ask for cover" in shown
    assert "Wilma" not in shown
    for whom, status in (
        (cast.worker, 200),
        (cast.supervisor, 200),
        (cast.worker_elsewhere, 404),
        (cast.outsider, 404),
    ):
        assert as_person(cast.supervisor).get(f"/hand-over/{whom.public_id}/").status_code == status, whom.name
    arrange(cast, cast.worker)
    assert "no client of theirs is free" in text(as_person(cast.supervisor).get(f"/hand-over/{cast.worker.public_id}/"))


def test_the_supervisor_reads_that_the_client_felt_harmed_and_the_next_worker_does_not(
    cast: Cast, as_person: SignIn
) -> None:
    record(cast, Wishes(on=TODAY, another_worker=True))
    arranged, address = arrange(cast, cast.worker, replace(TODAY_ON, wish="felt_harmed")), page(cast.cleo, "hand-over/")
    assert "They felt harmed" in text(as_person(cast.supervisor).get(address))
    move_transfer(cast.actor(cast.supervisor), arranged, "make", write_context())
    earlier = text(as_person(cast.teammate).get(address)).partition("Before")[2]
    assert "Likes to walk" in earlier
    assert "They felt harmed" not in earlier


def test_where_nobody_can_take_over_there_is_nothing_to_save(cast: Cast, as_person: SignIn) -> None:
    browser, address = as_person(cast.worker), page(cast.cleo, "hand-over/")
    assert ">Save<" in re.sub(r"\s+", "", browser.get(address).content.decode())
    Membership.objects.filter(agency=cast.agency).exclude(person=cast.worker).update(ended_at=NOW)
    answer = browser.get(address)
    assert "There is nobody else in your team. An administrator can add people." in text(answer)
    assert ">Save<" not in re.sub(r"\s+", "", answer.content.decode())
