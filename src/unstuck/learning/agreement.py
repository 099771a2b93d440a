"""Whether a vignette and the pathway say the same: teaching and advice are one thing, or one of them is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from unstuck.guidance import Case, Consideration, advise, tables
from unstuck.guidance.case import Thought
from unstuck.learning.rules import every_rule
from unstuck.learning.vignette import Vignette

THOUGHTS: Mapping[str, Thought] = {
    "more-of-the-same": "more_sessions",
    "keep-going-as-before": "continue_same",
    "pushing-harder": "push_harder",
    "replace-worker": "replace_worker",
    "trauma-in-isolation": "revisit_past_trauma",
    "research-before-consulting": "research_methods",
    "ending-before-consulting": "end_treatment",
    "ending-in-crisis": "end_treatment",
    "outside-own-scope": "medication_change",
}
"""What a worker has in mind who is given each caution: an option of that code is such a thought."""

Fault = tuple[str, str]
"""The field of a vignette, and what is wrong with it."""


def steps_open(vignette: Vignette) -> tuple[Consideration, ...]:
    """Return what the pathway gives for its facts, in order, without what the story says is taken care of."""
    steps = advise(vignette.case, ask=False).steps
    return tuple(step for step in steps if step.code not in vignette.in_hand)


def disagreements(vignette: Vignette) -> Iterator[Fault]:
    """Yield where the vignette says otherwise than the pathway, by field."""
    yield from _in_hand(vignette)
    steps = steps_open(vignette)
    yield from _best(vignette, steps)
    yield from _equally_good(vignette, steps)
    yield from _options(vignette)
    yield from _rules(vignette, steps)


def _in_hand(vignette: Vignette) -> Iterator[Fault]:
    given = [step.code for step in advise(vignette.case, ask=False).steps]
    for code in vignette.in_hand:
        if code not in given:
            yield "in_hand", f"expected a step that the rules give for these facts ({', '.join(given)}), found {code}"


def _best(vignette: Vignette, steps: Sequence[Consideration]) -> Iterator[Fault]:
    first = steps[0].code if steps else "no step"
    if vignette.best != first:
        after = f" after {', '.join(vignette.in_hand)}" if vignette.in_hand else ""
        yield "best", f"the rules give {first} first{after} for these facts, and the vignette says {vignette.best}"


def _equally_good(vignette: Vignette, steps: Sequence[Consideration]) -> Iterator[Fault]:
    """Two steps for the very same reasons are given equally: no learner can tell which is the better one."""
    reasons = {step.code: frozenset(reason.code for reason in step.reasons) for step in steps}
    for option in vignette.options:
        same = option.code != vignette.best and option.code in reasons and vignette.best in reasons
        if same and reasons[option.code] == reasons[vignette.best]:
            yield (
                f"options.{option.code}",
                f"two best answers: the rules give it for the same reasons as {vignette.best}",
            )


def _options(vignette: Vignette) -> Iterator[Fault]:
    for option in vignette.options:
        field = f"options.{option.code}"
        if option.code in THOUGHTS:
            if option.code not in cautions_with(vignette.case, THOUGHTS[option.code]):
                yield field, "the rules have no caution against this for these facts: choose another option"
        elif option.code not in tables.step_titles():
            known = ", ".join((*tables.step_titles(), *THOUGHTS))
            yield field, f"expected the code of a step or a caution ({known})"


def cautions_with(case: Case, thought: Thought) -> set[str]:
    """Return the cautions that the rules give to a worker who has this in mind."""
    considering = (*case.considering, thought)
    return {one.code for one in advise(replace(case, considering=considering), ask=False).cautions}


def _rules(vignette: Vignette, steps: Sequence[Consideration]) -> Iterator[Fault]:
    for field, codes in (("rule", (vignette.rule,)), ("also", vignette.also)):
        for code in codes:
            if code not in every_rule():
                yield field, f"expected one of {', '.join(every_rule())}, found {code}"
    firing = next((step.reasons for step in steps if step.code == vignette.best), ())
    rules = dict.fromkeys(reason.rule for reason in firing)
    if firing and vignette.rule in every_rule() and vignette.rule not in rules:
        yield "rule", f"the rules that give {vignette.best} for these facts are {', '.join(rules)}, not {vignette.rule}"
