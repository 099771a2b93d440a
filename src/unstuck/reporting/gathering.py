"""What a report is made from: one pass over a file of scores for the cohort's picture and the stories.

Reading order: who is getting worse comes first, the likeliest to stay worse on top, then by how many points; after
them those with little change lately, the longest in that state on top. Charts are drawn for the first MOST_CHARTS in
this order, wherever they stand in the file. What a chart needs is held for those alone: a heap keeps the foremost
seen so far, and who falls out of it keeps only the record and the first step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from heapq import heappush, heappushpop
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.guidance import Advice, Case, advise
from unstuck.guidance.case import Progress, State
from unstuck.guidance.urgency import NEEDS_A_LOOK, Urgency, urgency
from unstuck.interop.analysis import Record, share
from unstuck.population.analysis import AlertCheck, Analysis, Finding
from unstuck.population.engines.scores import occasion_label
from unstuck.progress.batch import Batch
from unstuck.progress.curve import DAYS_IN
from unstuck.progress.proportion import wilson
from unstuck.progress.reliable_change import CATEGORIES
from unstuck.progress.snapshot import Snapshot
from unstuck.progress.status import STATES
from unstuck.reporting.contents import Cohort, Story
from unstuck.reporting.report import MOST_CHARTS
from unstuck.reporting.scored import Scored
from unstuck.reporting.story_series import NO_SERIES, NOTHING, story_series
from unstuck.reporting.words import SILENT, state_now

Floats = NDArray[np.float64]

Place = tuple[float, ...]
"""Where a client stands in reading order: the urgency, then the place in the file."""


@dataclass
class Gathered:
    """What one pass over the file leaves: counts, first and latest scores, stories.

    `drawn` is a heap of at most `most_charts` whole stories, the one to be read last on top; `others` holds the
    brief ones, in no order.
    """

    most_charts: int
    states: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    first: list[Floats] = field(default_factory=list)
    latest: list[Floats] = field(default_factory=list)
    norms: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    check: AlertCheck = field(default_factory=AlertCheck.empty)
    drawn: list[tuple[Place, Story]] = field(default_factory=list)
    others: list[tuple[Place, Story]] = field(default_factory=list)

    def draws(self, urgency: Place) -> bool:
        """Tell whether a client of this urgency is among the foremost so far."""
        return len(self.drawn) < self.most_charts or (bool(self.drawn) and urgency < _key(self.drawn[0]))

    def add(self, urgency: Place, story: Story) -> None:
        """Take in a story: a whole one where `draws` said so, else a brief one. No two have the same urgency."""
        if not self.draws(urgency):
            self.others.append((urgency, story))
            return
        entry = (_turned(urgency), story)
        if len(self.drawn) < self.most_charts:
            heappush(self.drawn, entry)
            return
        turned, last = heappushpop(self.drawn, entry)
        self.others.append((_turned(turned), brief(last)))

    def foremost(self) -> list[Story]:
        """Return the whole stories in reading order."""
        return [story for _urgency, story in sorted(self.drawn, key=_key)]

    def ordered(self) -> Iterator[Story]:
        """Yield all stories in reading order: the whole ones first, then the brief ones."""
        yield from self.foremost()
        yield from (story for _urgency, story in sorted(self.others, key=lambda entry: entry[0]))


def _turned(urgency: Place) -> Place:
    """Turn an urgency round, since a heap keeps the smallest on top and the last one is wanted there."""
    return tuple(-part for part in urgency)


def _key(entry: tuple[Place, Story]) -> Place:
    return _turned(entry[0])


def gather(scored: Scored, tick: Callable[[int], None]) -> Gathered:
    """Go through the file once."""
    gathered = Gathered(MOST_CHARTS)
    for piece in scored.pieces(tick):
        gathered.check.add(piece)
        rows = piece.batch.latest_rows[piece.batch.latest_rows >= 0]
        gathered.first.append(piece.batch.first[rows])
        gathered.latest.append(piece.batch.scores[rows])
        for finding in piece.findings():
            _count(scored, gathered, piece, finding)
    return gathered


def _count(scored: Scored, gathered: Gathered, piece: Analysis, finding: Finding) -> None:
    gathered.silent += bool(finding.not_heard_from)
    state = finding.seen.state if finding.seen else "too_early"
    gathered.states[state_now(state, bool(finding.not_heard_from)).code] += 1
    if finding.seen is None:
        return
    gathered.categories[finding.seen.category or ""] += 1
    gathered.norms[finding.measure.norms] += 1
    if state in NEEDS_A_LOOK:
        place = (*urgency_of(finding.seen, piece, finding.row), float(sum(gathered.states.values())))
        story = story_of(scored, piece, finding, scored.judge.record(finding, piece), drawn=gathered.draws(place))
        gathered.add(place, story)


def urgency_of(seen: Snapshot, piece: Analysis, row: int) -> Urgency:
    """Return where a client who needs a look stands in reading order, before ties.

    Chances are taken as the record gives them, so that the records alone give this order.
    """
    lasted = float(piece.batch.times[row] - piece.batch.times[seen.since_row])
    return urgency(seen.state, share(seen.probability), lasted, piece.measure.sign * seen.change)


def story_of(scored: Scored, piece: Analysis, finding: Finding, record: Record, *, drawn: bool) -> Story:
    """Return one client's story; the many beyond those that are drawn keep the record alone."""
    advice = _advice(record["state"], record["probability"], _weeks_in_state(piece.batch, finding))
    series = _series(scored, piece, finding) if drawn else _NO_SERIES
    return Story(
        record=record,
        steps=[asdict(step) for step in (advice.steps if drawn else advice.steps[:1])],
        cautions=[asdict(caution) for caution in advice.cautions] if drawn else [],
        missing=advice.missing if drawn else (),
        **series,
    )


