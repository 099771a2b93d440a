"""The pages of what is recorded about a client besides the scores: all of it by theme, one theme's form, one entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.reporting.words import listed
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions, policies, questions
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.changes import saves_behind
from unstuck.web.caseload.facts_in_words import FactAnswer, FactEntry, current_answers, entries
from unstuck.web.caseload.models import Episode, Fact
from unstuck.web.caseload.questions import Theme
from unstuck.web.caseload.timeline import TimelineEvent, history, saved_since
from unstuck.web.components.denied import why_not

LONGEST_LOOK_BACK = 10
"""How many saves a form that was left open for long shows at most."""


@dataclass(frozen=True)
class RecordedTheme:
    """One theme: what holds now, every entry, and the words that were recorded last."""

    theme: Theme
    now: Sequence[FactAnswer]
    entries: Sequence[FactEntry]
    latest_words: Fact | None

    @property
    def is_empty(self) -> bool:
        """True where nothing is recorded. Never of safety: its concerns stand on a page of their own."""
        return self.theme.slug != "safety" and not self.now and not self.entries


@dataclass(frozen=True)
class FactsPage:
    """Everything that is recorded about one client. `why_not`: why this person may not add to it."""

    episode: Episode
    themes: Sequence[RecordedTheme]
    why_not: str

    @property
    def may_write(self) -> bool:
        """True where this person may add to it."""
        return not self.why_not

    @property
    def shown(self) -> list[RecordedTheme]:
        """The themes that have a section of their own."""
        return [one for one in self.themes if not one.is_empty]

    @property
    def empty(self) -> list[Theme]:
        """The themes about which nothing is recorded."""
        return [one.theme for one in self.themes if one.is_empty]

    @property
    def none_recorded(self) -> str:
        """About what nothing is recorded, all of it in one sentence."""
        names = [theme.title[:1].lower() + theme.title[1:] for theme in self.empty]
        return _("Nothing is recorded about %(themes)s.") % {"themes": listed(names)}


def facts_page(actor: Actor, episode: Episode) -> FactsPage:
    """Return what is recorded, by theme: what holds now, what it was, and every entry."""
    rows = history(episode.pk)
    facts = facts_about(episode, rows)
    themes = [
        _theme(theme, current_answers(theme, facts), entries(slug, rows[slug]))
        for slug, theme in questions.themes().items()
    ]
    reason = why_not(permissions.check_may_write, actor, episode) or why_not(policies.check_open, episode)
    return FactsPage(episode, themes, reason)


@dataclass(frozen=True)
class FactFormPage:
    """The form of one theme: what was saved since it was opened, and why nothing can be saved, if so."""

    episode: Episode
    theme: Theme
    changed: Sequence[TimelineEvent]
    not_open: str

    @property
    def by_area(self) -> bool:
        """True where the theme is asked area by area."""
        return self.theme.slug == "life_areas"

    @property
    def may_stay_unasked(self) -> bool:
        """True where each question can be left at "not asked"."""
        return bool(self.theme.questions) and not self.by_area


def fact_form_page(episode: Episode, kind: str, opened_with: str) -> FactFormPage:
    """Return the page of a theme's form. `opened_with`: the version of the record that the form was opened with."""
    behind = min(saves_behind(episode, opened_with), LONGEST_LOOK_BACK)
    changed = saved_since(episode.pk, behind) if behind else ()
    return FactFormPage(episode, questions.themes()[kind], changed, why_not(policies.check_open, episode))


@dataclass(frozen=True)
class FactEntryPage:
    """One entry that may have been made in error."""

    episode: Episode
    theme: Theme
    entry: FactEntry


def fact_entry_page(episode: Episode, kind: str, row: Fact) -> FactEntryPage:
    """Return the page of one entry."""
    (entry,) = entries(kind, [row])
    return FactEntryPage(episode, questions.themes()[kind], entry)


def _theme(theme: Theme, now: Sequence[FactAnswer], all_entries: Sequence[FactEntry]) -> RecordedTheme:
    with_words = (entry.row for entry in all_entries if entry.counts and entry.row.words)
    return RecordedTheme(theme, now, all_entries, next(with_words, None))
