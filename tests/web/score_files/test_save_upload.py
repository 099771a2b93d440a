from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.score_files.files import bring, choose, problems, save, saved, text, token
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Client, Episode, Score, Standing, State, Upload
from unstuck.web.intake.actions import add_client
from unstuck.web.score_files.actions import saving

As = Callable[[Person | None], Browser]
FILE = "client,score,date\nR-1,9,2026-11-20\nN-71,18,2026-11-01\nN-71,17,2026-11-08\nN-71,17,2026-11-15\n"


def test_new_and_known_clients_are_saved_with_their_states(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FILE)
    added = Client.objects.get(agency=cast.agency, reference="N-71").episodes.get()
    assert added.worker_id == cast.worker.pk
    assert [row.total for row in added.scores.order_by("day")] == [18, 17, 17]
    assert State.objects.filter(episode=added).count() == 3
    assert Score.objects.get(episode=cast.cleo, total=9).upload is not None
    assert Standing.objects.get(episode=added).scores == 3
    upload = Upload.objects.get()
    assert (upload.stage, upload.content, upload.scores_added, upload.clients_added) == ("saved", None, 4, 1)
    assert Entry.objects.get(action="upload.saved").details == {
        "scores": 4,
        "clients": 1,
        "corrected": 0,
        "concerns": 0,
    }
    assert "Undo this file" in text(wanda.get(address))
    version = cast.cleo.version
    cast.cleo.refresh_from_db()
    assert cast.cleo.version == version + 1


def test_a_double_click_saves_once_and_leads_to_the_same_page(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    fields = {**token(wanda.get(address + "preview/")), "save": "1"}
    answers = [wanda.post(address + "preview/", fields) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {address}
    assert Score.objects.filter(upload__isnull=False).count() == 4
    assert Entry.objects.filter(action="upload.saved").count() == 1


def test_another_form_of_a_saved_upload_leads_to_the_same_page(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    other = {**token(wanda.get(address + "preview/")), "save": "1"}
    assert save(wanda, address).status_code == 302
    answer = wanda.post(address + "preview/", other)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert Score.objects.filter(upload__isnull=False).count() == 4


def test_a_file_that_is_chosen_twice_by_a_double_click_is_one_upload(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    once = token(wanda.get("/scores/"))
    answers = [choose(wanda, FILE, **once) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Upload.objects.count() == 1


def test_a_preview_that_no_longer_holds_saves_nothing_and_is_shown_anew(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    fields = {**token(wanda.get(address + "preview/")), "save": "1"}
    add_client(cast.actor(cast.teammate), NewClient("n-71", "", TODAY), now=NOW, today=TODAY)
    answer = wanda.post(address + "preview/", fields)
    assert answer.status_code == 422
    assert "Something has changed at your agency" in problems(answer)
    assert "Unclear clients (1)" in text(answer)
    assert Score.objects.count() == 16
    assert not Entry.objects.filter(action="upload.saved").exists()
    again = save(wanda, address, **{"client-1": "out"})
    assert again.status_code == 302
    assert Upload.objects.get().scores_added == 1


def test_a_score_entered_meanwhile_makes_the_preview_stale(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    fields = {**token(wanda.get(address + "preview/")), "save": "1"}
    saved(wanda, "client,score,date\nR-1,9,2026-11-20\n")
    assert "Something has changed" in problems(wanda.post(address + "preview/", fields))


def test_two_people_with_the_same_new_client_the_second_is_asked(cast: Cast, as_person: As) -> None:
    content = "client,score,date\nN-71,18,2026-11-01\n"
    wanda, wim = as_person(cast.worker), as_person(cast.teammate)
    first, second = bring(wanda, content), bring(wim, content)
    fields = {**token(wim.get(second + "preview/")), "save": "1"}
    assert save(wanda, first).status_code == 302
    assert "Something has changed" in problems(wim.post(second + "preview/", fields))
    assert Client.objects.filter(key="n-71").count() == 1


def test_a_changed_description_makes_the_preview_stale(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    content = "client,score,date,other\nN-71,18,2026-11-01,4\n"
    address = bring(wanda, content)
    fields = {**token(wanda.get(address + "preview/")), "save": "1"}
    wanda.post(
        address,
        {"instrument": "PHQ-9", "layout": "long", "client": "client", "score": "other", "time": "date", "unit": "date"},
    )
    assert "Something has changed" in problems(wanda.post(address + "preview/", fields))


def test_saving_is_whole_or_not_at_all(cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(saving, "judge_again", broken)
    with pytest.raises(RuntimeError):
        save(wanda, address)
    assert Score.objects.count() == 16
    assert Episode.objects.count() == 2
    upload = Upload.objects.get()
    assert (upload.stage, bool(upload.content)) == ("read", True)
    assert not Entry.objects.filter(action="upload.saved").exists()


def test_a_file_without_anything_new_says_so(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    saved(wanda, FILE)
    answer = save(wanda, bring(wanda, FILE))
    assert answer.status_code == 422
    assert "Nothing in this file is new" in problems(answer)
    assert Score.objects.filter(upload__isnull=False).count() == 4
