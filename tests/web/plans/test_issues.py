"""What the work is about: words suggest, a person confirms, and couple work waits for a talk with each alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import TODAY, Cast, write_context
from tests.web.facts.acts import opened
from tests.web.plans.acts import AsPerson, address, ago, send
from tests.web.plans.test_pages import text
from tests.web.safety.acts import assess, sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case, current_cases
from unstuck.web.caseload.models import Care
from unstuck.web.components.denied import Denied
from unstuck.web.plans.actions.issues import confirm_issues
from unstuck.web.plans.case_part import waiting
from unstuck.web.plans.models import IssueConfirmation, LedgerEntry

WORDS = "alcohol abuse\nMy husband hits me\ncan't sleep"


def said(cast: Cast, words: str, weeks: float = 1) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, [Care(on=ago(weeks), presenting_problems=words)], write_context())


def test_words_only_suggest_and_stand_unticked(cast: Cast, as_person: AsPerson) -> None:
    said(cast, WORDS)
    shown = text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    assert "May be about:" in shown
    assert "Until somebody confirms it, it counts for nothing." in shown
    assert "Suits what is recorded" not in shown
    assert "Nothing on record speaks for any of them yet." in shown
    page = text(as_person(cast.worker).get(address(cast.cleo, "issues/")))
    for words in ("alcohol abuse", "My husband hits me", "Words can mislead.", "alcohol", "sleep"):
        assert words in page
    assert "the relationship with a partner <span" not in page, "violence suggests no couple work"
    assert " checked" not in page


def test_confirming_ranks_by_it_and_asks_no_more(cast: Cast, as_person: AsPerson) -> None:
    said(cast, WORDS)
    browser = as_person(cast.worker)
    where = address(cast.cleo, "issues/")
    answer = browser.post(where, {**opened(browser, where), "codes": ["alcohol"]}, follow=True)
    shown = text(answer)
    assert "This work is about alcohol." in shown
    assert "May be about" not in shown, "sleep was seen and passed over"
    assert "Suits what is recorded: alcohol." in shown
    assert current_case(cast.cleo, TODAY).treatment.issues == ("alcohol",)
    entry = Entry.objects.latest("id")
    assert entry.action == "issues.confirmed"
    assert "husband" not in str(entry.__dict__)
    assert "checked" in text(browser.get(where))


def test_nothing_ticked_is_an_answer_and_history_stays(cast: Cast, as_person: AsPerson) -> None:
    actor, browser, where = cast.actor(cast.worker), as_person(cast.worker), address(cast.cleo, "issues/")
    confirm_issues(actor, cast.cleo, ["sleep", "sleep"], write_context())
    browser.post(where, opened(browser, where))
    assert [row.codes for row in IssueConfirmation.objects.all()] == [["sleep"], []]
    assert current_case(cast.cleo, TODAY).treatment.issues == ()
    assert current_case(cast.cleo, TODAY - timedelta(days=1)).treatment.issues is None, "as of a day before"
    with pytest.raises(DatabaseError), transaction.atomic():
        IssueConfirmation.objects.update(codes=["grief"])


def test_new_words_wait_again(cast: Cast) -> None:
    said(cast, "can't sleep", weeks=2)
    confirm_issues(cast.actor(cast.worker), cast.cleo, [], write_context())
    said(cast, "can't sleep\nlonely since moving", weeks=0)
    facts = facts_about(cast.cleo)
    assert [one.issue for one in waiting(current_case(cast.cleo, TODAY, facts), facts, TODAY)] == ["isolation"]


def test_a_code_that_is_not_on_the_list_is_refused(cast: Cast, as_person: AsPerson) -> None:
    with pytest.raises(Denied) as denied:
        confirm_issues(cast.actor(cast.worker), cast.cleo, ["sadness"], write_context())
    assert denied.value.code == "not_an_issue"
    browser, where = as_person(cast.worker), address(cast.cleo, "issues/")
    assert "Choose from the list." in text(browser.post(where, {**opened(browser, where), "codes": ["sadness"]}))
    assert not IssueConfirmation.objects.exists()


def test_only_the_clients_own_worker_confirms(cast: Cast, as_person: AsPerson) -> None:
    said(cast, "can't sleep")
    for person in (cast.supervisor, cast.teammate, cast.outsider):
        assert as_person(person).get(address(cast.cleo, "issues/")).status_code == 404
    shown = text(as_person(cast.supervisor).get(address(cast.cleo, "options/")))
    assert "May be about:" in shown
    assert "Confirm what this work is about" not in shown
    with pytest.raises(Denied):
        confirm_issues(cast.actor(cast.teammate), cast.cleo, ["sleep"], write_context())


def test_the_clients_page_says_what_waits(cast: Cast, as_person: AsPerson) -> None:
    said(cast, "can't sleep")
    where = f"/clients/{cast.cleo.public_id}/"
    assert "May be about: sleep." in text(as_person(cast.worker).get(where))
    confirm_issues(cast.actor(cast.worker), cast.cleo, ["sleep"], write_context())
    assert "May be about" not in text(as_person(cast.worker).get(where))


def test_many_cases_are_read_in_the_queries_of_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    confirm_issues(cast.actor(cast.worker), cast.cleo, ["sleep"], write_context())
    with django_assert_max_num_queries(25):
        assert current_cases([cast.cleo], TODAY)[cast.cleo.pk].treatment.issues == ("sleep",)


def test_couple_work_begins_only_once_each_was_seen_alone(cast: Cast, as_person: AsPerson) -> None:
    browser, where = as_person(cast.worker), address(cast.cleo, "choose/?approach=couple-work")
    refused = send(browser, where, {"chosen_by": "together", "words": ""})
    assert "See each of them alone first" in text(refused)
    assert not LedgerEntry.objects.exists()
    assert send(browser, where, {"chosen_by": "together", "words": "", "seen_alone": "yes"}).status_code == 302
    (entry,) = LedgerEntry.objects.all()
    assert "C.1-not-seen-alone" in [reason["code"] for reason in entry.reasons]


@pytest.mark.parametrize("by", ["words", "record"])
def test_with_violence_couple_work_is_not_offered_whatever_is_ticked(cast: Cast, as_person: AsPerson, by: str) -> None:
    if by == "words":
        said(cast, "My husband hits me")
    else:
        assess(cast, sign(cast, "violence_at_home"))
    browser = as_person(cast.worker)
    shown = text(browser.get(address(cast.cleo, "options/")))
    assert "choose/?approach=couple-work" not in shown
    assert 'id="sheet-couple-work"' not in shown
    where = address(cast.cleo, "choose/?approach=couple-work")
    assert "Not offered" in text(send(browser, where, {"chosen_by": "together", "words": "", "seen_alone": "yes"}))
    assert not LedgerEntry.objects.exists()
