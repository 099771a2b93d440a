"""The practice that the product applies: every rule in full, from the reviewed tables, with its numbers and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unstuck.guidance import tables
from unstuck.guidance.catalogue import KnownApproach, catalogue
from unstuck.guidance.tables import Rule

PATH = "explanation/practice.md"

LETTERS = {
    "S": "Safety",
    "A": "Engagement and the working relationship",
    "B": "Consult a colleague",
    "C": "Change the approach, with the client",
    "D": "Bring in outside resources",
    "E": "Ending",
    "states": "The base step of each state",
    "combine": "What holds for every case",
}

EVIDENCE = {
    "good practice": "what experienced workers and professional standards advise; nobody has put it to a trial",
    "ethical standard": "a professional code asks for it",
    "goes with outcome": "the two were found together; that one brings about the other was not shown",
    "trial evidence, mixed": "trials were run, and they do not agree",
    "by definition": "a rule about how this software answers, not a claim about people",
}

HEAD = """# The practice that Unstuck applies

What does a good social worker do when a client's progress stops? This page gives the answer as the product applies it
today, rule by rule. It is made from the same reviewed tables that the advice is made from
(`src/unstuck/guidance/knowledge`), so the wording, the numbers and the sources below are the ones in use. Every case
that each rule must answer: [the practice specification](../reference/practice-specification.md). Why some things were
decided as they are: [guidance](guidance.md).

## Why it exists

A worker who sees thirty people a week may not notice that one of them stopped getting better two months ago. When
clinicians were asked to say who would get worse, they rarely could; simple statistics on a questionnaire found everyone
who had, 85 % of them by the third session (Hannan 2005). But noticing is not enough. Feedback on its own has a small
effect, g about 0.15; with tools that help the worker decide what to do next it is 0.36 to 0.53 for the clients who are
not on track (Barkham 2023). Single trials found nothing, among them the one in which feedback was discussed with a
colleague in a fixed format (van Sonsbeek 2021: limited power, little use).

So the product listens, notices, and helps the worker act. It advises and records; it never locks, and it
never decides. The worker and the client do.

## What a rule rests on

No rule claims that a step is proven. Each says what it rests on, in one of these words:
"""

ORDER = """## How the rules combine

There is one order for all steps. Each step stands once, where it is first asked for, with all its reasons.

1. **Safety**: `respond-to-risk`, `get-medical-help`, `report-concern`. Until somebody has assessed the risk, and
   while the danger is known to be imminent, everything else waits but 2, 3, `ask-prescriber` and an urgent
   `consult-colleague`, in any state of progress. Cautions always show.
2. **A loss, near or suffered** (housing, food, medicine, safety): `involve-resources`.
3. **Silence**: `make-contact`. Nobody silent is just continued with, or stepped down.
4. **A wish**: to leave (`repair-relationship` first after a rupture, `review-goals-with-client`, `closing-review`); for
   another worker (`repair-relationship` where there is something to mend, `arrange-transfer`). An end within two weeks
   that nobody chose stands here too.
5. **A**: `repair-relationship`, `review-goals-with-client`, `ask-prescriber`, `advocate`.
6. **B**: `consult-colleague`, or `wait-for-reply` where somebody was asked and still has time to answer. Until a
   colleague has answered on a stall, unmet goals (`review-goals-with-client`) and `reassess` stand behind it. Whose
   measure counts (C.4) is asked here as well.
7. **C**: `closing-review` where ending for lack of progress may be raised; then `collect-scores` and `continue` where a
   young approach is given its time, else `change-approach`; then `research-with-colleague`.
8. **D**: `involve-resources`, or `evaluate-need`.
9. **An end within six weeks that nobody chose**: `closing-review`.
10. **The base step of the state**.

Before a colleague has been consulted on a stall, the path stays in sight: `change-approach` follows, marked "after the
consultation". Only `closing-review` is held back until then, unless the client wishes to leave.

