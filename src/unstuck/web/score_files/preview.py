"""What saving an upload would do: for each client of the file whose it is, for each score whether it is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from unstuck.web.components.batches import date_of
from unstuck.web.score_files.matching import ReferenceVerdict
from unstuck.web.score_files.reading import FileClient, FileContents, RiskAnswer

NEW, OUT, SAME = "new", "out", "same"
"""Where an unclear client may go, beside the id of an episode: a new client, left out, as the earlier one like it."""

FILE, KEEP = "file", "keep"
"""Of two different totals on one day: the file is right, or what is recorded."""

EACH = "each"
"""Nothing for all: each is decided by itself."""

Fate = Literal["new", "recorded", "differs", "clash"]
"""New; there already; another total is recorded for the day; another total of the same file has the same time."""


@dataclass(frozen=True)
class RecordedScore:
    """A counting score of an episode."""

    id: int
    day: float
    on: date
    total: float


@dataclass(frozen=True)
class PreviewChoices:
    """What the person decided. Clients by their place in the file, scores by their number; `every_*` for the rest."""

    clients: Mapping[int, str] = field(default_factory=dict)
    scores: Mapping[int, str] = field(default_factory=dict)
    every_client: str = ""
    every_score: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the upload."""
        return {
            "clients": {str(place): value for place, value in self.clients.items()},
            "scores": {str(number): value for number, value in self.scores.items()},
            "every_client": self.every_client,
            "every_score": self.every_score,
        }

    def with_typed(self, typed: PreviewChoices) -> PreviewChoices:
        """Return these with what was typed on one page put over them."""
        return PreviewChoices(
            {**self.clients, **typed.clients},
            {**self.scores, **typed.scores},
            typed.every_client or self.every_client,
            typed.every_score or self.every_score,
        )


def choices_of(kept: Mapping[str, Any]) -> PreviewChoices:
    """Return the choices that were kept with an upload."""
    return PreviewChoices(
        {int(place): value for place, value in kept.get("clients", {}).items()},
        {int(number): value for number, value in kept.get("scores", {}).items()},
        kept.get("every_client", ""),
        kept.get("every_score", ""),
    )


@dataclass(frozen=True)
class PlacedScore:
    """One score of the file and what becomes of it. `other` is the total that it differs from."""

    number: int
    row: int
    day: float
    total: float
    fate: Fate
    recorded: RecordedScore | None = None
    other: float | None = None
    choice: str = ""

    @property
    def on(self) -> date:
        """Return its date."""
        return date_of(self.day)

    @property
    def undecided(self) -> bool:
        """True where the person must still say which total holds."""
        return self.fate == "clash" or (self.fate == "differs" and not self.choice)

    @property
    def stored(self) -> bool:
        """True where saving stores it."""
        return self.fate == "new" or (self.fate == "differs" and self.choice == FILE)


@dataclass(frozen=True)
class ClientLine:
    """One client of the file. `goes_to` is the id of an episode, `new`, `out`, or empty while undecided.

    `leader` is the place of the client under whose reference a new one is added.
    """

    place: int
    client: FileClient
    verdict: ReferenceVerdict
    choice: str
    goes_to: str
    leader: int
    scores: tuple[PlacedScore, ...] = ()
    signs: tuple[RiskAnswer, ...] = ()
    """Answers above zero to a question of risk that nobody was told of yet: saving raises a concern from them."""

    @property
    def target(self) -> str:
        """Return where its scores go: the id of an episode, or the new client whom they share."""
        return f"{NEW} {self.leader}" if self.goes_to == NEW else self.goes_to

    @property
    def undecided(self) -> bool:
        """True where the person must still say whose it is."""
        return self.goes_to == ""

    @property
    def options(self) -> tuple[str, ...]:
        """Return what may be chosen."""
        codes = [own.episode for own in self.verdict.candidates]
        codes += [SAME] if self.verdict.like is not None else []
        codes += [NEW] if self.verdict.may_add else []
        return (*codes, OUT)

    def count(self, *fates: Fate) -> int:
        """Count the scores with one of these fates."""
        return sum(score.fate in fates for score in self.scores)


@dataclass(frozen=True)
class UploadPlan:
    """Everything that saving would do, in the file's order."""

    lines: tuple[ClientLine, ...]
    seen: str

    def of_kind(self, kind: str) -> list[ClientLine]:
        """Return the clients that are known, new or unclear."""
        return [line for line in self.lines if line.verdict.kind == kind]

    @property
    def differing(self) -> list[tuple[ClientLine, PlacedScore]]:
        """Return the scores whose day has another total."""
        return [(line, score) for line in self.lines for score in line.scores if score.fate in ("differs", "clash")]

    @property
    def undecided_clients(self) -> int:
        """Count the clients that the person must still decide on."""
        return sum(line.undecided for line in self.lines)

    @property
    def undecided_scores(self) -> int:
        """Count the scores that the person must still decide on."""
        return sum(score.undecided for line in self.lines for score in line.scores)

    @property
    def added_clients(self) -> int:
        """Count the clients that saving adds."""
        return sum(line.goes_to == NEW and line.leader == line.place for line in self.lines)

    @property
    def left_out_clients(self) -> int:
        """Count the clients of the file that saving leaves out."""
        return sum(line.goes_to == OUT for line in self.lines)

    def signs(self) -> dict[str, list[RiskAnswer]]:
        """Return the answers from which saving raises concerns, by where they go, the latest last."""
        by_target: dict[str, list[RiskAnswer]] = {}
        for line in self.lines:
            if line.signs:
                by_target.setdefault(line.target, []).extend(line.signs)
        return {target: sorted(signs, key=_in_time) for target, signs in by_target.items()}

    def passed_over(self) -> list[ClientLine]:
        """Return the clients who are left out although an answer of theirs asks for a person."""
        return [line for line in self.lines if line.goes_to == OUT and line.client.risk_answers]

    def stored(self) -> list[tuple[ClientLine, PlacedScore]]:
        """Return the scores that saving stores."""
        return [(line, one) for line in self.lines for one in line.scores if one.stored]

    def count(self, *fates: Fate) -> int:
        """Count the scores with one of these fates."""
        return sum(line.count(*fates) for line in self.lines)


