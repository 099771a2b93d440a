"""Whose an upload is, how long a file is kept, how large it may be, and where it never shows up."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.web.cast import NOW, Cast
from tests.web.score_files.files import bring, choose, describe, problems, save, text
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Score, Upload
from unstuck.web.components import dates
from unstuck.web.score_files import reading
from unstuck.web.score_files.actions.uploads import empty_old_files

As = Callable[[Person | None], Browser]
FILE = "client,score,date\nN-71,18,2026-11-01\n"
ROUTES = ("", "preview/", "discard/", "undo/")


@pytest.mark.parametrize("who", ["teammate", "worker_elsewhere", "supervisor", "other_supervisor", "outsider"])
def test_an_upload_is_its_owners_alone(cast: Cast, as_person: As, who: str) -> None:
    address = bring(as_person(cast.worker), FILE)
    other = as_person(getattr(cast, who))
    for route in ROUTES:
        assert other.get(address + route).status_code == 404, route
        assert other.post(address + route, {"save": "1"}).status_code == 404, route
    assert Upload.objects.get().stage == "read"
    assert "scores.csv" not in text(other.get("/scores/"))


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_other_roles_have_no_uploads(cast: Cast, as_person: As, who: str) -> None:
    address = bring(as_person(cast.worker), FILE)
    other = as_person(getattr(cast, who))
    for route in (*(address + route for route in ROUTES), "/scores/"):
        assert other.get(route).status_code == 403
        assert other.post(route).status_code == 403


def test_an_upload_stays_at_the_agency_where_it_was_made(cast: Cast, as_person: As) -> None:
    address = bring(as_person(cast.worker), FILE)
    Membership.objects.filter(person=cast.worker).update(agency=cast.other_agency, team=None)
    assert as_person(cast.worker).get(address).status_code == 404


def test_a_discarded_file_is_emptied(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    assert "Nothing of it was saved" in text(wanda.post(address + "discard/", follow=True))
    upload = Upload.objects.get()
    assert (upload.stage, upload.content, upload.choices) == ("discarded", None, {})
    assert Entry.objects.filter(action="upload.discarded").count() == 1
    assert wanda.post(address + "discard/").status_code == 302
    assert wanda.post(address + "preview/", {"save": "1"}).status_code == 302
    assert Score.objects.count() == 16


def test_a_saved_file_cannot_be_discarded(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    save(wanda, address)
    assert wanda.post(address + "discard/")["Location"] == address
    assert Upload.objects.get().stage == "saved"


def test_a_file_older_than_a_day_is_no_longer_usable_and_is_emptied(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    later = NOW + timedelta(days=1, minutes=1)
    monkeypatch.setattr(dates, "wall_clock", lambda: later)
    for route in ("", "preview/"):
        assert wanda.get(address + route)["Location"] == "/scores/"
        assert "no longer kept" in text(wanda.get("/scores/"))
    assert empty_old_files(later) == 1
    assert Upload.objects.get().content is None
    assert empty_old_files(later) == 0


def test_the_next_file_empties_the_old_ones_of_the_agency(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(as_person(cast.worker), FILE)
    bring(as_person(cast.outsider), FILE)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=2))
    choose(as_person(cast.teammate), FILE)
    kept = {upload.by_id for upload in Upload.objects.filter(stage="read")}
    assert kept == {cast.teammate.pk, cast.outsider.pk}


@pytest.mark.parametrize("length", ["21037057", "99999999999", "twelve", "1e3"])
def test_a_body_over_the_limit_is_refused_unread_with_a_page(cast: Cast, as_person: As, length: str) -> None:
    for person in (cast.worker, None):
        answer = as_person(person).generic("POST", "/scores/", b"", CONTENT_LENGTH=length)
        assert answer.status_code == 413
        assert "That file is too large" in text(answer)
        assert answer["Connection"] == "close"


def test_a_file_of_just_the_largest_size_comes_through_and_a_byte_more_is_named(cast: Cast, as_person: As) -> None:
    wanda, largest = as_person(cast.worker), 20 * 1024 * 1024
    row = b"N-71,1,2026-11-01," + b"x" * 999_981 + b"\n"
    content = b"client,score,date,note\n" + row * 20
    content += b"N-72,1,2026-11-01," + b"x" * (largest - len(content) - 18)
    assert len(content) == largest
    assert choose(wanda, content).status_code == 302
    answer = choose(wanda, content + b"x")
    assert answer.status_code == 422
    assert "Files may hold up to 20 MB." in problems(answer)


def test_nothing_of_a_file_is_left_in_a_folder_or_in_the_log(
    cast: Cast, as_person: As, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(reading, "_IN_MEMORY", tmp_path)
    caplog.set_level(logging.DEBUG)
    wanda = as_person(cast.worker)
    address = choose(wanda, "client,score,date\nSecretia,ten,2026-11-01\n", name="secretia-file.csv")["Location"]
    assert "found &#39;ten&#39;" in problems(describe(wanda, address))
    assert list(tmp_path.iterdir()) == []
    assert "secretia" not in caplog.text.lower()
    for entry in Entry.objects.all():
        assert "secretia" not in f"{entry.details}{entry.subject_id}{entry.answer}".lower()


def test_the_file_is_read_in_a_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_IN_MEMORY", tmp_path)
    with reading._as_file(b"x", "a.tsv") as path:
        assert path.parent.parent == tmp_path
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.suffix == ".tsv"
    assert not path.parent.exists()
    assert settings.LARGEST_UPLOAD_BYTES == 20 * 1024 * 1024
