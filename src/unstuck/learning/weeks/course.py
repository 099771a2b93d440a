"""The course of a made-up person: what it comes to with these choices and this chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.learning.weeks.choices import THOUGHTS, Choice
from unstuck.learning.weeks.passing import laid_over, marked, weeks_later
from unstuck.learning.weeks.person import STEP_WEEKS, STEPS, Ending, Facts, Hold, MadeUpPerson
from unstuck.learning.weeks.said import SaidThen, advised_choice, risk_waits, said_then
from unstuck.simulation.answering import Weeks, chance_of, even_chance, level_of, moved, scores_along, true_outcome
from unstuck.simulation.scale import Scale, scale_of

RECENT = 4
"""The latest scores of the opening that say where the course goes on from."""


@dataclass(frozen=True)
class Point:
    """One point of a course: `week` since the learner came in, what is known then, what was told, what was chosen."""

    week: int
    scores: tuple[int, ...]
    facts: Facts
    told: tuple[str, ...]
    choice: Choice | None = None


@dataclass(frozen=True)
class Course:
    """A course as far as it has come; `ending` is None while there is something to choose."""

    person: MadeUpPerson
    points: tuple[Point, ...]
    ending: Ending | None

    @property
    def now(self) -> Point:
        """The latest point."""
        return self.points[-1]

    def said(self, point: Point) -> SaidThen:
        """Return what the product says at one of its points, with what was chosen there in mind.

        Whoever does what is advised first has nothing else in mind: to wait may be to give an approach its time.
        """
        said = said_then(self.person.instrument, point.scores, point.facts)
        thought = THOUGHTS.get(point.choice) if point.choice else None
        if thought is None or point.choice == advised_choice(said.steps, point.facts):
            return said
        return said_then(self.person.instrument, point.scores, point.facts, thought)


@dataclass(frozen=True)
class Standing:
    """Where a course stands, known to the story alone. `levels`: the latent one at each point so far."""

    facts: Facts
    levels: tuple[float, ...]
    eased: frozenset[str] = frozenset()
    made: tuple[Choice, ...] = ()
    told: tuple[str, ...] = ()
    ending: Ending | None = None

    @property
    def week(self) -> int:
        """Weeks since the learner came in."""
        return STEP_WEEKS * (len(self.levels) - 1)


def course(person: MadeUpPerson, seed: int, choices: Sequence[Choice]) -> Course:
    """Return the course that these choices and this chance make. Choices after its end are not looked at."""
    scale = scale_of(load(person.instrument))
    chance = chance_of(seed, STEPS, STEPS * STEP_WEEKS, scale)
    now = opening(person, scale)
    points: list[Point] = []
    for choice in choices:
        if now.ending:
            break
        points.append(_point(person, now, chance, scale, choice))
        now = after(person, now, choice, chance, scale)
    if now.ending != "stopped":
        points.append(_point(person, now, chance, scale, None))
    return Course(person, tuple(points), now.ending)


def advised_course(person: MadeUpPerson, seed: int) -> Course:
    """Return the course where at each point the step is taken that the pathway advises first."""
    made: list[Choice] = []
    while True:
        so_far = course(person, seed, made)
        if so_far.ending:
            return so_far
        made.append(advised_choice(so_far.said(so_far.now).steps, so_far.now.facts))


def middle_of_chance() -> Weeks:
    """Return the chance that is no chance: no luck either way, every score on the course."""
    return even_chance(STEPS, STEPS * STEP_WEEKS)


def opening(person: MadeUpPerson, scale: Scale) -> Standing:
    """Return where a course stands when the learner comes in."""
    return Standing(person.facts, (level_of(person.scores[-RECENT:], scale),))


def after(person: MadeUpPerson, now: Standing, choice: Choice, chance: Weeks, scale: Scale) -> Standing:
    """Return where the course stands once a choice has had its three weeks, or all the rest where it ends the work."""
    made = (*now.made, choice)
    if choice != "safety" and risk_waits(now.facts):
        return replace(now, made=made, told=(), ending="stopped")
    newly = {one.code for one in person.holds.values() if one.code not in now.eased and _eases(one, now, choice)}
    eased = now.eased | newly
    told = _told(person, now, choice, bool(newly))
    facts = marked(now.facts, choice, _next_approach(person, now, bool(newly)))
    for code in sorted(newly):
        facts = laid_over(facts, person.holds[code].facts)
    on = replace(now, facts=facts, eased=eased, made=made, told=(told,))
    on = _stretch(person, on, chance, scale)
    while choice == "end" and len(on.levels) <= STEPS:
        on = _stretch(person, on, chance, scale)
    return _over(_happened(person, on) if choice != "end" else on, scale)


def _next_approach(person: MadeUpPerson, now: Standing, eases: bool) -> str:
    """Return what a change of approach goes to: what fits, where the change eases something; else the next in line."""
    if eases and person.fits:
        return person.fits
    tried = {one["code"] for one in now.facts.get("approaches", ())}
    left = [code for code in person.approaches if code not in tried]
    return left[0] if left else ""


def _eases(hold: Hold, now: Standing, choice: Choice) -> bool:
    if choice in hold.eased_by:
        return set(hold.needs) <= {*now.made, choice}
    return _by_itself(hold, (*now.made, choice), now.week)


def _by_itself(hold: Hold, made: Sequence[Choice], week: int) -> bool:
    if hold.by_itself is None or "end" in made:
        return False
    disturbed = [STEP_WEEKS * (place + 1) for place, choice in enumerate(made) if choice in hold.disturbed_by]
    return week - max(disturbed, default=0) >= hold.by_itself


def _told(person: MadeUpPerson, now: Standing, choice: Choice, eases: bool) -> str:
    told = person.choices[choice]
    if choice == "safety":
        return told.says if risk_waits(now.facts) else told.early or told.says
    waits = any(choice in one.eased_by and one.code not in now.eased for one in person.holds.values())
    if eases and any(choice in one.eased_by for one in person.holds.values()):
        return told.says
    if waits and told.early:
        return told.early
    if told.eased and len(now.eased) == len(person.holds):
        return told.eased
    if choice in now.made:
        return _("You do so again. The three weeks bring nothing new by it.")
    return told.says


def _stretch(person: MadeUpPerson, now: Standing, chance: Weeks, scale: Scale) -> Standing:
    """Move the course through one stretch of three weeks."""
    alone = {one.code for one in person.holds.values() if _by_itself(one, now.made, now.week)}
    eased = now.eased | alone
    share = len(eased) / len(person.holds)
    luck = float(chance.luck[len(now.levels) - 1])
    level = moved(now.levels[-1], person.held * (1 - share) - person.eased * share * luck, scale)
    return replace(now, facts=weeks_later(now.facts), levels=(*now.levels, level), eased=eased)


def _happened(person: MadeUpPerson, now: Standing) -> Standing:
    """Let happen what happens at this point."""
    for event in person.events:
        if event.week == now.week and event.unless not in now.eased:
            facts, told = laid_over(now.facts, event.facts), (*now.told, event.says)
            now = replace(now, facts=facts, told=told, ending="left" if event.leaves else now.ending)
    return now


def _over(now: Standing, scale: Scale) -> Standing:
    if now.ending or len(now.levels) <= STEPS:
        return now
    outcomes: dict[str, Ending] = {"non_clinical": "better", "gaining": "better", "flat": "level", "worse": "worse"}
    return replace(now, ending=outcomes[true_outcome(now.levels[0], now.levels[-1], scale)])


def _point(person: MadeUpPerson, now: Standing, chance: Weeks, scale: Scale, choice: Choice | None) -> Point:
    along = scores_along(now.levels, STEP_WEEKS, chance, scale) if now.week else ()
    return Point(now.week, (*person.scores, *along), now.facts, now.told, choice)