def allocate(contents: FileContents, verdicts: Sequence[ReferenceVerdict], choices: PreviewChoices) -> list[ClientLine]:
    """Return where each client of the file goes; scores come later."""
    lines: list[ClientLine] = []
    for place, (client, verdict) in enumerate(zip(contents.clients, verdicts, strict=True)):
        line = ClientLine(place, client, verdict, "", "", place)
        choice = _choice(line, choices)
        goes_to, leader = _goes_to(line, choice, lines)
        lines.append(replace(line, choice=choice, goes_to=goes_to, leader=leader))
    return lines


def _choice(line: ClientLine, choices: PreviewChoices) -> str:
    wanted = choices.clients.get(line.place) or choices.every_client
    return wanted if line.verdict.kind == "unclear" and wanted in line.options else ""


def _goes_to(line: ClientLine, choice: str, earlier: Sequence[ClientLine]) -> tuple[str, int]:
    if line.verdict.kind == "known":
        return line.verdict.candidates[0].episode, line.place
    if line.verdict.kind == "new":
        return NEW, line.place
    if choice == SAME and line.verdict.like is not None:
        like = earlier[line.verdict.like]
        return like.goes_to, like.leader
    return choice, line.place


@dataclass(frozen=True)
class KnownDays:
    """What is recorded for the episodes that the clients of a file go to, by the id of the episode.

    `signs`: the days of answers above zero to a question of risk of which somebody was told.
    """

    scores: Mapping[str, Sequence[RecordedScore]] = field(default_factory=dict)
    signs: Mapping[str, Collection[date]] = field(default_factory=dict)


def plan(lines: Iterable[ClientLine], known: KnownDays, choices: PreviewChoices, version: int = 0) -> UploadPlan:
    """Return what becomes of every score, given what is recorded for the episodes that the clients go to."""
    days: dict[str, _RecordedDays] = {}
    placed = [
        replace(line, scores=tuple(_placed(line, known.scores, choices, days)), signs=tuple(_signs(line, known)))
        for line in lines
    ]
    return UploadPlan(tuple(placed), _seen(placed, version))


def _signs(line: ClientLine, known: KnownDays) -> Iterator[RiskAnswer]:
    """Yield the answers of which nobody was told yet."""
    if line.goes_to in ("", OUT):
        return
    told_of = known.signs.get(line.goes_to, ())
    for one in line.client.risk_answers:
        if one.day is None or date_of(one.day) not in told_of:
            yield one


def _in_time(one: RiskAnswer) -> tuple[bool, float, int]:
    return one.day is None, one.day or 0.0, one.row


def _placed(
    line: ClientLine,
    recorded: Mapping[str, Sequence[RecordedScore]],
    choices: PreviewChoices,
    days: dict[str, _RecordedDays],
) -> Iterator[PlacedScore]:
    if line.goes_to in ("", OUT):
        return
    met_on = days.setdefault(line.target, _RecordedDays(recorded.get(line.goes_to, ())))
    client = line.client
    for at, (day, total, row) in enumerate(zip(client.days, client.totals, client.rows, strict=True)):
        number = client.first + at
        fate, met, other = met_on.meet(day, total)
        choice = (choices.scores.get(number) or choices.every_score) if fate == "differs" else ""
        yield PlacedScore(number, row, day, total, fate, met, other, choice if choice in (FILE, KEEP) else "")


class _RecordedDays:
    """The days of one client: what is recorded, and what the file has brought so far."""

    def __init__(self, recorded: Sequence[RecordedScore]) -> None:
        self.recorded: dict[date, list[RecordedScore]] = {}
        for one in recorded:
            self.recorded.setdefault(one.on, []).append(one)
        self.brought: dict[float, float] = {}

    def meet(self, day: float, total: float) -> tuple[Fate, RecordedScore | None, float | None]:
        """Return what a score meets on its day: nothing, itself, or another total."""
        if day in self.brought:
            other = self.brought[day]
            return ("recorded", None, None) if other == total else ("clash", None, other)
        self.brought[day] = total
        on_this_day = self.recorded.get(date_of(day), [])
        if not on_this_day:
            return "new", None, None
        # Files that count months may hold several scores of one date: the one at the same moment comes first.
        nearest = min(on_this_day, key=lambda one: (one.day != day, one.total != total))
        return ("recorded" if nearest.total == total else "differs"), nearest, nearest.total


def _seen(lines: Sequence[ClientLine], version: int) -> str:
    """Return a short form of all that rests on others' work: a preview that shows something else is stale."""
    clients = [
        [
            line.verdict.kind,
            line.verdict.why,
            [own.episode for own in line.verdict.candidates],
            line.verdict.may_add,
            [[one.fate, one.recorded.id if one.recorded else 0] for one in line.scores if one.fate != "clash"]
            if line.verdict.kind == "known"
            else [],
        ]
        for line in lines
    ]
    return hashlib.sha256(json.dumps([version, clients]).encode()).hexdigest()


def spans(rows: Sequence[int]) -> str:
    """Say row numbers briefly.

    >>> spans([2, 3, 4, 9]), spans([7])
    ('2–4, 9', '7')
    """
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
