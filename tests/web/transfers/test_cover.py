"""A colleague stands in on the days that were agreed and no others, does what the worker does, and hands nothing on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.client_pages.acts import make_page, opened
from tests.web.home.people import COURSES, client, text
from tests.web.reviews.acts import handed_over, page, send
from tests.web.safety.acts import assess, sign
from tests.web.transfers.test_transfer import refusal, told
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Cover, Episode
from unstuck.web.caseload.permissions import check_may_assign, episodes_for
from unstuck.web.components import dates
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.permissions import consultations_for
from unstuck.web.own_side.actions import keep_own_side
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.safety.actions.escalating import escalate_due
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.transfers.actions.cover import answer_cover, ask_cover, close_past_covers, end_cover
from unstuck.web.transfers.actions.transfers import arrange_transfers
from unstuck.web.transfers.cover_policies import CoverDetails, ForOneClient
from unstuck.web.transfers.permissions import covers_for
from unstuck.web.transfers.policies import TransferDetails

SignIn = Callable[[Person | None], Browser]
Clock = Callable[[int], WriteContext]
FIRST, LAST = TODAY + timedelta(days=1), TODAY + timedelta(days=3)
FOR_CLEO = CoverDetails(FIRST, LAST, "Walks while talking.", "The night line knows.")


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let it be noon so many days after the cast's day, for the whole site."""

    def move(days: int) -> WriteContext:
        moment = NOW + timedelta(days=days)
        monkeypatch.setattr(dates, "wall_clock", lambda: moment)
        return WriteContext(moment, TODAY + timedelta(days=days))

    return move


def now(days: int = 0) -> WriteContext:
    return WriteContext(NOW + timedelta(days=days), TODAY + timedelta(days=days))


def asked(cast: Cast, *episodes: Episode, by: Person | None = None, to: Person | None = None, **changed: Any) -> Cover:
    """Wanda asks Wilma, of another team."""
    whom = {str(one.public_id): ForOneClient("yes") for one in episodes or [cast.cleo]}
    wanted = replace(FOR_CLEO, **{"clients": whom, **changed})
    return ask_cover(cast.actor(by or cast.worker), cast.worker, to or cast.worker_elsewhere, wanted, now())


def agreed(cast: Cast, *episodes: Episode, **changed: Any) -> Cover:
    return answer_cover(cast.actor(cast.worker_elsewhere), asked(cast, *episodes, **changed), "agree", "", now())


def test_a_colleague_sees_and_records_on_the_agreed_days_and_not_before_or_after(
    cast: Cast, as_person: SignIn, clock_at: Clock
) -> None:
    wilma = cast.actor(cast.worker_elsewhere)
    second = client(cast, "Second", COURSES["recovered"])

    def sight() -> tuple[int, bool, list[int]]:
        browser = as_person(cast.worker_elsewhere)
        listed = "standing in for Wanda until" in text(browser.get("/caseload/"))
        return (
            browser.get(page(cast.cleo, "")).status_code,
            listed,
            list(episodes_for(cast.actor(cast.worker_elsewhere)).values_list("pk", flat=True)),
        )

    cover = asked(cast)
    clock_at(1)
    assert sight() == (404, False, []), "asked is not agreed"
    clock_at(0)
    answer_cover(wilma, cover, "agree", "", now())
    assert sight() == (404, False, []), "the day before the first"
    for day in (1, 3):
        context, wilma = clock_at(day), cast.actor(cast.worker_elsewhere)
        assert sight() == (200, True, [cast.cleo.pk]), f"day {day}"
        add_score(wilma, cast.cleo, Total("AUDIT-C", day, context.today), context)
        assert as_person(cast.worker).get(page(cast.cleo, "")).status_code == 200, "the worker keeps the client"
        assert as_person(cast.worker_elsewhere).get(page(second, "")).status_code == 404, "and only whom it is about"
    context = clock_at(4)
    assert sight() == (404, False, []), "the day after the last"
    assert refusal(add_score, wilma, cast.cleo, Total("AUDIT-C", 5, context.today), context) == "not_own_client"
    assert not covers_for(wilma, context.today).exists()
    assert Cover.objects.get().state == "agreed", "no work in the background was needed for that"


