"""Shipped migrations are frozen: a database that went through one must never meet another of the same name."""

from __future__ import annotations

from tests.upgrade.frozen import changed, noted, present, unlisted


def test_no_migration_on_the_list_was_changed_or_removed() -> None:
    assert changed(noted(), present()) == []
    assert len(noted()) > 70, "the list has gone blind"


def test_every_migration_is_on_the_list() -> None:
    assert unlisted(noted(), present()) == [], "python -m tests.upgrade.frozen adds what is new"


def test_a_change_and_a_removal_would_be_seen() -> None:
    now = present()
    first, second, *_rest = sorted(now)
    there = {**now, first: "0" * 64}
    del there[second]
    assert changed(now, there) == [
        f"{second}: it is gone, and databases that went through it are not",
        f"{first}: it was changed; add a new one instead",
    ]
    assert unlisted(there, now) == [second]
