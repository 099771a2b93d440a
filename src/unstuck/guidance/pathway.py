"""Facts about a case in, ordered next steps out, each with its reasons.

The rules stand in modules named after the practice page: `safety` (S), `engagement` (A), `consultation` (B),
`approach` (C), `resources` (D), `ending` (E) and `cautions`; `order` puts them together, and `missing` says
which unknown facts would change the answer. Their words, numbers and sources are data in `knowledge/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from unstuck.guidance import order, tables
from unstuck.guidance.advice import Advice, Consideration, Reason
from unstuck.guidance.because import Because
from unstuck.guidance.case import Case
from unstuck.guidance.cautions import cautions
from unstuck.guidance.missing import missing
from unstuck.guidance.thresholds import Thresholds, default_thresholds


def advise(case: Case, thresholds: Thresholds | None = None, *, ask: bool = True) -> Advice:
    """Return what to consider next: steps in order, cautions, and unknown facts that would change the answer.

    With `ask` False no unknown facts are looked for, which is most of the work: the answer is tried with each of them.

    >>> from unstuck.guidance.case import Case, Progress
    >>> [step.code for step in advise(Case(Progress("stalled"))).steps]
    ['consult-colleague', 'reassess', 'change-approach']
    """
    limits = thresholds or default_thresholds()
    return Advice(
        steps=_considerations(order.steps(case, limits), tables.step_titles()),
        cautions=_considerations(cautions(case, limits), tables.caution_titles()),
        missing=missing(case, limits) if ask else (),
    )


def advise_after_an_end(case: Case, thresholds: Thresholds | None = None) -> Advice:
    """Return what is still to be considered once the work has ended: what answers a danger (S.3), and nothing else.

    An ending closes no concern; but nobody is asked any longer to get in touch, to consult or to ask for scores.

    >>> from unstuck.guidance.case import Case, Contact, Progress
    >>> silent = Case(Progress("stalled"), contact=Contact(weeks_since=8))
    >>> [step.code for step in advise(silent).steps][0], advise_after_an_end(silent).steps
    ('make-contact', ())
    """
    advice = advise(case, thresholds, ask=False)
    return Advice(tuple(step for step in advice.steps if step.code in order.CANNOT_WAIT), cautions=(), missing=())


def _considerations(
    reasons_by_code: Mapping[str, tuple[Because, ...]], titles: Mapping[str, str]
) -> tuple[Consideration, ...]:
    return tuple(
        Consideration(code, titles[code], _reasons(reasons), _sources(reasons))
        for code, reasons in reasons_by_code.items()
    )


def _reasons(reasons: tuple[Because, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(reason.code, reason.rule, reason.text) for reason in reasons)


def _sources(reasons: tuple[Because, ...]) -> tuple[str, ...]:
    """Return the rules that fired with what they rest on, then the publications behind them, each once."""
    fired = dict.fromkeys(reason.rule for reason in reasons)
    rules = {rule: tables.rules()[rule] for rule in fired}
    named = [f"Practice rule {rule}: {rule_row.title} ({rule_row.evidence})" for rule, rule_row in rules.items()]
    cited = dict.fromkeys(key for rule_row in rules.values() for key in rule_row.sources)
    return (*named, *(tables.sources()[key].citation for key in cited))
