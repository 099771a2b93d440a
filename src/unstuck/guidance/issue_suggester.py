"""C.1: what a case may be about, from words in free text. It is only suggested: a person chooses or confirms the codes.

The phrases stand in `knowledge/issue_phrases.toml`, where they can be reviewed. One that is denied, stands in a list of
what is denied, or is about somebody else suggests nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from unstuck.guidance import phrases, tables
from unstuck.guidance.case import Case
from unstuck.guidance.own_words import violence_in

SENTENCE = re.compile(r"[.;!?\n]")
PART = re.compile(r",|\b(?:and|or|but|although|though|so|because|then|yet)\b")
LONGEST_LISTED = 3
"""A thing in a list of things denied has so many words at most: a longer part is a clause of its own."""

DENIED, ELSEWHERE, OWN = "denied", "somebody_else", "own_after_all"


@dataclass(frozen=True)
class Suggestion:
    """An issue that words suggest, and these words."""

    issue: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class IssuePhrases:
    """What suggests one issue, and in which settings it does not.

    `others`: words about somebody else suggest it too. `unless_violence`: not where the same text raises the question
    of violence.
    """

    words: phrases.Patterns
    unless: phrases.Patterns
    others: bool = False
    unless_violence: bool = False


def suggest(texts: Iterable[str]) -> tuple[Suggestion, ...]:
    """Return the issues that some texts suggest, with the words that do, in the order of the phrases' file.

    >>> [one.issue for one in suggest(["Elder abuse by son", "alcohol abuse, can't sleep"])]
    ['sleep', 'alcohol']
    """
    return _suggested(tuple(texts))


def to_confirm(case: Case) -> tuple[Suggestion, ...]:
    """Return what the client's words suggest and no person has confirmed."""
    confirmed = case.treatment.issues or ()
    return tuple(one for one in suggest(case.treatment.presenting_problems or ()) if one.issue not in confirmed)


@lru_cache(maxsize=512)
def _suggested(texts: tuple[str, ...]) -> tuple[Suggestion, ...]:
    words: dict[str, list[str]] = {issue: [] for issue in _issues()}
    for text in texts:
        for clause in _asserted(text):
            for issue, known in _issues().items():
                words[issue] += () if known.unless_violence and violence_in([text]) else _in_clause(clause, known)
    return tuple(Suggestion(issue, tuple(dict.fromkeys(said))) for issue, said in words.items() if said)


def _asserted(text: str) -> Iterator[str]:
    """Yield the clauses of a text, without those that only go on with a list of what is denied."""
    for sentence in SENTENCE.split(phrases.plain(text).replace(":", " ").replace("/", " ")):
        in_denied_list = False
        for clause in phrases.clauses(sentence, PART):
            in_denied_list = in_denied_list and len(clause.split()) <= LONGEST_LISTED
            if not in_denied_list:
                yield clause
            in_denied_list = in_denied_list or any(phrases.found(clause, _settings("list_openers")))


def _in_clause(clause: str, issue: IssuePhrases) -> list[str]:
    return [match[0].strip() for match in phrases.found(clause, issue.words) if _counts(clause, match, issue)]


def _counts(clause: str, match: re.Match[str], issue: IssuePhrases) -> bool:
    denied = phrases.stands_in(clause, match, _settings(DENIED))
    elsewhere = phrases.stands_in(clause, match, _settings(ELSEWHERE))
    elsewhere = elsewhere and not phrases.stands_in(clause, match, _settings(OWN))
    about_another = elsewhere and not issue.others
    return not (denied or about_another or phrases.stands_in(clause, match, issue.unless))


@cache
def _settings(name: str) -> phrases.Patterns:
    file = tables.issue_phrases()
    lists: Mapping[str, list[str]] = {
        DENIED: file[DENIED]["phrases"],
        "list_openers": file[DENIED]["list_openers"],
        ELSEWHERE: file[ELSEWHERE]["phrases"],
        OWN: file[ELSEWHERE][OWN],
    }
    return phrases.compiled(lists[name], file["words"])


@cache
def _issues() -> Mapping[str, IssuePhrases]:
    file = tables.issue_phrases()
    return {
        issue: IssuePhrases(
            phrases.compiled(row["phrases"], file["words"]),
            phrases.compiled(row.get("unless", []), file["words"]),
            **{name: row[name] for name in ("others", "unless_violence") if name in row},
        )
        for issue, row in file["issues"].items()
    }
