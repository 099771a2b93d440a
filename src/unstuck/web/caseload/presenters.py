"""The page of everything that is recorded about a client besides the scores, theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions, policies, questions
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.facts_in_words import FactAnswer, FactEntry, current_answers, entries
from unstuck.web.caseload.models import Episode, Fact
from unstuck.web.caseload.questions import Theme
from unstuck.web.caseload.timeline import history
from unstuck.web.components.denied import allowed


@dataclass(frozen=True)
class RecordedTheme:
    """One theme: what holds now, every entry, and the words that were recorded last."""

    theme: Theme
    now: Sequence[FactAnswer]
    entries: Sequence[FactEntry]
    latest_words: Fact | None


@dataclass(frozen=True)
class FactsPage:
    """Everything that is recorded about one client, and whether this person may add to it."""

    episode: Episode
    themes: Sequence[RecordedTheme]
    may_write: bool


def facts_page(actor: Actor, episode: Episode) -> FactsPage:
    """Return what is recorded, by theme: what holds now, what it was, and every entry."""
    facts, rows = facts_about(episode), history(episode.pk)
    themes = [
        _theme(theme, current_answers(theme, facts), entries(slug, rows[slug]))
        for slug, theme in questions.themes().items()
    ]
    may_write = allowed(permissions.check_may_write, actor, episode) and allowed(policies.check_open, episode)
    return FactsPage(episode, themes, may_write)


def _theme(theme: Theme, now: Sequence[FactAnswer], all_entries: Sequence[FactEntry]) -> RecordedTheme:
    with_words = (entry.row for entry in all_entries if entry.counts and entry.row.words)
    return RecordedTheme(theme, now, all_entries, next(with_words, None))
