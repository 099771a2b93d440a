"""`unstuck practise`: vignettes in the terminal, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import typer

from unstuck.cli.practise_weeks import practise_weeks
from unstuck.cli.practise_words import STOP, said, wrapped
from unstuck.errors import BadInput
from unstuck.language import LANGUAGES, speaking
from unstuck.language import gettext as _
from unstuck.learning.library import topic_titles, vignettes
from unstuck.learning.practice import LETTERS, drawn, question, rule_titles, shuffled, standing
from unstuck.learning.reading import read_vignettes
from unstuck.learning.rules import citations
from unstuck.learning.vignette import Vignette, VignetteOption


def practise(
    topic: str = typer.Option("", "--topic", help="Only one topic, such as safety or endings."),
    count: int = typer.Option(5, "--count", min=1, help="How many vignettes."),
    seed: int | None = typer.Option(None, "--seed", help="The same number gives the same vignettes and order."),
    language: str = typer.Option("en", "--language", help="en or es."),
    own: Path | None = typer.Option(None, "--from", metavar="FILE", help="Vignettes of your own."),
    weeks: bool = typer.Option(False, "--weeks", help="One made-up client over twelve weeks instead."),
    person: str = typer.Option("", "--person", metavar="CODE", help="With --weeks: this one, such as notice-to-quit."),
) -> None:
    """Practise on short stories: choose the next step, see why, and what the others would have led to.

    Answer with a, b, c or d; q stops. Answers may come from a pipe. Nothing is kept. With --weeks you see a made-up
    client over twelve weeks instead, choose every three weeks (a to g), and see how it went, beside what the rules
    advise.

    Example: unstuck practise --topic safety --count 3
    """
    if language not in LANGUAGES:
        raise BadInput(f"--language: expected one of {', '.join(LANGUAGES)}, found {language}")
    if weeks or person:
        _check_weeks(topic, weeks)
        with speaking(language):
            practise_weeks(own, person, seed, language)
        return
    pool = vignettes(language) if own is None else {one.code: one for one in read_vignettes(own)}
    chosen = _of_topic(pool.values(), topic)
    random = Random(seed)  # noqa: S311 - which story comes first is no secret
    with speaking(language):
        typer.echo("\n".join(_round(drawn(chosen, count, random), random)))


def _check_weeks(topic: str, weeks: bool) -> None:
    if not weeks:
        raise BadInput("--person: expected it beside --weeks")
    if topic:
        raise BadInput("--topic: expected nothing beside --weeks (--person CODE says who)")


def _of_topic(pool: Iterable[Vignette], topic: str) -> list[Vignette]:
    if topic and topic not in topic_titles():
        raise BadInput(f"--topic: expected one of {', '.join(topic_titles())}, found {topic}")
    chosen = [one for one in pool if topic in ("", one.topic)]
    if not chosen:
        raise BadInput(f"--topic: expected one of {', '.join(dict.fromkeys(one.topic for one in pool))}")
    return chosen


def _round(chosen: Sequence[Vignette], random: Random) -> list[str]:
    """Ask one vignette after the other; return the closing lines."""
    right = asked = 0
    for place, vignette in enumerate(chosen, start=1):
        options = dict(zip(LETTERS, shuffled(vignette, random), strict=True))
        heading = _("{place} of {count}: {title}").format(place=place, count=len(chosen), title=vignette.title)
        said(["", heading, "", *wrapped("", vignette.story), "", question(vignette), ""])
        said(line for letter, option in options.items() for line in wrapped(f"  {letter}) ", option.says))
        answer = _answer()
        if answer is None:
            break
        asked += 1
        right += options[answer].code == vignette.best
        said(["", *_why(vignette, options, answer)])
    result = _("{right} of {asked} as the rules have it.").format(right=right, asked=asked)
    return ["", result, _("These are things to consider. You and the client decide.")]


def _answer() -> str | None:
    """Return the letter that was chosen, or None where the answers have come to an end."""
    while True:
        try:
            typed = input(_("Your answer (a, b, c, d; q stops): ")).strip().casefold()
        except EOFError:
            return None
        if typed == STOP:
            return None
        if typed in set(LETTERS):
            return typed
        typer.echo(_("Type a, b, c or d. q stops."))


def _why(vignette: Vignette, options: Mapping[str, VignetteOption], answer: str) -> list[str]:
    best = next(letter for letter, option in options.items() if option.code == vignette.best)
    verdict = _("Yes: {best}.") if answer == best else _("The rules would choose {best}.")
    lines = [verdict.format(best=best), *wrapped("", vignette.why), "", _("What the others would have led to")]
    for letter, option in options.items():
        if letter != best:
            lines += wrapped(f"  {letter}) ", option.leads_to)
            lines += wrapped("     ", standing(vignette, option.code))
    lines += ["", *(_("Rule {code}: {title}").format(code=code, title=title) for code, title in rule_titles(vignette))]
    return [*lines, *(line for source in citations(vignette.rules) for line in wrapped("  ", source))]
