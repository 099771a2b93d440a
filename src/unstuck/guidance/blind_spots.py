"""What may be missing when progress stops: what was never asked, not lately, or happened just before.

Prompts, not steps: they come from this case's own facts, with their weeks, and say nothing where something was asked
in time. The sentences, the times and the sources stand in `knowledge/blind_spots.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from unstuck.guidance import tables
from unstuck.guidance.because import number, weeks
from unstuck.guidance.case import Agreed
from unstuck.guidance.engagement import falls
from unstuck.guidance.thresholds import Thresholds, default_thresholds

INTAKE_WEEKS = 2.0
"""What was asked within so many weeks of the beginning was asked at intake."""


@dataclass(frozen=True)
class DatedAnswer:
    """An answer from 0 to 10, so many weeks ago."""

    weeks_ago: float
    value: float


@dataclass(frozen=True)
class LastAsked:
    """How many weeks ago each thing was last asked or done; None: never.

    `adherence` holds what was agreed and is followed. `goals_recorded` is None where nobody can tell. `alliance` and
    `willingness` are the askings in order of time, `stuck_weeks` how long the stall lasts (None: there is none),
    `worse` whether scores are getting worse. `side_effects_open`: medication is not taken as agreed; nobody knows why.
    """

    weeks: float | None = None
    stuck_weeks: float | None = None
    last_score: float | None = None
    risk: float | None = None
    engagement: float | None = None
    adherence: Mapping[Agreed, float] = field(default_factory=dict)
    adherence_asked: bool = False
    barriers_asked: bool = False
    goals_recorded: bool | None = None
    goals_met: float | None = None
    wishes: float | None = None
    life_areas: float | None = None
    approach_began: float | None = None
    alliance: Sequence[DatedAnswer] = ()
    willingness: Sequence[DatedAnswer] = ()
    worse: bool = False
    health: float | None = None
    side_effects_open: bool = False
    culture_asked: bool = False
    measure_asked: bool = False


@dataclass(frozen=True)
class BlindSpot:
    """One prompt: `theme` says where it can be asked, `sources` what it rests on."""

    code: str
    text: str
    rule: str
    theme: str
    evidence: str
    sources: tuple[str, ...]


def blind_spots(asked: LastAsked, thresholds: Thresholds | None = None) -> tuple[BlindSpot, ...]:
    """Return what may be missing, the most telling first.

    >>> [one.text for one in blind_spots(LastAsked(weeks=12, adherence={"medication": 9}))][2]
    'It is 9 weeks since anyone asked about medication.'
    """
    limits = thresholds or default_thresholds()
    order = list(tables.prompts())
    spots = [*_about_safety(asked, limits), *_about_engagement(asked, limits), *_about_work(asked)]
    spots += [*_about_life(asked, limits), *_about_the_picture(asked)]
    return tuple(sorted(spots, key=lambda one: order.index(one.code)))


def _spot(code: str, **facts: str) -> BlindSpot:
    row = tables.prompts()[code]
    cited = tuple(tables.sources()[key].citation for key in row.sources)
    return BlindSpot(code, row.says.format(**facts), row.rule, row.theme, row.evidence, cited)


def _old(code: str, weeks_ago: float | None, **facts: str) -> Iterator[BlindSpot]:
    """Yield the prompt where something was asked longer ago than its row allows."""
    if weeks_ago is not None and weeks_ago > tables.prompts()[code].after_weeks:
        yield _spot(code, weeks=_whole(weeks_ago), **facts)


def _whole(value: float) -> str:
    return weeks(int(value))


def _about_safety(asked: LastAsked, limits: Thresholds) -> Iterator[BlindSpot]:
    """Yield whether risk was asked about; while scores get worse an answer is fresh for less long (S.4)."""
    if asked.risk is None:
        yield _spot("risk-never-asked")
    elif asked.worse and asked.risk > limits.assessment_weeks_worse:
        yield _spot("risk-while-worse", weeks=_whole(asked.risk))
    else:
        yield from _old("risk-not-asked", asked.risk)


def _about_engagement(asked: LastAsked, limits: Thresholds) -> Iterator[BlindSpot]:
    yield from _fell_before("alliance-fell-before", asked.alliance, asked, limits)
    yield from _fell_before("willingness-fell-before", asked.willingness, asked, limits)
    if asked.engagement is None:
        yield _spot("engagement-never-asked")
    yield from _old("engagement-not-asked", asked.engagement)
    if not asked.adherence_asked and not asked.adherence:
        yield _spot("adherence-never-asked")
    for thing, weeks_ago in asked.adherence.items():
        yield from _old("adherence-not-asked", weeks_ago, thing=tables.words().agreed[thing].lower())
    if not asked.barriers_asked:
        yield _spot("barriers-never-asked")


def _fell_before(
    code: str, askings: Sequence[DatedAnswer], asked: LastAsked, limits: Thresholds
) -> Iterator[BlindSpot]:
    """Yield the last fall that began shortly before the stall did, or on that day (A.4)."""
    if asked.stuck_weeks is None:
        return
    row = tables.prompts()[code]
    began = [(askings[place].weeks_ago - asked.stuck_weeks, by) for place, by in _falls(askings, limits)]
    before = [(lead, by) for lead, by in began if 0 <= lead <= row.after_weeks]
    for lead, by in before[-1:]:
        since = weeks(round(lead)) if round(lead) else "less than a week"
        yield _spot(code, value=number(by), weeks=since)


def _falls(askings: Sequence[DatedAnswer], limits: Thresholds) -> Iterator[tuple[int, float]]:
    return falls([asking.value for asking in askings], limits)


def _about_work(asked: LastAsked) -> Iterator[BlindSpot]:
    if asked.goals_recorded is False:
        yield _spot("goals-never-recorded")
    yield from _old("goals-not-looked-at", asked.goals_met)
    if asked.wishes is None:
        yield _spot("wishes-never-asked")
    yield from _old("wishes-not-asked", asked.wishes)
    if asked.approach_began is None:
        yield _spot("approach-not-recorded")
    yield from _old("approach-unchanged", asked.approach_began)
    yield from _old("scores-old", asked.last_score)


def _about_life(asked: LastAsked, limits: Thresholds) -> Iterator[BlindSpot]:
    last = asked.life_areas
    if last is None:
        yield _spot("life-areas-never-asked")
    elif last > limits.areas_asked_weeks:
        at_intake = asked.weeks is not None and asked.weeks - last <= INTAKE_WEEKS
        yield _spot("life-areas-since-intake" if at_intake else "life-areas-not-asked", weeks=_whole(last))


def _about_the_picture(asked: LastAsked) -> Iterator[BlindSpot]:
    """Yield what the picture may have missed where progress stopped (B.7), and the worker's own part."""
    if asked.side_effects_open:
        yield _spot("side-effects-not-asked")
    if asked.health is None:
        yield _spot("health-never-asked")
    yield from _old("health-not-asked", asked.health)
    if asked.stuck_weeks is None:
        return
    yield _spot("life-events", weeks=_whole(asked.stuck_weeks))
    if not asked.culture_asked:
        yield _spot("culture-never-asked")
    if not asked.measure_asked:
        yield _spot("whose-measure")
    yield _spot("own-part")