_NO_SERIES: Mapping[str, Any] = {"occasions": (), **NO_SERIES._asdict()}


def brief(story: Story) -> Story:
    """Return a story without what only a chart and its page need."""
    return replace(story, steps=story.steps[:1], cautions=(), missing=(), **_NO_SERIES)


def _series(scored: Scored, piece: Analysis, finding: Finding) -> Mapping[str, Any]:
    rows = slice(finding.first_row, finding.row + 1)
    occasions = [occasion_label(scored.file.unit, value) for value in piece.rows.occasions[rows].tolist()]
    return {"occasions": occasions, **story_series(piece.batch, rows, piece.curve, piece.measure)._asdict()}


def _weeks_in_state(batch: Batch, finding: Finding) -> float | None:
    """Return for how many whole weeks the state has lasted, None where only sessions are known."""
    if batch.clock == "sessions" or finding.seen is None:
        return None
    return float(round((batch.times[finding.row] - batch.times[finding.seen.since_row]) / DAYS_IN["week"]))


@cache
def _advice(state: State, probability: float | None, weeks: float | None) -> Advice:
    return advise(Case(progress=Progress(state, probability, weeks)))


def cohort_of(scored: Scored, gathered: Gathered) -> Cohort:
    """Return the picture of everybody in the file."""
    setting = scored.setting
    return Cohort(
        instrument=setting.instrument,
        file_name=scored.name,
        made_on=scored.today,
        clients=scored.file.clients,
        scores=scored.file.rows,
        unit=scored.file.unit,
        states={state: gathered.states[state] for state in (*STATES, SILENT)},
        categories={category: gathered.categories[category] for category in CATEGORIES},
        first_scores=np.concatenate([NOTHING, *gathered.first]),
        latest_scores=np.concatenate([NOTHING, *gathered.latest]),
        not_heard_from=None if setting.today is None else gathered.silent,
        curve=setting.curve if scored.uses_curve else None,
        norms=gathered.norms.most_common(1)[0][0] if gathered.norms else "none",
        notices=scored.file.notices,
        norm_notes=norm_notes(scored),
        alert_check=checked(gathered.check),
        look=[
            {**story.record, "first_step": story.steps[0]["title"] if story.steps else None}
            for story in gathered.foremost()
        ],
    )


def norm_notes(scored: Scored) -> list[str]:
    """Return a sentence on each norm in use that nobody checked in a primary source."""
    instrument = scored.setting.instrument
    used = ["cutoff", "minimal_change", "minimal_change_fraction"]
    used += ["reliability"] if scored.setting.from_sample else ["reliable_change"]
    norms = [instrument.norm(name) for name in used]
    return [
        f"{norm.name.replace('_', ' ')} {norm.value:g}: {norm.source.text}"
        for norm in norms
        if norm is not None and not norm.source.verified
    ]


def checked(check: AlertCheck) -> dict[str, dict[str, float]] | None:
    """Return the file's own check of its earlier alerts, None where none could be checked."""
    figures = {}
    for state, count in check.counts.items():
        if count.checked:
            lower, upper = wilson(count.right, count.checked)
            figures[state] = {
                "right": count.right / count.checked,
                "lower95": lower,
                "upper95": upper,
                "alerts": count.checked,
            }
    return figures or None
