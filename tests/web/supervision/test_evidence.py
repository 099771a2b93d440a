"""Evidence for a quarter: the quarter's own figures beside what is counted besides, and what was taken away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.supervision.test_quarter import BETTER, PAGE, Q3, SAME, ended, two_teams
from unstuck.population.disclosure import Hidden
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.models import Alert, AlertStep
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.models import Review, ReviewStep
from unstuck.web.supervision.actions import ReportForm, note_report
from unstuck.web.supervision.evidence import EvidenceReport, evidence_report
from unstuck.web.supervision.quarter_figures import quarter_report

AsPerson = Callable[[Person | None], Browser]
EVIDENCE = f"{PAGE}evidence/"
__all__ = ["two_teams"]


def noticed(worker: Person) -> None:
    """14 alerts in the quarter, after 8 of which something was done in a review; 12 reviews, 9 decided, 6 changed."""
    kept = list(Episode.objects.filter(worker=worker, ended_on=None, started_on__lte=Q3.last).order_by("pk"))[:14]
    at = datetime(2026, 8, 20, 12, tzinfo=UTC)
    for number, episode in enumerate(kept):
        alert = Alert.objects.create(
            episode=episode, sign="stalled", state="raised", since=date(2026, 8, 20), raised_at=at
        )
        AlertStep.objects.create(alert=alert, action="raise", at=at)
        if number < 12:
            review = Review.objects.create(episode=episode, state="open", opened_at=at)
            opened = at - timedelta(days=1) if number >= 9 else at + timedelta(days=1)
            by = worker if number < 8 else None
            ReviewStep.objects.create(review=review, action="open", at=opened, by=by)
        if number < 9:
            ReviewStep.objects.create(
                review=review, action="decide", at=at + timedelta(days=2), by=by, again_on=TODAY, question="What else?",
                decision="consult" if number < 6 else "give_time",
            )  # fmt: skip


@pytest.fixture
def measured(cast: Cast, two_teams: None) -> None:
    """East besides: 16 in care, 13 of them with a score, 7 with a later one."""
    worker = Person.objects.get(name="Ea")
    ended(worker, [*[BETTER] * 7, *[(18,)] * 6, *[()] * 3], None)
    noticed(worker)


def found(cast: Cast) -> EvidenceReport:
    actor = cast.actor(cast.manager)
    return evidence_report(actor, quarter_report(actor, Q3, TODAY))


def test_what_bears_on_the_three_elements(cast: Cast, measured: None) -> None:
    """57 ended, 3 of them with a single score; in care with a score 19, of whom 13 with two; PHQ-9: 76 people.

    How many ended is not shown on the quarter's page, because of the kinds by team; so it is not shown here.
    """
    evidence = found(cast)
    counted = {code: (one.count, one.of) for code, one in evidence.numbers.items()}
    assert counted == {
        "ended": (Hidden.WITHHELD, None), "ended_with_a_score": (55, Hidden.WITHHELD),
        "ended_with_a_later_score": (55, Hidden.WITHHELD), "scored": (20, None), "in_care_with_a_later_score": (15, 20),
        "alerts": (15, None), "alerts_reviewed": (10, 15),
        "reviews": (10, None), "reviews_decided": (10, 10), "led": (5, 10),
    }  # fmt: skip
    assert evidence.numbers["led"].share == 0.5
    assert evidence.instruments == {"PHQ-9": 75}


def test_the_figures_are_those_of_the_quarter(cast: Cast, measured: None) -> None:
    evidence = found(cast)
    agency = evidence.report.groups[0].figures
    for figure in agency:
        if not figure.instrument and figure.code in evidence.numbers:
            assert evidence.numbers[figure.code] == figure.now
    assert evidence.outcomes == [one for one in agency if one.instrument]


def test_page_table_and_record(cast: Cast, measured: None, as_person: AsPerson) -> None:
    browser = as_person(cast.manager)
    assert f'href="{EVIDENCE}?quarter=2026-Q3"' in browser.get(PAGE).content.decode()
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(EVIDENCE).content.decode()).split())
    assert "This is evidence, not a certificate." in page
    assert "have not been taken away yet" in page
    for _time in range(2):
        browser.get(f"{PAGE}figures.csv")
    browser.get(f"{PAGE}figures.pdf", {"quarter": "2025-Q4"})
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{EVIDENCE}figures.csv").content.decode())))
    table = {row["figure"]: row for row in rows}
    assert {row["element"] for row in rows} == {"1", "2", "3"}
    assert (table["alerts_reviewed"]["count"], table["alerts_reviewed"]["of"]) == ("10", "15")
    assert all(row["source"] for row in rows)
    entries = Entry.objects.filter(action="quarter.taken_away").order_by("number")
    taken = [(entry.subject_id, entry.details["form"], entry.actor) for entry in entries]
    manager = str(cast.manager.public_id)
    assert taken == [
        *[("2026-Q3", "table", manager)] * 2, ("2025-Q4", "pdf", manager), ("2026-Q3", "table", manager)
    ]  # fmt: skip
    page = browser.get(EVIDENCE).content.decode()
    assert "last taken away on 22 November 2026" in page
    assert found(cast).taken.by_form == {ReportForm.TABLE: 3}


def test_a_small_rest_that_would_follow_from_the_quarters_page_is_not_given_away(cast: Cast, two_teams: None) -> None:
    """In care with a score: 12, shown as 10, all of them with two. So that nobody has one is not said: at most 4."""
    ended(Person.objects.get(name="Ea"), [SAME] * 6, None)
    numbers = found(cast).numbers
    assert numbers["scored"].count == 10
    assert numbers["in_care_with_a_later_score"].count == 10
    assert numbers["alerts"].count is Hidden.SMALL


def test_nobody_else_sees_it_and_it_costs_the_same_for_many(
    cast: Cast, measured: None, as_person: AsPerson, django_assert_num_queries: Any
) -> None:
    for nobody in (cast.worker, cast.supervisor, cast.administrator):
        assert as_person(nobody).get(EVIDENCE).status_code == 403
        with pytest.raises(Denied):
            note_report(cast.actor(nobody), Q3, ReportForm.PDF, NOW)
    browser = as_person(cast.manager)
    with django_assert_num_queries(20):
        browser.get(EVIDENCE)
    ended(Person.objects.get(name="Eb"), [SAME] * 20)
    with django_assert_num_queries(20):
        browser.get(EVIDENCE)
    Score.objects.all().update(withdrawn_at=NOW, withdrawn_because="other", withdrawn_by=cast.worker)
    assert found(cast).instruments == {}