def test_who_stands_in_ends_nothing_hands_nothing_over_and_keeps_no_own_side(
    cast: Cast, as_person: SignIn, clock_at: Clock
) -> None:
    agreed(cast)
    agreed_too = asked(cast, client(cast, "Second", COURSES["recovered"]), to=cast.other_supervisor)
    answer_cover(cast.actor(cast.other_supervisor), agreed_too, "agree", "", now())
    context, wilma, browser = clock_at(1), cast.actor(cast.worker_elsewhere), as_person(cast.worker_elsewhere)
    shown = text(browser.get(page(cast.cleo, "")))
    assert "You stand in for Wanda until" in shown
    assert "Walks while talking." in shown
    assert "End the work" not in shown
    assert "Hand over" not in shown
    for rest in ("end/", "hand-over/", "own-side/"):
        assert browser.get(page(cast.cleo, rest)).status_code == 404, rest
    assert refusal(end_work, wilma, cast.cleo, EndingDetails("client_wish", FIRST), context) == "not_own_client"
    assert refusal(keep_own_side, wilma, cast.cleo, ["unsure"], context) == "not_own_client"
    wanted = [(cast.cleo, TransferDetails(FIRST, "Mine now", "yes"))]
    assert refusal(arrange_transfers, wilma, cast.worker_elsewhere, wanted, context) == "not_own_client"
    covered = agreed_too.clients.get().episode
    assert refusal(check_may_assign, cast.actor(cast.other_supervisor), covered) == "not_supervisor"


def test_a_concern_reaches_both_and_goes_back_when_the_cover_is_over(cast: Cast, clock_at: Clock) -> None:
    """S.3: it has a responder who is there; who stood in has no hold on it afterwards, and it has one still."""
    agreed(cast)
    context = clock_at(2)
    concern = sign(cast, "suicide", on=context.today, now=context.now, today=context.today, by=cast.supervisor)
    assert concern.responder == cast.worker_elsewhere
    both = {("Wilma", "concern.raised"), ("Wanda", "concern.raised")}
    assert both <= set(told())
    assess(
        cast, concern, now=context.now, today=context.today, by=cast.worker_elsewhere, on=context.today,
        look_again_on=context.today + timedelta(days=4),
    )  # fmt: skip
    wilma, context = cast.actor(cast.worker_elsewhere), clock_at(4)
    assert not concerns_for(wilma).exists()
    assert concerns_for(cast.actor(cast.worker)).exists()
    escalate_due(context.now)
    concern.refresh_from_db()
    assert (concern.responder, concern.state) == (cast.worker, "assessed")


def test_either_ends_it_early_and_it_is_over_at_once(cast: Cast, as_person: SignIn, clock_at: Clock) -> None:
    cover, context = agreed(cast), clock_at(1)
    assert as_person(cast.worker_elsewhere).get(page(cast.cleo, "")).status_code == 200
    assert refusal(end_cover, cast.actor(cast.teammate), cover, context) == "not_own_cover"
    end_cover(cast.actor(cast.worker_elsewhere), cover, context)
    assert as_person(cast.worker_elsewhere).get(page(cast.cleo, "")).status_code == 404
    assert ("Wanda", "cover.ended") in told()
    again = agreed(cast)
    assert end_cover(cast.actor(cast.supervisor), again, context).state == "ended"
    assert [one for one in told() if one[1] == "cover.ended"][1:] == [
        ("Wanda", "cover.ended"),
        ("Wilma", "cover.ended"),
    ]


def test_all_are_told_without_a_name_and_it_stands_on_record(
    cast: Cast, clock_at: Clock, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        cover = agreed(cast)
    assert sorted(told()) == [("Sunita", "cover.agreed"), ("Wanda", "cover.agreed"), ("Wilma", "cover.asked")]
    assert len(mail.outbox) == 3
    assert not any(name in one.body for one in mail.outbox for name in ("Cleo", "Wanda", "Wilma"))
    entry = Entry.objects.get(action="cover.agreed")
    assert (entry.details["episodes"], entry.details["last_day"]) == ([str(cast.cleo.public_id)], LAST.isoformat())
    assert "Walks" not in str(entry.details)
    context = clock_at(4)
    assert close_past_covers(context.now) == 1
    assert close_past_covers(context.now) == 0
    cover.refresh_from_db()
    assert cover.state == "ended"
    assert {("Wanda", "cover.over"), ("Wilma", "cover.over")} <= set(told())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"first_day": TODAY - timedelta(days=1)}, "wrong_first_day"),
        ({"last_day": TODAY}, "wrong_last_day"),
        ({"last_day": TODAY + timedelta(weeks=27)}, "wrong_last_day"),
        ({"clients": {}}, "nobody_chosen"),
        ({"note": " "}, "no_note"),
        ({"risk_words": " "}, "no_risk_words"),
        ({"to": "manager"}, "not_a_colleague"),
        ({"to": "outsider"}, "not_a_colleague"),
        ({"by": "teammate"}, "not_own_client"),
        ({"by": "other_supervisor"}, "not_own_client"),
    ],
)
def test_what_a_cover_lacks_is_said_and_nothing_is_saved(cast: Cast, changed: dict[str, Any], code: str) -> None:
    sign(cast)
    people: dict[str, Any] = {name: getattr(cast, str(changed[name])) for name in ("by", "to") if name in changed}
    before = len(told())
    wanted: dict[str, Any] = changed | people
    assert refusal(lambda: asked(cast, **wanted)) == code
    assert (Cover.objects.count(), len(told())) == (0, before)


