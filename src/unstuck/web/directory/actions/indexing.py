"""The index of words: FTS5 on SQLite, tsvector on PostgreSQL, with the same stems in both, made by us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from unstuck.interop.hsds.services import Described
from unstuck.web.directory.models import Word, WordPart
from unstuck.web.directory.queries import CLOSED
from unstuck.web.directory.words import parts, stem, stems

LONGEST_TEXT = 20_000
BATCH = 1000

ADD = {
    "sqlite": "INSERT INTO directory_text (rowid, scope, name, terms, about, whom) VALUES (%s, %s, %s, %s, %s, %s)",
    "postgresql": (
        "INSERT INTO directory_text (rowid, scope, words) VALUES (%s, %s, "
        "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') || "
        "setweight(to_tsvector('simple', %s), 'C') || setweight(to_tsvector('simple', %s), 'D'))"
    ),
}


def index_services(agency: int, services: Sequence[tuple[int, Described]]) -> None:
    """Put services into the index, those that can be found."""
    present = [(pk, one) for pk, one in services if one.status not in CLOSED]
    scope = scope_of(agency) if connection.vendor == "sqlite" else agency
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM directory_text WHERE rowid = %s", [(pk,) for pk, _one in services])
        cursor.executemany(ADD[connection.vendor], [(pk, scope, *_texts(one)) for pk, one in present])


def scope_of(agency: int) -> str:
    """Return the word by which FTS5 keeps agencies apart."""
    return f"agency{agency}"


def _texts(one: Described) -> Iterable[str]:
    terms = " ".join(name for _code, name in one.terms)
    for text in (f"{one.name} {one.alternate_name}", terms, f"{one.description} {one.organisation}", one.whom):
        yield " ".join(stems(text[:LONGEST_TEXT]))


def out_of_index(pks: Sequence[int]) -> None:
    """Take services out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM directory_text WHERE rowid = %s", [(pk,) for pk in pks])


COUNTED = ("service", "place", "opening", "serves", "speaks", "word", "wordpart", "text")


def count_again() -> None:
    """Let the database count its rows: without, PostgreSQL takes up to a second for a search after an import."""
    with connection.cursor() as cursor:
        for table in COUNTED if connection.vendor == "postgresql" else ():
            cursor.execute(f"ANALYZE directory_{table}")


def index_words(agency: int, source: str, words: set[str]) -> None:
    """Keep the words of a source, and no others."""
    mine = Word.objects.filter(agency_id=agency, source=source)
    known = dict(mine.values_list("word", "pk"))
    _forget([pk for word, pk in known.items() if word not in words])
    added = Word.objects.bulk_create(
        [Word(agency_id=agency, source=source, word=word, stem=stem(word)) for word in sorted(words - set(known))],
        batch_size=BATCH,
    )
    every = [WordPart(word_id=one.pk, part=part) for one in added for part in sorted(parts(one.word))]
    WordPart.objects.bulk_create(every, batch_size=5 * BATCH)


def _forget(pks: Sequence[int]) -> None:
    for at in range(0, len(pks), BATCH):
        some = pks[at : at + BATCH]
        for chosen in (WordPart.objects.filter(word__in=some), Word.objects.filter(pk__in=some)):
            chosen._raw_delete(chosen.db)
