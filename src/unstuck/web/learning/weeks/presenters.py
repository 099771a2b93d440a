"""What a learner sees at a point of a course, and at its end."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.guidance import Consideration
from unstuck.language import gettext as _
from unstuck.learning.rules import citations
from unstuck.learning.weeks.choices import choice_words
from unstuck.learning.weeks.course import Course, Point, advised_course
from unstuck.learning.weeks.known import KnownFact, known
from unstuck.learning.weeks.words import directions, ending_title, first_said, scores_in_words, way, where
from unstuck.reporting.charts import Picture
from unstuck.reporting.words import StateWords, state
from unstuck.web.learning.weeks.chart import course_picture


@dataclass(frozen=True)
class WeeksPoint:
    """The point at which something is to be chosen."""

    where: str
    told: tuple[str, ...]
    picture: Picture
    in_words: str
    facts: tuple[KnownFact, ...]


def weeks_point(course: Course) -> WeeksPoint:
    """Return what is shown of the latest point."""
    person, point = course.person, course.now
    in_words = scores_in_words(person.instrument, point.scores)
    picture = course_picture(person, point.scores)
    return WeeksPoint(where(point.week), point.told, picture, in_words, known(point.facts))


@dataclass(frozen=True)
class AdviceShown:
    """A step or a caution as the product says it, with its reasons in the product's own sentences."""

    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PointSaid:
    """What the product would have said at one point, and what was chosen there."""

    where: str
    state: StateWords
    reasons: tuple[str, ...]
    steps: tuple[AdviceShown, ...]
    cautions: tuple[AdviceShown, ...]
    chosen: str


@dataclass(frozen=True)
class WeeksEnd:
    """How a course went, beside the one that the rules advise, and what the product would have said on the way."""

    title: str
    where: str
    told: tuple[str, ...]
    text: str
    stopped: bool
    picture: Picture
    in_words: str
    advised_title: str
    advised_way: tuple[str, ...]
    advised_in_words: str
    same: bool
    points: tuple[PointSaid, ...]
    directions: tuple[str, ...]
    sources: tuple[str, ...]


def weeks_end(course: Course, seed: int) -> WeeksEnd:
    """Return what is shown at the end of a course."""
    person, ending = course.person, course.ending or "stopped"
    advised = advised_course(person, seed)
    same = way(course) == way(advised)
    return WeeksEnd(
        title=ending_title(ending),
        where=where(course.now.week),
        told=course.now.told if ending != "stopped" else (),
        text=person.endings.get(ending, ""),
        stopped=ending == "stopped",
        picture=course_picture(person, course.now.scores, () if same else advised.now.scores),
        in_words=scores_in_words(person.instrument, course.now.scores),
        advised_title=ending_title(advised.ending or "stopped"),
        advised_way=way(advised),
        advised_in_words=scores_in_words(person.instrument, advised.now.scores),
        same=same,
        points=tuple(_said(course, point) for point in course.points),
        directions=directions(person),
        sources=citations(tuple(hold.rule for hold in person.holds.values())),
    )


def _said(course: Course, point: Point) -> PointSaid:
    then = course.said(point)
    return PointSaid(
        where(point.week),
        state(then.state),
        tuple(reason.text for reason in then.reasons),
        tuple(_shown(step, place) for place, step in enumerate(then.steps, start=1)),
        tuple(_shown(caution, 1) for caution in then.cautions),
        choice_words()[point.choice] if point.choice else "",
    )


def _shown(one: Consideration, place: int) -> AdviceShown:
    return AdviceShown(_(one.title), first_said(one, place))