def test_one_stands_in_at_a_time_and_nobody_for_who_has_another_worker(cast: Cast, clock_at: Clock) -> None:
    cover = asked(cast)
    assert refusal(asked, cast) == "days_taken"
    assert refusal(answer_cover, cast.actor(cast.teammate), cover, "agree", "", now()) == "not_asked"
    assert refusal(answer_cover, cast.actor(cast.worker_elsewhere), cover, "agree", "", now(4)) == "over"
    answer_cover(cast.actor(cast.worker_elsewhere), cover, "agree", "", now())
    clock_at(1)
    assert episodes_for(cast.actor(cast.worker_elsewhere)).exists()
    handed_over(cast, cast.cleo)
    assert not episodes_for(cast.actor(cast.worker_elsewhere)).exists()
    wilma = cast.actor(cast.worker_elsewhere)
    Membership.objects.filter(person=cast.worker_elsewhere).update(role="manager")
    assert not episodes_for(replace(wilma, role="manager")).exists()


def test_a_question_of_who_stands_in_rests_afterwards(cast: Cast, clock_at: Clock) -> None:
    agreed(cast)
    clock_at(1)
    Consultation.objects.create(
        agency=cast.agency, episode=cast.cleo, asker=cast.worker_elsewhere, question="What do I miss?",
        about_this_stall=True, ground="standing_notice", state="asked", created_at=NOW, asked_at=NOW,
    )  # fmt: skip
    assert consultations_for(cast.actor(cast.worker_elsewhere)).exists()
    clock_at(4)
    assert not consultations_for(cast.actor(cast.worker_elsewhere)).exists()


def test_from_a_clients_page_cover_is_asked_for_that_client(cast: Cast, as_person: SignIn) -> None:
    second, worker = client(cast, "Second", COURSES["recovered"]), as_person(cast.worker)
    (address,) = re.findall(r'href="(/cover/ask/[^"]+)"', worker.get(page(cast.cleo, "hand-over/")).content.decode())
    shown = worker.get(address).content.decode()
    assert re.findall(r'name="clients" type="checkbox"\s+value="([^"]+)" checked', shown) == [str(cast.cleo.public_id)]
    assert str(second.public_id) in shown


def test_asked_and_answered_on_the_pages(cast: Cast, as_person: SignIn, clock_at: Clock) -> None:
    second = client(cast, "Second", COURSES["recovered"])
    worker, colleague = as_person(cast.worker), as_person(cast.worker_elsewhere)
    address = f"/cover/ask/{cast.worker.public_id}/"
    assert address in worker.get("/hand-over/").content.decode()
    typed = {"colleague": str(cast.worker_elsewhere.public_id), "first_day": day(0), "last_day": day(2), "knows": "yes"}
    alone = {f"own-{second.public_id}": "not_wanted"}
    refused = send(worker, address, **typed, everybody="on", **alone)
    assert refused.status_code == 422
    for field in ("note", f"for-{second.public_id}"):
        assert f'id="id_{field}-error"' in refused.content.decode()
    own = {f"for-{cast.cleo.public_id}": "Ring her on Monday", f"for-{second.public_id}": "All is well"}
    assert send(worker, address, **typed, everybody="on", **own).status_code == 302
    cover = Cover.objects.get()
    assert "Answer" in text(colleague.get("/caseload/"))
    shown = text(colleague.get(f"/cover/{cover.public_id}/"))
    assert "It is about 2 clients." in shown
    assert not any(hidden in shown for hidden in ("Cleo", "Ring her"))
    assert send(colleague, f"/cover/{cover.public_id}/", step="agree").status_code == 302
    assert "Ring her on Monday" in text(colleague.get(f"/cover/{cover.public_id}/"))
    assert "Wilma stands in until" in text(worker.get(page(cast.cleo, "")))
    assert colleague.get(page(cast.cleo, "")).status_code == 200
    assert "Wilma, standing in for Wanda" in text(worker.get(page(cast.cleo, "who-looked/")))
    assert "a colleague is there for you in the place of your worker" in opened(as_person(None), make_page(cast))
    clock_at(3)
    assert colleague.get(f"/cover/{cover.public_id}/").status_code == 404


def day(days: int) -> str:
    moment: datetime = NOW + timedelta(days=days)
    today: date = moment.date()
    return today.isoformat()
