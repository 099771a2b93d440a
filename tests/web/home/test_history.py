"""The history: every score that was ever entered, and what people were told of it, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from django.test import Client as Browser

from tests.web.cast import Cast, write_context
from tests.web.home.people import client, text
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.scores import Total, add_score, correct_score, withdraw_score
from unstuck.web.caseload.models import Episode, Score, State, WithdrawalReason

SignIn = Callable[[Person | None], Browser]
LATER = replace(write_context(), now=datetime(2026, 11, 23, 9, 5, tzinfo=UTC), today=date(2026, 11, 23))


def tables(cast: Cast, as_person: SignIn, episode: Episode) -> tuple[list[str], list[str]]:
    page = as_person(cast.worker).get(f"/clients/{episode.public_id}/history/").content.decode()
    scores, told = re.findall(r"<tbody>(.*?)</tbody>", page, flags=re.S)
    return [[text(row).strip() for row in re.findall(r"<tr.*?</tr>", part, flags=re.S)] for part in (scores, told)]  # type: ignore[return-value]  # two tables


def test_a_correction_leaves_the_wrong_score_and_says_by_what_it_was_replaced(cast: Cast, as_person: SignIn) -> None:
    episode = client(cast, "Cora", (15, 16, 27))
    wrong = Score.objects.filter(episode=episode).latest("day")
    correct_score(cast.actor(cast.worker), wrong, Total("PHQ-9", 15, wrong.on), LATER)
    scores, told = tables(cast, as_person, episode)
    assert len(scores) == 4
    assert scores[0] == "22 Nov 2026 PHQ-9 15 23 Nov 2026, 09:05, Wanda (in place of a wrong score) Yes"
    assert scores[1] == (
        "22 Nov 2026 PHQ-9 27 22 Nov 2026, 12:00, Wanda No. It was corrected: Wanda, 23 Nov 2026, 09:05. "
        "Replaced by PHQ-9 15 of 22 Nov 2026."
    )
    said_first = [line for line in told if "PHQ-9 27" in line]
    assert len(said_first) == 1
    assert said_first[0].endswith("until 23 Nov 2026, when the score was taken back")
    assert told[0].startswith("23 Nov 2026, 09:05 PHQ-9 15, 22 Nov 2026 ")
    assert told[0].endswith("still stands")


def test_a_withdrawn_score_says_who_when_and_why(cast: Cast, as_person: SignIn) -> None:
    wrong = Score.objects.filter(episode=cast.cleo).latest("day")
    withdraw_score(cast.actor(cast.worker), wrong, WithdrawalReason.WRONG_CLIENT, LATER)
    scores, _told = tables(cast, as_person, cast.cleo)
    assert scores[0].endswith("No. It belongs to another client: Wanda, 23 Nov 2026, 09:05.")


def test_states_that_were_replaced_stay_with_when_they_were_said(cast: Cast, as_person: SignIn) -> None:
    add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 24, date(2026, 9, 20)), LATER)
    _scores, told = tables(cast, as_person, cast.cleo)
    assert len(told) == State.objects.filter(episode=cast.cleo).count()
    latest = [line for line in told if "PHQ-9 15, 15 Nov 2026" in line]
    assert len(latest) == 2
    assert latest[0].startswith("23 Nov 2026, 09:05")
    assert latest[0].endswith("still stands")
    assert latest[1].startswith("22 Nov 2026, 12:00")
    assert "Little change since late September, and little expected in the next four weeks (7 in 10)." in latest[1]
    assert latest[1].endswith("until 23 Nov 2026, when it was worked out again")


def test_without_scores_the_page_says_so(cast: Cast, as_person: SignIn) -> None:
    episode = Episode.objects.create(
        client=cast.cleo.client, worker=cast.worker, started_on=date(2020, 1, 1), ended_on=date(2020, 2, 1)
    )
    page = as_person(cast.worker).get(f"/clients/{episode.public_id}/history/")
    assert "No score has been entered yet." in text(page)