What is not known is never guessed. A fact that could change the answer is listed under "missing". A score never stands
for the person: advice that rests on scores alone says so.
"""

LIMITS = """## Limits

- The rules know what was recorded, and nothing else. They cannot see a face, hear a pause or read between the lines.
- Words in free text are searched for a short list of phrases about suicide, self-harm and violence, and for nothing
  else. Absence of a sign never means that somebody is safe.
- Most rules rest on good practice. Nobody has shown that together they help clients; no trial of this product exists.
- Most sources were read as abstracts or summaries. The table says so for each.
- The ethical standards are those of the US National Association of Social Workers. Where your own code or law says
  otherwise, follow that.
- The numbers are defaults. An agency may change each of them.

## What comes next

The pathway follows the second edition of the practice. On the site some of it is still to come:

- concerns with a life of their own: a named responder, assessments in words that fall due again, safety plans. Until
  then a concern can stand in a case file for `unstuck advise`, and the site records risks as before;
- forms for what only a case file can hold so far: contact, the client's circumstances, the worker's own side, the end
  of the work, losses suffered, the reason for another worker;
- a sign on the work list for a loss or for several life areas hit, and advocacy as tasks that are followed;
- endings of their own kind for a transfer, an admission, a move or no contact.
"""


def render() -> str:
    """Return the page."""
    parts = [HEAD, *_evidence(), ORDER, *_rules(), *_cautions(), *_blind_spots(), *_second_look()]
    parts += [*_repair(), *_assessing(), *_approaches()]
    parts += [LIMITS, *_sources()]
    return "\n".join(parts).rstrip() + "\n"


def _evidence() -> Iterator[str]:
    used = {rule.evidence for rule in tables.rules().values()}
    yield from (f"- *{word}*: {EVIDENCE[word]}" for word in EVIDENCE if word in used)
    if used - EVIDENCE.keys():
        raise ValueError(f"the page does not explain {used - EVIDENCE.keys()}")
    yield ""


def _rules() -> Iterator[str]:
    yield "## The rules\n\n`[…]` stands where a sentence names the facts of the case.\n"
    letter = ""
    for code, rule in tables.rules().items():
        if code.partition(".")[0] != letter:
            letter = code.partition(".")[0]
            yield f"### {letter}. {LETTERS[letter]}\n" if len(letter) == 1 else f"### {LETTERS[letter]}\n"
        yield from _rule(code, rule)


def _rule(code: str, rule: Rule) -> Iterator[str]:
    heading = f"{code} {rule.title}" if "." in code else rule.title
    yield f"#### {heading}\n\n{rule.says}\n"
    yield f"*Evidence: {rule.evidence}.* {rule.note}".rstrip() + "\n"
    for threshold in tables.thresholds().values():
        if threshold.rule == code:
            yield f"- **{threshold.value:g}**: {threshold.says}"
    yield from (f"- Says: “{_readable(text)}”" for text in _sentences(code))
    yield from (f"- Source: {tables.sources()[key].citation}" for key in rule.sources)
    yield ""


def _sentences(code: str) -> Iterator[str]:
    """Yield the sentences of a rule's reasons: what the worker reads when it fires."""
    yield from (text for reason, text in tables.sentences().items() if reason.partition("-")[0] == code)


def _readable(sentence: str) -> str:
    """Show where the facts of a case go: "Alliance is […] of 10." """
    return re.sub(r"(\{\w+\})+", "[…]", sentence)


def _cautions() -> Iterator[str]:
    yield "## Steps and cautions\n"
    yield "| step | on screen |\n|---|---|"
    yield from (f"| `{code}` | {title} |" for code, title in tables.step_titles().items())
    yield "\nA caution is a thought worth pausing on. It shows where its rule applies, whatever else waits.\n"
    yield "| caution | on screen |\n|---|---|"
    yield from (f"| `{code}` | {title} |" for code, title in tables.caution_titles().items())
    yield ""


