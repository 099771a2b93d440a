"""Last days and what is due stand on the lists, in Waiting and in what to do now: after safety, before the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.web.advocacy.acts import ahead, all_of, answered, moved, page_of, planned, sent, written
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import case
from tests.web.home.people import COURSES, client, names, row_of
from tests.web.home.people import text as words_in
from tests.web.referrals.acts import AsPerson, last, requested, text
from tests.web.safety.acts import sign
from unstuck.guidance import advise
from unstuck.reporting.words import spell_date
from unstuck.web.advocacy.actions.frame import AdvocacyMove
from unstuck.web.advocacy.actions.reminding import remind_of_last_days
from unstuck.web.advocacy.actions.tasks import finish_task
from unstuck.web.advocacy.queries import asked_on_behalf
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.models import Standing
from unstuck.web.caseload.next_steps import step_on
from unstuck.web.notifications.actions import tell
from unstuck.web.notifications.models import Notification
from unstuck.web.operations.maintenance import run_maintenance
from unstuck.web.referrals.models import HelpReceived
from unstuck.web.referrals.queries import asked_outside
from unstuck.web.reviews.presenters.steps import steps


def on(days: int) -> datetime:
    return NOW + timedelta(days=days)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind__startswith="advocacy").order_by("id")
    return [(row.person.name, row.kind) for row in rows.select_related("person")]


def reasons(cast: Cast) -> list[str]:
    found = {step.code: step for step in advise(case(cast)).steps}
    return [reason.code for reason in found["advocate"].reasons] if "advocate" in found else []


def test_the_pathway_knows_of_last_days_refusals_and_what_is_due(cast: Cast) -> None:
    assert reasons(cast) == []
    appeal = planned(cast, "appeal", deadline=ahead(15))
    assert reasons(cast) == []
    moved(cast, appeal, "withdraw")
    planned(cast, "appeal", deadline=ahead(14))
    assert reasons(cast) == ["D.6-last-day"]
    claim = sent(cast, "claim")
    answered(cast, claim, "refused", look_on=TODAY)
    assert reasons(cast) == ["D.6-last-day", "D.6-refused", "D.6-due"]
    assert {ahead(0), ahead(14), ahead(15)} <= set(facts_about(cast.cleo).turning_days)


def test_the_interpreter_that_was_booked_is_arranged_until_nobody_comes(cast: Cast) -> None:
    task = planned(cast, "interpreter")
    assert (case(cast).client.interpreter_needed, case(cast).client.interpreter_arranged) == (True, None)
    assert reasons(cast) == ["A.5-interpreter"]
    moved(cast, task, "withdraw")
    booked = sent(cast, "interpreter")
    assert case(cast).client.interpreter_arranged is True
    answered(cast, booked, "did_not_come")
    assert case(cast).client.interpreter_arranged is False


def test_the_step_changes_on_the_day_on_which_a_last_day_is_near(cast: Cast) -> None:
    recovered = client(cast, "Rae Long", COURSES["on_track"])
    planned(cast, "letter", episode=recovered, deadline=ahead(20), do_by=ahead(19))
    kept = Standing.objects.get(episode=recovered).steps
    assert step_on(kept, ahead(5))[0] != "advocate"
    assert step_on(kept, ahead(6))[0] == "advocate"


def test_a_step_is_done_when_it_was_done_and_not_when_it_was_noted(cast: Cast) -> None:
    facts, since = facts_about(cast.cleo), TODAY

    def done() -> dict[str, str]:
        shown = steps(
            advise(case(cast)), facts, (), since, None, asked_outside(cast.cleo), (), asked_on_behalf(cast.cleo)
        )
        return {one.title: one.about for one in shown.done}

    task = planned(cast)
    assert "Help clear what stands in the way of care" not in done(), "a plan alone is nothing done"
    moved(cast, task, "withdraw")
    sent(cast)
    assert done()["Help clear what stands in the way of care"] == "Letter, Housing office (Under way)"


def test_the_worker_is_told_once_that_a_last_day_is_near_and_the_supervisor_that_it_passed(cast: Cast) -> None:
    task = planned(cast, "appeal", deadline=ahead(20))
    assert remind_of_last_days(on(5)) == 0
    assert remind_of_last_days(on(6)) == 1
    assert told() == [("Wanda", "advocacy.last_day_near")]
    assert (last().action, last().actor) == ("advocacy.reminded", "system")
    assert remind_of_last_days(on(7)) == remind_of_last_days(on(20)) == 0
    assert run_maintenance(on(21))["last days told of"] == 1
    assert told()[1:] == [("Wanda", "advocacy.last_day_passed"), ("Sunita", "advocacy.last_day_passed")]
    assert remind_of_last_days(on(22)) == 0
    row = Notification.objects.latest("id")
    assert row.ids == {"episode": str(cast.cleo.public_id), "task": str(task.public_id)}


def test_of_what_was_sent_nobody_is_reminded_but_of_an_appeal_that_is_still_possible(cast: Cast) -> None:
    claim = sent(cast, "claim", deadline=ahead(3), do_by=ahead(2))
    assert remind_of_last_days(on(2)) == 0, "it was sent in time"
    answered(cast, claim, "refused", appeal_until=ahead(10))
    assert remind_of_last_days(on(2)) == 1
    planned(cast, "appeal", follows=claim, deadline=ahead(40))
    assert remind_of_last_days(on(3)) == 0, "the appeal is planned, with a last day of its own"


def test_in_waiting_a_last_day_stands_after_safety_and_before_the_rest(cast: Cast, as_person: AsPerson) -> None:
    sign(cast, "suicide", by=cast.supervisor)
    planned(cast, "appeal", deadline=ahead(3), do_by=ahead(2))
    remind_of_last_days(on(0) + timedelta(minutes=1))
    tell([cast.worker.pk], "lesson.published", "home:start", {}, agency=cast.agency.pk, now=on(0) + timedelta(hours=1))
    shown = text(as_person(cast.worker).get("/notifications/"))
    order = ["A concern about safety waits", "A last day is near", "Your lesson is on the shelf"]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


def test_outside_support_shows_last_days_before_what_is_due_and_the_rest(cast: Cast, as_person: AsPerson) -> None:
    requested(cast, call_back_on=TODAY)
    planned(cast, "meeting")
    planned(cast, "appeal", deadline=ahead(2), do_by=ahead(1))
    sent(cast, "claim")
    shown = text(as_person(cast.worker).get("/outside-support/"))
    order = [
        "A last day is near (1)", "Appeal: Housing office", "Last day: 24 November 2026", "Ask now (1)",
        "Corner pantry",
        "Under way (1)", "Claim: Housing office", "Being prepared (1)", "Helpers' meeting: Housing office",
    ]  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    own = text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/referrals/"))
    assert own.index("Appeal: Housing office") < own.index("Corner pantry") < own.index("Claim: Housing office")
    assert "Housing office" not in text(as_person(cast.teammate).get("/outside-support/"))


def test_on_outside_support_a_concern_comes_before_a_last_day(cast: Cast, as_person: AsPerson) -> None:
    at_risk = client(cast, "Dana Reed", COURSES["on_track"])
    planned(cast, "meeting", episode=at_risk)
    planned(cast, "appeal", deadline=ahead(2), do_by=ahead(1))
    sign(cast, "suicide", episode=at_risk)
    shown = text(as_person(cast.worker).get("/outside-support/"))
    assert shown.index("Safety first (1)") < shown.index("Dana Reed") < shown.index("Cleo Brook")


def test_on_the_caseload_a_last_day_rises_below_those_who_need_a_look(cast: Cast, as_person: AsPerson) -> None:
    people = {name: client(cast, f"{name} one", COURSES[name]) for name in ("on_track", "improved", "recovered")}
    planned(cast, "letter", episode=people["recovered"], do_by=TODAY)
    planned(cast, "appeal", episode=people["improved"], deadline=ahead(9))
    answer = as_person(cast.worker).get("/caseload/")
    assert names(answer) == ["Cleo Brook", "improved one", "recovered one", "on_track one"]
    assert "Last day to send something: 1 Dec" in words_in(row_of(answer, "improved one"))
    assert "Outside support: ask again today" in words_in(row_of(answer, "recovered one"))
    only = as_person(cast.worker).get("/caseload/?show=outside")
    assert names(only) == ["improved one", "recovered one"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(-2, "Last day passed: 20 Nov"), (0, "Last day to send something: today"), (15, "")],
)
def test_the_caseload_says_how_a_last_day_stands(cast: Cast, as_person: AsPerson, days: int, words: str) -> None:
    planned(cast, "appeal", deadline=ahead(days), do_by=TODAY if days < 15 else ahead(9))
    row = words_in(row_of(as_person(cast.worker).get("/caseload/"), "Cleo Brook"))
    assert words in row
    assert ("ast day" in row) is bool(words)


def test_sending_and_withdrawing_take_the_days_off_the_standing(cast: Cast) -> None:
    def kept() -> tuple[object, object]:
        row = Standing.objects.get(episode=cast.cleo)
        return row.deadline, row.outside_due

    appeal = planned(cast, "appeal", deadline=ahead(9))
    assert kept() == (ahead(9), ahead(5))
    moved(cast, appeal, "withdraw")
    assert kept() == (None, None)
    requested(cast, call_back_on=ahead(4))
    claim = sent(cast, "claim")
    assert kept() == (None, ahead(4)), "the first of the referral's day and the claim's"
    answered(cast, claim, "refused", appeal_until=ahead(30), look_on=ahead(2))
    assert kept() == (ahead(30), ahead(2))


def test_a_last_day_that_passed_says_what_to_do(cast: Cast, as_person: AsPerson) -> None:
    task = planned(cast, "appeal", deadline=ahead(-2))
    written(cast, task)
    shown = text(as_person(cast.worker).get(page_of(task)))
    assert "The last day was 20 November 2026. Ask whether a late one is accepted" in shown
    assert "Last day passed: 20 November 2026" in text(as_person(cast.worker).get(all_of(cast.cleo)))


@pytest.mark.parametrize("kind", ["no_progress", "moved_away", "client_wish", "death"])
def test_an_ending_shows_what_is_still_asked_for_whoever_reads_it(cast: Cast, as_person: AsPerson, kind: str) -> None:
    """A referral, and tasks beside it: one open appeal with its last day, one that has ended, one withdrawn."""
    planned(cast, "appeal", deadline=ahead(6), office="County benefits office")
    helped = sent(cast, "letter", office="School")
    answered(cast, helped, "granted")
    finish_task(cast.actor(cast.worker), helped, HelpReceived.YES, AdvocacyMove("finish", TODAY), write_context())
    moved(cast, planned(cast, "letter", office="Nobody"), "withdraw")
    requested(cast)
    shown = text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/end/{kind}/"))
    still = shown[shown.index('id="asked"') : shown.index("</section>", shown.index('id="asked"'))]
    assert "Appeal: County benefits office" in still
    assert f"Last day: {spell_date(ahead(6))}" in still
    assert "School" not in still
    assert "Nobody" not in still
    assert still.count("support-row__head") == 2
    counted = "2 things were asked for on their behalf: 1 open, 1 brought help." in shown
    assert counted is (kind == "no_progress")


def test_an_ending_with_nothing_asked_for_says_nothing_of_it(cast: Cast, as_person: AsPerson) -> None:
    shown = text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/end/no_progress/"))
    assert "Still being asked for" not in shown
    assert "on their behalf" not in shown
