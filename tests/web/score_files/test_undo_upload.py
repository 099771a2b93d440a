from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.reviews.acts import handed_over
from tests.web.score_files.files import bring, problems, save, saved, text
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score, correct_score
from unstuck.web.caseload.models import Client, Episode, Score, Standing, State, Upload
from unstuck.web.intake.actions import add_client

As = Callable[[Person | None], Browser]
FILE = "client,score,date\nR-1,4,2026-11-20\nN-71,18,2026-11-01\nN-71,17,2026-11-08\nN-71,17,2026-11-15\n"
SECOND = TODAY - timedelta(weeks=7)
"""Cleo's second score: 16."""


def undo(browser: Browser, address: str) -> str:
    return text(browser.post(address + "undo/", follow=True))


def stands(episode: Episode) -> tuple[str, int, str]:
    now = Standing.objects.get(episode=episode)
    return now.code, now.scores, now.reason


def test_one_click_takes_everything_back(cast: Cast, as_person: As) -> None:
    wanda, before = as_person(cast.worker), stands(cast.cleo)
    address = saved(wanda, FILE)
    assert stands(cast.cleo) != before
    said = State.objects.count()
    assert "4 scores no longer count" in undo(wanda, address)
    assert stands(cast.cleo) == before
    scores = Score.objects.filter(upload__isnull=False)
    assert {score.withdrawn_because for score in scores} == {"upload_undone"}
    ended = Episode.objects.get(client__reference="N-71")
    assert (ended.ended_on, ended.ended_because) == (TODAY, "upload_undone")
    assert State.objects.count() >= said
    assert Upload.objects.get().stage == "undone"
    assert Entry.objects.get(action="upload.undone").details == {"scores": 4, "clients": 1, "restored": 0}


def test_a_second_click_changes_nothing_and_says_so(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FILE)
    undo(wanda, address)
    assert "has already been undone" in undo(wanda, address)
    assert Entry.objects.filter(action="upload.undone").count() == 1


def test_the_same_file_can_be_brought_in_again(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    for _ in range(3):
        address = saved(wanda, FILE)
        open_now = Episode.objects.get(client__reference="N-71", ended_on=None)
        assert stands(open_now)[:2] == ("on_track", 3)
        assert stands(cast.cleo)[1] == 9
        undo(wanda, address)
    assert Client.objects.filter(reference="N-71").count() == 1
    assert Episode.objects.filter(client__reference="N-71").count() == 3


def test_a_reference_that_is_free_again_may_go_to_a_colleague_or_be_entered_by_hand(cast: Cast, as_person: As) -> None:
    undo(as_person(cast.worker), saved(as_person(cast.worker), FILE))
    added = add_client(cast.actor(cast.teammate), NewClient("N-71", "Nora", TODAY), now=NOW, today=TODAY)
    assert added.client.name == "Nora"
    assert added.worker_id == cast.teammate.pk
    address = bring(as_person(cast.worker), FILE)
    assert "In use at your agency" in text(as_person(cast.worker).get(address + "preview/"))


def test_what_the_file_had_corrected_counts_again(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    before = stands(cast.cleo)
    address = bring(wanda, f"client,score,date\nR-1,2,{SECOND}\n")
    assert save(wanda, address, every_score="file").status_code == 302
    undo(wanda, address)
    now = Score.objects.get(episode=cast.cleo, on=SECOND, withdrawn_at=None)
    assert (now.total, now.upload) == (16, None)
    assert stands(cast.cleo) == before


def test_what_a_file_that_was_undone_too_had_brought_stays_away(cast: Cast, as_person: As) -> None:
    """16 by hand, 2 by the first file, 3 by the second: both are undone, the first one first."""
    wanda = as_person(cast.worker)
    files = []
    for total in (2, 3):
        files.append(bring(wanda, f"client,score,date\nR-1,{total},{SECOND}\n"))
        assert save(wanda, files[-1], every_score="file").status_code == 302
    undo(wanda, files[0])
    assert Score.objects.get(episode=cast.cleo, on=SECOND, withdrawn_at=None).total == 3
    undo(wanda, files[1])
    assert Score.objects.get(episode=cast.cleo, on=SECOND, withdrawn_at=None).total == 16


def test_the_last_file_first_gives_each_total_back_in_turn(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    files = []
    for total in (2, 3):
        files.append(bring(wanda, f"client,score,date\nR-1,{total},{SECOND}\n"))
        assert save(wanda, files[-1], every_score="file").status_code == 302
    for address, total in zip(reversed(files), (2, 16), strict=True):
        undo(wanda, address)
        assert Score.objects.get(episode=cast.cleo, on=SECOND, withdrawn_at=None).total == total


def test_a_client_of_whom_more_is_known_stays(cast: Cast, as_person: As) -> None:
    wanda, actor = as_person(cast.worker), cast.actor(cast.worker)
    address = saved(wanda, FILE + "M-5,9,2026-11-02\nO-6,9,2026-11-02\nP-7,9,2026-11-02\n")
    episodes = {reference: Episode.objects.get(client__reference=reference) for reference in ("N-71", "M-5", "O-6")}
    add_score(actor, episodes["N-71"], Total("GAD-7", 7, TODAY), write_context())
    correct_score(actor, episodes["M-5"].scores.get(), Total("PHQ-9", 8, TODAY), write_context())
    Client.objects.filter(reference="O-6").update(name="Olga")
    page = undo(wanda, address)
    assert "3 clients that the file had added stay" in page
    stay = Episode.objects.filter(ended_on=None, worker=cast.worker).values_list("client__reference", flat=True)
    assert set(stay) == {"R-1", "N-71", "M-5", "O-6"}
    assert Score.objects.get(episode=episodes["M-5"], withdrawn_at=None).total == 8


def test_it_is_refused_when_a_client_went_to_somebody_else(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FILE)
    added = Episode.objects.get(client__reference="N-71")
    handed_over(cast, added)
    answer = wanda.post(address + "undo/")
    assert answer.status_code == 422
    assert "1 client of this file now has another worker" in problems(answer)
    assert Score.objects.filter(upload__isnull=False, withdrawn_at=None).count() == 4
    assert Upload.objects.get().stage == "saved"


def test_it_is_refused_when_an_episode_has_ended(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FILE)
    Episode.objects.filter(client__reference="N-71").update(ended_on=TODAY, ended_because="goals")
    assert "has ended" in problems(wanda.post(address + "undo/"))


def test_what_was_never_saved_cannot_be_undone(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    assert "never saved" in undo(wanda, address)
    assert Upload.objects.get().stage == "read"


FLAT = "client,score,date\n" + "".join(
    f"N-72,{16 + week % 2},{TODAY - timedelta(weeks=8 - week)}\n" for week in range(9)
)


def test_an_alert_that_nobody_touched_does_not_keep_a_client(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FLAT)
    assert Alert.objects.get(episode__client__reference="N-72").state == "raised"
    undo(wanda, address)
    assert Episode.objects.get(client__reference="N-72").ended_because == "upload_undone"


def test_an_alert_that_somebody_saw_keeps_the_client(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FLAT)
    alert = Alert.objects.get(episode__client__reference="N-72")
    take_step(cast.actor(cast.worker), alert, "see", AlertAnswer(), write_context())
    undo(wanda, address)
    assert Episode.objects.get(client__reference="N-72").ended_on is None
