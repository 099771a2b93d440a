"""A body is in before the site is asked, in its time; files are few at once; a table has a number of columns."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from typing import Any

import gevent
import pytest
from django.db import connection

from tests.workbook import with_cell
from unstuck.errors import BadInput
from unstuck.web.config.bodies import LARGE, MOST_LARGE, BodyFirst
from unstuck.web.score_files.reading import first_rows_of

LARGEST = 20 * 1024 * 1024


class Slow:
    """A body that comes a byte at a time, and waits for each part to be whole as gunicorn does."""

    def __init__(self, content: bytes, wait: float) -> None:
        self.content, self.wait = io.BytesIO(content), wait

    def read(self, size: int) -> bytes:
        parts = []
        for _byte in range(size):
            gevent.sleep(self.wait)
            parts.append(self.content.read(1))
        return b"".join(parts)


class Site:
    """Stands for the site: notes what it was asked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"done"]


def ask(first: BodyFirst, source: Any, length: object) -> str:
    statuses: list[str] = []
    list(first({"wsgi.input": source, "CONTENT_LENGTH": length}, lambda status, _headers: statuses.append(status)))
    return statuses[0]


def test_the_site_is_asked_once_the_body_is_in() -> None:
    site = Site()
    assert ask(BodyFirst(site, LARGEST), Slow(b"a=1&b=2", 0.001), "7") == "200 OK"
    assert site.bodies == [b"a=1&b=2"]


def test_a_body_that_does_not_come_in_time_never_reaches_the_site() -> None:
    site = Site()
    assert ask(BodyFirst(site, LARGEST, seconds=0.05), Slow(b"a" * 100, 0.01), "100") == "408 Request Timeout"
    assert site.bodies == []


def test_sixty_slow_bodies_keep_nobody_waiting() -> None:
    site = Site()
    first = BodyFirst(site, LARGEST, seconds=2)
    slow = [gevent.spawn(ask, first, Slow(b"a" * 1000, 0.05), "1000") for _sender in range(60)]
    gevent.sleep(0.02)
    with gevent.Timeout(0.5):
        assert ask(first, io.BytesIO(b"quick"), "5") == "200 OK"
    assert site.bodies == [b"quick"]
    gevent.killall(slow)


def test_only_so_many_files_come_in_at_once_and_forms_go_on() -> None:
    site = Site()
    first = BodyFirst(site, LARGEST)
    files = [gevent.spawn(ask, first, Slow(b"a" * 2 * LARGE, 0.05), str(2 * LARGE)) for _sender in range(MOST_LARGE)]
    gevent.sleep(0.02)
    assert ask(first, io.BytesIO(b"a" * 2 * LARGE), str(2 * LARGE)) == "503 Service Unavailable"
    assert ask(first, io.BytesIO(b"form"), "4") == "200 OK"
    gevent.killall(files)
    assert ask(first, io.BytesIO(b"a" * 2 * LARGE), str(2 * LARGE)) == "200 OK", "a place that was left is free"


@pytest.mark.parametrize("announced", ["", "0", "x", "-1", str(LARGEST * 2), "١٢"])
def test_what_announces_nothing_or_too_much_is_the_sites_own_to_refuse(announced: str) -> None:
    site = Site()
    assert ask(BodyFirst(site, LARGEST), io.BytesIO(b""), announced) == "200 OK"


@pytest.mark.django_db
def test_no_connection_is_taken_before_the_body_is_in(django_assert_num_queries: Any) -> None:
    """The same as above, said of what it is for: what is slow has asked the database nothing."""
    with django_assert_num_queries(0, connection=connection):
        ask(BodyFirst(Site(), LARGEST, seconds=0.02), Slow(b"a" * 100, 0.01), "100")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_of_sixty_thousand_columns_is_refused_by_its_row(separator: str) -> None:
    wide = separator.join(f"c{number}" for number in range(60_000))
    with pytest.raises(BadInput, match=r"row 2: expected at most 500 columns, found 60,000"):
        first_rows_of(f"client{separator}date\n{wide}\n".encode(), "scores.csv")


@pytest.mark.parametrize("ending", [".gz", ".xlsx"])
def test_nor_does_it_come_in_packed(ending: str) -> None:
    """What is packed has no separators to count before it is opened."""
    wide = ",".join(["client", "date", "score", *(f"c{number}" for number in range(16_381))])
    content = (
        gzip.compress(f"{wide}\n".encode()) if ending == ".gz" else with_cell([["client", "date", "score"]], "XFD1")
    )
    with pytest.raises(BadInput, match=r"row 1: expected at most 500 columns, found 16,384"):
        first_rows_of(content, f"scores{ending}")


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_unread() -> None:
    """200 KB that held 200 MB kept a worker process until it was ended, with whoever else it served."""
    header = b"client,instrument,date,total\n"
    for line in (b"R-1,PHQ-9,2026-01-01,3\n", b"\n"):
        content = gzip.compress(header + line * (1 + (64 << 20) // len(line)), compresslevel=1)
        with pytest.raises(BadInput, match="expected at most 64 MB once unpacked, found more"):
            first_rows_of(content, "scores.csv.gz")


def test_a_compressed_file_in_a_compressed_file_is_none_of_scores() -> None:
    content = gzip.compress(gzip.compress(b"client,date,score\nR-1,2026-01-01,3\n"))
    with pytest.raises(BadInput, match="found another compressed file in it"):
        first_rows_of(content, "scores.csv.gz")


def test_five_hundred_columns_are_read() -> None:
    names = ",".join(["client", "date", *(f"q{number}" for number in range(498))])
    row = ",".join(["R-1", "2026-01-01", *["1"] * 498])
    assert len(first_rows_of(f"{names}\n{row}\n".encode(), "scores.csv").headers) == 500
