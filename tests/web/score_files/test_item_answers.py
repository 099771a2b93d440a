"""Answers to each question, many rows at once: their totals count, and an answer that asks for a person reaches one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.score_files.files import bring, choose, describe, problems, save, saved, text
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Score, Standing, Upload
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.models import Concern, Sign
from unstuck.web.score_files.actions import saving

As = Callable[[Person | None], Browser]
HEAD = "client,date," + ",".join(f"phq9_{number}" for number in range(1, 10)) + "\n"
MANY = HEAD + (
    "R-1,2026-11-02,2,2,2,2,2,2,2,2,1\n"
    "R-1,2026-11-20,1,1,1,1,1,1,1,1,2\n"
    "N-71,2026-11-03,1,1,1,1,1,1,1,1,0\n"
    "N-72,2026-11-04,,,,,1,1,1,1,3\n"
)
"""A known client with two such answers, a new one without, and a new one with too few answers for a total."""


def totals_of(reference: str) -> Sequence[float]:
    scores = Score.objects.filter(episode__client__reference=reference, upload__isnull=False, withdrawn_at=None)
    return list(scores.order_by("day").values_list("total", flat=True))


def test_totals_count_and_each_answer_above_zero_raises_its_concern(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, MANY, score="+answers")
    page = text(wanda.get(address + "preview/"))
    assert "3 answers of 2 clients to a question about suicide or self-harm are above zero." in page
    assert "R-1: 2 November 2026, 20 November 2026 (rows 2–3)" in page
    assert "N-72: 4 November 2026 (row 5)" in page
    assert "Save 3 scores and raise 2 concerns" in page
    assert not Concern.objects.exists(), "nothing is raised before the yes"
    assert save(wanda, address).status_code == 302
    assert (totals_of("R-1"), totals_of("N-71"), totals_of("N-72")) == ([17, 10], [8], [])
    hers = Concern.objects.get(episode=cast.cleo)
    assert (hers.kind, hers.state, hers.latest_sign_on) == ("suicide", "raised", date(2026, 11, 20))
    signs = Sign.objects.filter(concern=hers).order_by("on")
    assert [(one.on, one.source, one.by_id) for one in signs] == [
        (date(2026, 11, 2), "item", cast.worker.pk),
        (date(2026, 11, 20), "item", cast.worker.pk),
    ]
    assert signs[1].words.startswith("PHQ-9, row 3 of a file: “Thoughts that you would be better off dead")
    assert signs[1].words.endswith("was answered with “More than half the days”.")
    without_total = Concern.objects.get(episode__client__reference="N-72")
    assert without_total.episode.started_on == date(2026, 11, 4)
    places = [Standing.objects.get(episode=one.episode_id).places for one in (hers, without_total)]
    assert all(places), "they come first on the caseload"
    assert Entry.objects.get(action="upload.saved").details["concerns"] == 2
    outcome = text(wanda.get(address))
    assert f"/concerns/{hers.public_id}/" in outcome
    assert wanda.get(f"/concerns/{hers.public_id}/").status_code == 200


def test_the_same_file_again_and_an_undone_one_raise_nothing_twice(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, MANY, score="+answers")
    assert "nothing to save" in problems(save(wanda, bring(wanda, MANY, score="+answers")))
    wanda.post(address + "undo/", {})
    assert totals_of("R-1") == []
    assert Concern.objects.filter(state="raised").count() == 2, "people were told: a concern is closed by a person"
    assert "They stay: people were told of them." in text(wanda.get(address))
    later = MANY + "R-1,2026-11-21,1,1,1,1,1,1,1,1,1\n"
    again = bring(wanda, later, score="+answers")
    assert "1 answer of 1 client to a question about suicide" in text(wanda.get(again + "preview/"))
    assert save(wanda, again).status_code == 302
    assert Sign.objects.filter(concern__episode=cast.cleo).count() == 3
    assert Concern.objects.filter(episode=cast.cleo).count() == 1


def test_whoever_answers_is_told_and_nothing_is_half_saved(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_supervisor = as_person(cast.supervisor)
    address = bring(as_supervisor, MANY.replace("R-1", "S-1"), score="+answers")
    before = Notification.objects.count()

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(saving, "judge_again", broken)
        with pytest.raises(RuntimeError):
            save(as_supervisor, address)
    assert (Concern.objects.count(), Notification.objects.count()) == (0, before)
    assert Upload.objects.get().stage == "read"
    assert save(as_supervisor, address).status_code == 302
    assert Concern.objects.count() == 2


def test_somebody_who_is_left_out_is_named_because_nobody_will_be_told(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, MANY.replace("R-1", "r-1"), score="+answers")
    wanda.post(address + "preview/", {"every_client": "out", "go": "unclear:1"})
    page = text(wanda.get(address + "preview/"))
    assert "Left out, although an answer about suicide or self-harm is above zero" in page
    assert "r-1: 2 November 2026, 20 November 2026 (rows 2–3)" in page
    assert "Save 1 score and raise 1 concern" in page


def test_an_answer_beside_the_total_counts_as_well(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    saved(wanda, "client,date,score,phq9_9\nR-1,2026-11-20,9,0\nN-71,2026-11-20,12,1\n")
    assert [one.episode.client.reference for one in Concern.objects.all()] == ["N-71"]


def test_a_column_for_each_question_is_asked_for_by_the_questionnaires_own_number(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    nine = "client,date," + ",".join(f"q{number}" for number in range(1, 10)) + "\nR-1,2026-11-20" + ",1" * 9 + "\n"
    address = choose(wanda, nine, instrument="GAD-7")["Location"]
    assert '<option value="+answers" selected' in text(wanda.get(address))
    doubted = describe(wanda, address, instrument="GAD-7", score="+answers")
    assert doubted.status_code == 422
    assert "9 questions are numbered and GAD-7 has 7" in text(doubted)
    missing = describe(wanda, address, instrument="K10", score="+answers")
    assert "There is no column for each question of K10" in text(missing)
    assert describe(wanda, address, instrument="PHQ-9", score="+answers").status_code == 302
