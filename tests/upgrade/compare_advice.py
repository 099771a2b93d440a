"""Ask two versions of `unstuck advise` about the same made-up cases, and say which rules account for what differs.

    python -m tests.upgrade.compare_advice ../before [--cases 4000] [--keep 200]

`../before` is a checkout of the version before with its own `.venv`; the case files are valid under both schemas. Steps
and cautions are compared by code and order. What no rule accounts for is printed, and the status is then 1. `--keep`
writes that many cases on which both give the same reasons to tests/golden/advice_as_before.ndjson, with the answer of
the version before. What is missing is not compared: each new fact is a new question.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.upgrade.made_cases import made_cases

KEPT = Path(__file__).parents[1] / "golden" / "advice_as_before.ndjson"
ANSWER = """
import json, sys
from unstuck.guidance import advise
from unstuck.interop.case import advice_to_json, case_from_json
for line in sys.stdin:
    answer = advice_to_json(advise(case_from_json(json.loads(line))))
    parts = answer["steps"], answer["cautions"]
    print(json.dumps([{s["code"]: [[w["code"], w["rule"]] for w in s["reasons"]] for s in part} for part in parts]))
"""
Answer = list[dict[str, list[list[str]]]]
"""Steps and cautions in their order, each with the codes and rules of its reasons."""


def answers(python: Path, cases: Sequence[dict[str, Any]]) -> list[Answer]:
    """Return what the version of an interpreter answers."""
    asked = "\n".join(json.dumps(case) for case in cases)
    run = subprocess.run([python, "-c", ANSWER], input=asked, text=True, capture_output=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def same_codes(before: Answer, after: Answer) -> bool:
    """Tell whether steps and cautions are the same, in the same order."""
    return [list(part) for part in before] == [list(part) for part in after]


def accounts(before: Answer, after: Answer) -> Iterator[tuple[str, str]]:
    """Yield each difference with the rule that accounts for it; an empty rule: none does."""
    for old, new in zip(before, after, strict=True):
        yield from (("+ " + code, _rule_of_new(new[code])) for code in new if code not in old)
        yield from (("- " + code, _rule_of_gone(code, before, after)) for code in old if code not in new)
    yield from (("order of " + code, rule) for code, rule in _moved(before[0], after[0]))


def _rule_of_new(reasons: list[list[str]]) -> str:
    codes = [code for code, _rule in reasons]
    return "S.2" if "S.1-urgent" in codes else reasons[0][1]


def _rule_of_gone(code: str, before: Answer, after: Answer) -> str:
    steps = after[0]
    goals = [why for why, _rule in steps.get("review-goals-with-client", ())]
    rules = {
        "S.2": "S.1-urgent" in _codes(steps, "consult-colleague"),
        "A.6": "make-contact" in steps and code in ("continue", "collect-scores", "step-down"),
        "C.4": code in ("change-approach", "collect-scores", "continue")
        and any(why.startswith("C.4") for why in goals),
        "E.5": code == "repair-relationship" and "arrange-transfer" in steps,
        "E.2": code == "ending-in-crisis" or (code == "continue" and "closing-review" in steps),
        "B.1": code == "review-goals-with-client" and "D.2-goals-not-met" in _codes(before[0], code),
    }
    return next((rule for rule, holds in rules.items() if holds), "")


def _codes(steps: dict[str, list[list[str]]], step: str) -> list[str]:
    return [code for code, _rule in steps.get(step, ())]


MOVED = {
    "review-goals-with-client": "B.1",
    "involve-resources": "D.2",
    "closing-review": "E.2",
    "repair-relationship": "E.2",
    "consult-colleague": "B.6",
}
"""Steps that have another place, and the rule that gave it to them."""


def _moved(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the first step that stands elsewhere among those of both answers."""
    old, new = [code for code in before if code in after], [code for code in after if code in before]
    for one, other in zip(old, new, strict=True):
        if one != other:
            code = one if one in MOVED else other
            return [(code, MOVED.get(code, ""))]
    return []


def main(arguments: Sequence[str]) -> int:
    """Compare, print the rules with how many cases each touches, and return 1 where something is unaccounted for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("--cases", type=int, default=4000)
    parser.add_argument("--keep", type=int, default=0)
    wanted = parser.parse_args(arguments)
    cases = list(made_cases(wanted.cases))
    old = answers(wanted.before / ".venv" / "bin" / "python", cases)
    new = answers(Path(sys.executable), cases)
    touched, unaccounted = _counted(old, new)
    same = sum(map(same_codes, old, new))
    sys.stdout.write(f"{len(cases)} cases, {same} with the same steps and cautions\n")
    sys.stdout.write("".join(f"{count:5} {rule}: {what}\n" for (rule, what), count in sorted(touched.items())))
    sys.stdout.write("".join(f"unaccounted: {what} ({count})\n" for what, count in unaccounted.items()))
    if wanted.keep:
        _keep(cases, old, new, wanted.keep)
    return 1 if unaccounted else 0


def _counted(old: Sequence[Answer], new: Sequence[Answer]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    touched, unaccounted = Counter[tuple[str, str]](), Counter[str]()
    for before, after in zip(old, new, strict=True):
        for what, rule in accounts(before, after):
            if rule:
                touched[rule, what] += 1
            else:
                unaccounted[what] += 1
    return touched, unaccounted


def _keep(cases: Sequence[dict[str, Any]], old: Sequence[Answer], new: Sequence[Answer], wanted: int) -> None:
    """Write cases on which both say the same: first one of each different answer, then others."""
    unchanged = [(case, before) for case, before, after in zip(cases, old, new, strict=True) if before == after]
    seen: Counter[str] = Counter()
    ordered = []
    for case, answer in unchanged:
        shape = json.dumps([list(part) for part in answer])
        seen[shape] += 1
        ordered.append((seen[shape], case, answer))
    chosen = sorted(ordered, key=lambda one: one[0])[:wanted]
    lines = [json.dumps({"case": case, "answer": _as_codes(answer)}) for _nth, case, answer in chosen]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _as_codes(answer: Answer) -> list[dict[str, list[str]]]:
    return [{code: [why for why, _rule in reasons] for code, reasons in part.items()} for part in answer]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
