"""What was entered in error no longer counts, and stays to be seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast, write_context
from tests.web.facts.acts import ago, case, hidden, known, opened, page, record, stored
from tests.web.facts.test_record import text
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import withdraw_fact
from unstuck.web.caseload.models import ApproachStep, Care, ConsultationStep, Engagement, Fact, LifeArea
from unstuck.web.components.denied import Denied

AsPerson = Callable[[Person | None], Browser]
SECRET = "He spoke of Aldo"


def withdrawn(browser: Browser, cast: Cast, kind: str, row: Fact) -> int:
    address = page(cast.cleo, kind, row.pk)
    status: int = browser.post(address, opened(browser, address)).status_code
    return status


def test_it_no_longer_counts_stays_visible_and_the_next_step_follows(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Engagement(on=ago(5), alliance=7))
    record(cast, Engagement(on=ago(1), alliance=2, words=SECRET))
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "repair-relationship"
    browser, row, before = as_person(cast.worker), stored("engagement")[1], Entry.objects.count()
    assert withdrawn(browser, cast, "engagement", row) == 302
    assert case(cast).engagement.alliance == 7.0
    assert case(cast).engagement.alliance_change is None
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "consult-colleague"
    row.refresh_from_db()
    assert (row.alliance, row.words, row.withdrawn_by) == (2.0, SECRET, cast.worker)
    said = text(browser.get(page(cast.cleo)))
    assert "Working relationship: 2 of 10" in said
    assert "Entered in error: marked 22 November 2026 by Wanda. It no longer counts." in said
    (entry,) = Entry.objects.order_by("id")[before:]
    assert (entry.action, entry.details) == ("fact.withdrawn", {"kind": "engagement", "row": row.pk})


def test_a_double_click_and_a_second_attempt(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Care(on=ago(1), goals_met="none"))
    browser, row = as_person(cast.worker), stored("care")[0]
    address = page(cast.cleo, "care", row.pk)
    fields = opened(browser, address)
    assert [browser.post(address, fields).status_code for _click in range(2)] == [302, 302]
    assert "This entry already no longer counts." in text(browser.get(address))
    with pytest.raises(Denied) as refused:
        withdraw_fact(cast.actor(cast.worker), cast.cleo, row, write_context())
    assert refused.value.code == "already_withdrawn"


def test_a_stale_form_says_so(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Care(on=ago(1), goals_met="none"))
    browser, row = as_person(cast.worker), stored("care")[0]
    address = page(cast.cleo, "care", row.pk)
    fields = opened(browser, address)
    record(cast, LifeArea(on=ago(1), area="work", rating=4))
    answer = browser.post(address, fields)
    assert answer.status_code == 422
    assert "was saved after you opened this form" in text(answer)
    assert browser.post(address, {**fields, **hidden(answer.content.decode())}).status_code == 302


def test_what_continues_it_does_not_count_either(cast: Cast, as_person: AsPerson) -> None:
    record(cast, ConsultationStep(on=ago(5), step="asked"), ApproachStep(on=ago(5), code="cbt"))
    asked, began = stored("consultation")[0], stored("approach")[0]
    record(cast, ConsultationStep(on=ago(2), step="answered", follows=asked), ApproachStep(on=ago(2), ends=began))
    browser = as_person(cast.worker)
    assert withdrawn(browser, cast, "consultation", asked) == 302
    assert withdrawn(browser, cast, "approach", began) == 302
    assert known(cast.cleo).consultations == ()
    assert known(cast.cleo).approaches == ()
    assert case(cast).consultations is None
    assert text(browser.get(page(cast.cleo))).count("It continues an entry that was made in error") == 2


def test_an_end_entered_in_error_can_be_entered_again(cast: Cast, as_person: AsPerson) -> None:
    record(cast, ApproachStep(on=ago(5), code="cbt"))
    began = stored("approach")[0]
    record(cast, ApproachStep(on=ago(2), ends=began))
    assert withdrawn(as_person(cast.worker), cast, "approach", stored("approach")[1]) == 302
    assert known(cast.cleo).approaches[0].ended is None
    record(cast, ApproachStep(on=ago(1), ends=began))
    with pytest.raises(Denied):
        record(cast, ApproachStep(on=ago(1), ends=began))


def test_who_may_withdraw(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Care(on=ago(1), goals_met="none"))
    row = stored("care")[0]
    address = page(cast.cleo, "care", row.pk)
    for name, status in {"teammate": 404, "outsider": 404, "supervisor": 404, "manager": 403}.items():
        browser = as_person(getattr(cast, name))
        assert browser.get(address).status_code == status
        assert browser.post(address, {"version": "9"}).status_code == status
    assert as_person(cast.worker).get(page(cast.cleo, "wishes", row.pk)).status_code == 404
    assert as_person(cast.worker).get(page(cast.cleo, "horoscope", row.pk)).status_code == 404
    theirs = page(cast.outside_client, "care", row.pk)
    assert as_person(cast.outsider).get(theirs).status_code == 404  # their client, another client's row
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_a_supervisor_reads_and_finds_no_way_to_write(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Care(on=ago(1), goals_met="none", words=SECRET))
    html = as_person(cast.supervisor).get(page(cast.cleo)).content.decode()
    assert SECRET in html
    assert not re.search(r'href="[^"]*/facts/[a-z_]+/', html)
    assert re.search(r'href="[^"]*/facts/[a-z_]+/', as_person(cast.worker).get(page(cast.cleo)).content.decode())
