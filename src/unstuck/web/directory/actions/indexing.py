"""The index of words: FTS5 on SQLite, tsvector on PostgreSQL, with the same stems in both, made by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from unstuck.interop.hsds.services import Described
from unstuck.web.directory.actions.rows import BulkTable, remove_rows
from unstuck.web.directory.models import IndexedWord, IndexedWordPart
from unstuck.web.directory.queries import CLOSED
from unstuck.web.directory.words import parts, stem, stems

LONGEST_TEXT = 20_000
WORDS, WORD_PARTS = (
    BulkTable(IndexedWord, "agency", "source", "word", "stem"),
    BulkTable(IndexedWordPart, "word", "part"),
)

ADD = {
    "sqlite": "INSERT INTO directory_text (rowid, scope, name, terms, about, whom) VALUES (%s, %s, %s, %s, %s, %s)",
    "postgresql": (
        "INSERT INTO directory_text (rowid, scope, words) VALUES (%s, %s, "
        "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') || "
        "setweight(to_tsvector('simple', %s), 'C') || setweight(to_tsvector('simple', %s), 'D'))"
    ),
}


Texts = tuple[str, ...]
"""The four texts of a service, by weight; none where it is not to be found."""


def texts_of(one: Described) -> Texts:
    """Return what is indexed of a service, in stems."""
    if one.status in CLOSED:
        return ()
    terms = " ".join(name for _code, name in one.terms)
    texts = (f"{one.name} {one.alternate_name}", terms, f"{one.description} {one.organisation}", one.whom)
    return tuple(" ".join(stems(text[:LONGEST_TEXT])) for text in texts)


def index_services(agency: int, services: Sequence[tuple[int, Texts]]) -> None:
    """Put services into the index that are not in it, those that can be found."""
    scope = scope_of(agency) if connection.vendor == "sqlite" else agency
    with connection.cursor() as cursor:
        cursor.executemany(ADD[connection.vendor], [(pk, scope, *texts) for pk, texts in services if texts])


def scope_of(agency: int) -> str:
    """Return the word by which FTS5 keeps agencies apart."""
    return f"agency{agency}"


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


@dataclass(frozen=True)
class NewWords:
    """The words of a source that are not known yet, each with its stem and its parts, and those that are gone."""

    added: Sequence[tuple[str, str, Sequence[str]]]
    gone: Sequence[int]


def new_words(agency: int, source: str, words: set[str]) -> NewWords:
    """Return how the words of a source differ from those that are known."""
    known = dict(IndexedWord.objects.filter(agency_id=agency, source=source).values_list("word", "pk"))
    added = [(word, stem(word), sorted(parts(word))) for word in sorted(words - set(known))]
    return NewWords(added, [pk for word, pk in known.items() if word not in words])


def index_words(agency: int, source: str, words: NewWords) -> None:
    """Keep the words of a source, and no others."""
    remove_rows(IndexedWordPart, words.gone, "word")
    remove_rows(IndexedWord, words.gone)
    WORDS.insert((agency, source, word, root) for word, root, _parts in words.added)
    pks = dict(IndexedWord.objects.filter(agency_id=agency, source=source).values_list("word", "pk"))
    WORD_PARTS.insert((pks[word], part) for word, _root, parts in words.added for part in parts)
