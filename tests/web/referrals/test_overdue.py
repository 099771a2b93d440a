"""Overdue outside support rises on the caseload: what is kept on the standing, and what the page makes of it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.advocacy.acts import page_of, planned
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, names, row_of, text
from tests.web.referrals.acts import AsPerson, ago, drafted, follow, of, page, reply_address, requested, wanted
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Care, Episode, Standing
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.actions.replies import NewHelpAnswer, record_answer
from unstuck.web.referrals.models import ContactMethod, HelpReceived, Referral

CASELOAD = "/caseload/"
LATE = ago(5)


def kept(episode: Episode) -> Any:
    return Standing.objects.get(episode=episode).outside_due


def asked(cast: Cast, episode: Episode, again: Any = LATE) -> Referral:
    """Hand a client on by way of the client, to be asked about on a day."""
    actor, then = cast.actor(cast.worker), WriteContext(NOW - timedelta(days=14), ago(14))
    made = acts.draft(actor, episode, wanted(way=ContactMethod.SELF, call_back_on=again), then)
    acts.request(actor, made, ReferralMove("request", ago(14)), then)
    made.refresh_from_db()
    return made


def test_the_standing_keeps_the_first_day_to_ask_again(cast: Cast) -> None:
    drafted(cast)
    assert kept(cast.cleo) is None, "nobody outside knows of a draft"
    later = requested(cast, call_back_on=TODAY + timedelta(days=9))
    assert kept(cast.cleo) == TODAY + timedelta(days=9)
    first = asked(cast, cast.cleo)
    assert kept(cast.cleo) == LATE
    actor = cast.actor(cast.worker)
    acts.record_move(actor, first, ReferralMove("call", TODAY, call_back_on=TODAY + timedelta(days=3)), write_context())
    assert kept(cast.cleo) == TODAY + timedelta(days=3)
    follow(cast, first, "cancel", "not_wanted")
    assert kept(cast.cleo) == TODAY + timedelta(days=9)
    follow(cast, later, "complete")
    assert kept(cast.cleo) == TODAY + timedelta(days=9), "completed, and the client was not asked yet"
    record_answer(actor, later, NewHelpAnswer(HelpReceived.YES, TODAY), write_context())
    assert kept(cast.cleo) is None


def test_a_partner_who_declines_takes_it_off(cast: Cast, as_person: AsPerson) -> None:
    made = requested(cast)
    assert kept(cast.cleo) is not None
    as_person(None).post(reply_address(made), {"action": "decline", "reason": "full"})
    assert kept(cast.cleo) is None


def test_a_new_judgement_leaves_it(cast: Cast) -> None:
    asked(cast, cast.cleo)
    record_facts(cast.actor(cast.worker), cast.cleo, [Care(on=TODAY, sessions_attended=3)], write_context())
    assert kept(cast.cleo) == LATE


def test_the_migration_finds_what_is_followed(cast: Cast) -> None:
    other = client(cast, "Nobody Outside", COURSES["on_track"])
    asked(cast, cast.cleo, TODAY + timedelta(days=30))
    asked(cast, cast.cleo)
    follow(cast, asked(cast, other), "decline", "full")
    Standing.objects.update(outside_due=None)
    import_module("unstuck.web.referrals.migrations.0004_kept_on_standings").keep(apps, None)
    assert (kept(cast.cleo), kept(other)) == (LATE, None)


def test_overdue_support_rises_below_those_who_need_a_look(cast: Cast, as_person: AsPerson) -> None:
    for name in ("watch", "on_track", "improved", "recovered"):
        client(cast, f"{name} one", COURSES[name])
    browser = as_person(cast.worker)
    before = names(browser.get(CASELOAD))
    assert before == ["Cleo Brook", "watch one", "on_track one", "improved one", "recovered one"]
    assert "Outside support overdue" not in text(browser.get(CASELOAD))
    asked(cast, Episode.objects.get(client__name="improved one"), ago(3))
    asked(cast, Episode.objects.get(client__name="recovered one"), LATE)
    asked(cast, Episode.objects.get(client__name="on_track one"), TODAY + timedelta(days=1))
    asked(cast, cast.cleo)
    answer = browser.get(CASELOAD)
    assert names(answer) == ["Cleo Brook", "recovered one", "improved one", "on_track one", "watch one"]
    row = row_of(answer, "recovered one")
    assert "Outside support overdue since 17 Nov" in text(row)
    assert f'href="{page(Episode.objects.get(client__name="recovered one"), "due/")}"' in row
    assert "Outside support overdue since 17 Nov" in text(row_of(answer, "Cleo Brook"))
    assert "Waiting until 23 November for outside support" in text(row_of(answer, "on_track one"))
    only = browser.get(f"{CASELOAD}?show=outside")
    assert names(only) == ["Cleo Brook", "recovered one", "improved one"]


def test_the_row_leads_to_the_one_thing_to_take_up_and_to_the_list_where_there_are_several(
    cast: Cast, as_person: AsPerson
) -> None:
    browser, every, due = as_person(cast.worker), page(cast.cleo), page(cast.cleo, "due/")
    assert browser.get(due).headers["Location"] == every, "nothing was asked for"
    later = asked(cast, cast.cleo, TODAY + timedelta(days=9))
    assert browser.get(due).headers["Location"] == of(later)
    late = asked(cast, cast.cleo)
    assert browser.get(due).headers["Location"] == of(late), "what can wait is not in its way"
    asked(cast, cast.cleo, ago(3))
    assert browser.get(due).headers["Location"] == every
    appeal = planned(cast, "appeal", deadline=TODAY + timedelta(days=3), do_by=TODAY)
    assert browser.get(due).headers["Location"] == page_of(appeal), "a last day before all else"
    assert as_person(cast.teammate).get(due).status_code == 404


def test_what_has_ended_is_not_taken_up(cast: Cast, as_person: AsPerson) -> None:
    follow(cast, asked(cast, cast.cleo), "decline", "full")
    assert as_person(cast.worker).get(page(cast.cleo, "due/")).headers["Location"] == page(cast.cleo)


def test_on_the_day_itself_it_says_today(cast: Cast, as_person: AsPerson) -> None:
    asked(cast, cast.cleo, TODAY)
    assert "Outside support: ask again today" in text(row_of(as_person(cast.worker).get(CASELOAD), "Cleo Brook"))


def test_the_work_list_asks_nothing_more_for_it(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    browser.get(CASELOAD)
    with CaptureQueriesContext(connection) as before:
        browser.get(CASELOAD)
    asked(cast, cast.cleo)
    with CaptureQueriesContext(connection) as after:
        browser.get(CASELOAD)
    assert len(after) == len(before)
    assert not any("referrals_referral" in one["sql"] for one in after)
