"""Whose records 42 CFR Part 2 protects, the notice that goes with whatever leaves, and where it is found coming in."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Client
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.models import Part2Mark, Part2Rule

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short notice of 42 CFR 2.32(a), in its own words as amended in 2024: it goes with every such record."""
CARRIED = "protected_records"
"""The code of the part of a brief in which the notice goes to another agency, and by which it is known there."""
_MARK = re.compile(rb"42\s+cfr\s+part\s+2", re.IGNORECASE)
_LARGEST_TEXTS = 64 * 1024 * 1024
"""More text than the largest sheet that is taken in can hold."""
MOST_TEXTS = 4
"""So many of that size are looked through; a file of thousands would keep a page waiting for hours."""


def is_part2(client: Client) -> bool:
    """Tell whether a client's records are those of a substance use disorder programme."""
    return any(rows_of(lambda pk: _are_part2(Client.objects.filter(pk=pk)), client.pk))


def _are_part2(clients: QuerySet[Client]) -> QuerySet[Client, bool]:
    """Tell it of one client, in one query: every page about somebody asks."""
    mark = Part2Mark.objects.filter(client=OuterRef("pk")).order_by("-id").values("marked")[:1]
    rule = Part2Rule.objects.filter(agency=OuterRef("agency")).order_by("-id").values("applies")[:1]
    said = Coalesce(Subquery(mark), Subquery(rule), Value(False))
    return clients.order_by().values_list(said, flat=True)


def agency_is_part2(agency: int) -> bool:
    """Tell whether an agency says so of all its records."""
    return bool(Part2Rule.objects.filter(agency=agency).order_by("-id").values_list("applies", flat=True).first())


def notice_for(client: Client) -> str:
    """Return the notice that goes with whatever leaves about a client; empty where none is needed."""
    return NOTICE if is_part2(client) else ""


def notice_about(episode: str) -> str:
    """Return the same for the client of an episode, by its public id."""
    return NOTICE if any(rows_of(_of_episode, UUID(episode))) else ""


def _of_episode(episode: UUID) -> QuerySet[Client, bool]:
    return _are_part2(Client.objects.filter(episodes__public_id=episode))


def carries_notice(content: bytes) -> bool:
    """Tell whether a file that comes in says that its records are protected, as text or in a spreadsheet.

    >>> carries_notice(b"client,date,score,42 CFR Part 2"), carries_notice(b"client,date,score")
    (True, False)
    """
    try:
        if content.startswith(b"\x1f\x8b"):
            content = gzip.GzipFile(fileobj=BytesIO(content)).read(_LARGEST_TEXTS)
        if not content.startswith(b"PK"):
            return bool(_MARK.search(content.replace(b"\0", b"")))  # of UTF-16, every other byte is a zero
        with zipfile.ZipFile(BytesIO(content)) as sheets:
            texts = [one for one in sheets.infolist() if one.filename.endswith((".xml", ".rels"))]
            return any(map(_MARK.search, _beginnings(sheets, texts)))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return False  # what cannot be opened is refused where it is read


def said_of_file(content: bytes) -> list[str]:
    """Say that a file that comes in carries the notice, and what follows; nothing where it does not."""
    if not carries_notice(content):
        return []
    return [
        _("It says that 42 CFR Part 2 protects its records: its clients are marked so, and the notice stays with them")
    ]


def _beginnings(sheets: zipfile.ZipFile, texts: list[zipfile.ZipInfo]) -> Iterator[bytes]:
    """Yield the texts of a workbook, as many as a real one holds, whatever they unpack to."""
    left = MOST_TEXTS * _LARGEST_TEXTS
    for one in texts:
        if left <= 0:
            return
        with sheets.open(one) as text:
            beginning = text.read(_LARGEST_TEXTS)
        left -= len(beginning)
        yield beginning


def check_part2_consent(client: Client, signed: bool) -> None:
    """Raise Denied where a consent lacks what 42 CFR 2.31 asks for and its text cannot say: a name, and a signature."""
    if not is_part2(client):
        return
    if not signed:
        raise Denied(
            "written_consent",
            _("Records of substance use treatment (42 CFR Part 2) may only be shared with written consent."),
        )
    check_named(client)


def check_named(client: Client) -> None:
    """Raise Denied where a consent under 42 CFR Part 2 could not name the client."""
    if not client.name.strip():
        problem = _(
            "A consent under 42 CFR Part 2 names the client: write their name under “Name and reference” first."
        )
        raise Denied("no_name", problem)