def _blind_spots() -> Iterator[str]:
    yield "## What may be missing\n\nA review of a stall shows each of these where the case's own facts call for it."
    yield "A.2 and S.3 are about how the work is done: they raise a question and ask for no step.\n"
    yield "| sentence | rule | evidence | an answer is fresh for |\n|---|---|---|---|"
    for prompt in tables.prompts().values():
        fresh = f"{prompt.after_weeks:g} weeks" if prompt.after_weeks else "–"
        yield f"| {_readable(prompt.says)} | {prompt.rule} | {prompt.evidence} | {fresh} |"
    yield ""


def _repair() -> Iterator[str]:
    repair = tables.repair()
    yield f"## When working together falls\n\nPrompts for rule {repair.rule} ({repair.evidence}). Always:\n"
    yield from (f"- {prompt}" for prompt in repair.prompts)
    for code, prompts in repair.because.items():
        yield f"\nWhere the reason is “{_readable(tables.sentences()[code])}”\n"
        yield from (f"- {prompt}" for prompt in prompts)
    yield ""


def _assessing() -> Iterator[str]:
    known, names = tables.assessing(), tables.words().concerns
    yield "## What to ask when a concern is assessed\n"
    yield f"Prompts for rule {known.rule} ({known.evidence}), in our own words. Always:\n"
    yield from (f"- {prompt}" for prompt in known.always)
    for kind, prompts in known.kinds.items():
        yield f"\n{names[kind][:1].upper()}{names[kind][1:]}:\n"
        yield from (f"- {prompt}" for prompt in prompts)
    yield f"\n{known.asq.says}\n"
    yield from (f"- {prompt}" for prompt in known.asq.asks)
    yield f"\n{known.asq.source}\n"


def _second_look() -> Iterator[str]:
    yield "## The second look\n"
    yield "Up to three guesses about what may be going on, from the case's own facts, in this order, for the worker to"
    yield "keep or strike. None while a risk waits for an assessment.\n"
    yield "| guess | the question that would tell | rule | rests on |\n|---|---|---|---|"
    for row in tables.guesses().values():
        yield f"| {row.says} | {row.question} | {row.rule} | {row.evidence} |"
    yield ""


def _approaches() -> Iterator[str]:
    known = catalogue()
    yield "## Approaches to choose from\n"
    yield "Ranked for each client by points, every reason shown, nothing left out of the list"
    yield "([decision 25](../adr/0025-approaches-ranked-by-points.md)); ticked on the sheet is only what something"
    yield "recorded speaks for ([decision 40](../adr/0040-issues-are-codes.md)). How strong the evidence is: for each"
    yield "issue, and none of it says that it will help this person.\n"
    yield "| approach | suits, and how strong the evidence is | cautions |\n|---|---|---|"
    for approach in known.approaches.values():
        suits = "; ".join(f"{known.issues[one.issue].name} ({one.evidence})" for one in approach.suits)
        cautions = " ".join(caution.says for caution in approach.cautions) or "–"
        yield f"| {approach.name} | {suits} | {cautions} |"
    yield ""


def _sources() -> Iterator[str]:
    yield "## Sources\n\nThe last column says how much of each was read before it was entered here.\n"
    yield "| source | kind | what it found | read |\n|---|---|---|---|"
    for source in tables.sources().values():
        yield f"| {source.citation} | {source.kind} | {source.note} | {source.checked} |"
    yield "\nOf the approaches:\n\n| source | kind | what it found | for | read |\n|---|---|---|---|---|"
    known = catalogue()
    for key, source in known.sources.items():
        names = [approach.name for approach in known.approaches.values() if _rests_on(approach, key)]
        yield f"| {source.citation} | {source.kind} | {source.note} | {'; '.join(names)} | {source.checked} |"


def _rests_on(approach: KnownApproach, source: str) -> bool:
    return source in approach.sources
