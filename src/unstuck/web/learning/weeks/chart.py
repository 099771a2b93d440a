"""The small chart of a course: its weekly scores, the clinical line, and the course beside it once both are over."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.learning.weeks.person import MadeUpPerson
from unstuck.learning.weeks.words import scores_in_words
from unstuck.progress.measure import measure_of
from unstuck.reporting.charts import Picture
from unstuck.web.components.sparkline import Sparkline, as_text

WIDTH, HEIGHT, EDGE = 320.0, 140.0, 8.0


def course_picture(person: MadeUpPerson, scores: Sequence[int], other: Sequence[int] = ()) -> Picture:
    """Return the chart of weekly scores, worse up, with the day on which the learner came in.

    `other`: the scores of the course that the rules advise, drawn as a broken line.
    """
    used = measure_of(load(person.instrument))
    last = max(len(scores), len(other)) - 1
    area = Sparkline(WIDTH, HEIGHT, EDGE, 0, last, used.minimum, used.maximum, used.sign)
    came_in = area.point(len(person.scores) - 1, 0)[0]
    parts = [f'<path class="weeks__came-in" d="M{came_in:g} 0V{HEIGHT:g}"/>']
    if used.cutoff is not None:
        parts.append(f'<path class="weeks__clinical" d="M0 {area.point(0, used.cutoff)[1]:g}H{WIDTH:g}"/>')
    if other:
        parts.append(f'<polyline class="weeks__other" points="{as_text(area.line(enumerate(other)))}"/>')
    line = area.line(enumerate(scores))
    parts.append(f'<polyline class="weeks__own" points="{as_text(line)}"/>')
    parts += [f'<circle class="weeks__dot" cx="{x:g}" cy="{y:g}" r="2.6"/>' for x, y in line]
    described = scores_in_words(person.instrument, scores)
    if other:
        described += " " + _("With the steps that the rules advise first: latest {score}.").format(score=other[-1])
    title = _("Scores of {name}, week by week").format(name=person.name)
    return Picture("weeks", title, described, f"0 0 {WIDTH:g} {HEIGHT:g}", "".join(parts))
