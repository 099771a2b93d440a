"""A file is parsed once, when its columns are described; what was read is kept with it and gone when it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from tests.web.cast import NOW, Cast
from tests.web.score_files.files import bring, choose, describe, problems, save, text
from unstuck.population.engines.scores import open_scores
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Score, Upload
from unstuck.web.score_files import reading
from unstuck.web.score_files.actions.uploads import empty_old_files

As = Callable[[Person | None], Browser]
FILE = "client,score,date\nN-71,18,2026-11-01\nN-71,17,2026-11-08\nn-71,4,2026-11-09\n"


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time that a whole file is parsed."""
    counted: list[str] = []

    def counting(wanted: Any, **more: Any) -> Any:
        counted.append(str(wanted.score_name))
        return open_scores(wanted, **more)

    monkeypatch.setattr(reading, "open_scores", counting)
    return counted


def test_from_describing_to_saving_it_is_parsed_once(cast: Cast, as_person: As, parses: list[str]) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    page = wanda.get(address + "preview/")
    assert "New clients (1)" in text(page)
    for tab in ("new:1", "unclear:1"):
        answer = wanda.post(address + "preview/", {"go": tab, "every_client": "new"}, follow=True)
        assert answer.status_code == 200
    assert save(wanda, address, **{"client-1": "out"}).status_code == 302
    assert sorted(Score.objects.filter(upload__isnull=False).values_list("total", flat=True)) == [17, 18]
    assert parses == ["PHQ-9"]


def test_another_description_is_parsed_anew(cast: Cast, as_person: As, parses: list[str]) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, "client,score,other,date\nN-71,18,3,2026-11-01\n")
    assert describe(wanda, address, layout="long", client="client", score="other", time="date", unit="date")
    assert len(parses) == 2
    save(wanda, address)
    assert Score.objects.get(upload__isnull=False).total == 3
    assert len(parses) == 2


def test_a_preview_of_an_earlier_description_is_not_saved(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, "client,score,other,date\nN-71,18,3,2026-11-01\n")
    before = wanda.get(address + "preview/")
    describe(wanda, address, layout="long", client="client", score="other", time="date", unit="date")
    seen = before.content.decode().split('name="seen" value="')[1].split('"')[0]
    answer = wanda.post(address + "preview/", {"save": "1", "seen": seen})
    assert "Something has changed" in problems(answer)
    assert not Score.objects.filter(upload__isnull=False).exists()


def test_a_file_that_waited_since_before_rows_were_kept_is_parsed_when_it_is_opened(
    cast: Cast, as_person: As, parses: list[str]
) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    Upload.objects.update(rows=None)
    parses.clear()
    first = text(wanda.get(address + "preview/"))
    assert "New clients (1)" in first
    assert parses == ["PHQ-9"]
    assert Entry.objects.filter(action="upload.rows_kept").count() == 1
    assert "New clients (1)" in text(wanda.get(address + "preview/"))
    assert parses == ["PHQ-9"]
    Upload.objects.update(rows=None)
    assert save(wanda, address, every_client="out").status_code == 302


@pytest.mark.parametrize("end", ["save", "discard", "a day"])
def test_the_rows_go_when_the_file_goes(cast: Cast, as_person: As, end: str) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, FILE)
    assert Upload.objects.get().rows is not None
    if end == "save":
        save(wanda, address, every_client="out")
    elif end == "discard":
        wanda.post(address + "discard/")
    else:
        empty_old_files(NOW + timedelta(days=1, minutes=1))
    upload = Upload.objects.get()
    assert (upload.content, upload.rows) == (None, None)
    with pytest.raises(IntegrityError, match="keeps_no_file"), transaction.atomic():
        Upload.objects.update(rows=b"x")


def test_a_file_that_cannot_be_read_keeps_no_rows(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = choose(wanda, "client,score,date\nN-71,ten,2026-11-01\n")["Location"]
    assert describe(wanda, address).status_code == 422
    assert Upload.objects.get().rows is None
