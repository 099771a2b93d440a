"""Facts of a CASE.json as dated rows: its weeks ago become days, its changes a short course of askings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import (
    ApproachStep,
    Care,
    Circumstances,
    ConsultationProgress,
    ConsultationStep,
    Engagement,
    Episode,
    Fact,
    LifeArea,
    Thought,
    Wishes,
)

CaseFile = Mapping[str, Any]
AT_ONCE = 200
WORDED = {"for": "worked_with"}
"""Facts of a case file whose column is named otherwise."""

ELSEWHERE = ("weeks", "ends_in_weeks", "ends_because", "safe_contact_known")
"""Facts of a case file that follow from other rows."""

MISSED = "sessions_missed_recently"
"""Counted from sessions, where there are enough of them: see `attendance`."""

ASKED_DAYS_AGO = 2
"""What a case says as of today was asked at the last contact."""


@dataclass(frozen=True)
class CaseInFull:
    """An episode and what its case file says, with the client's words on life areas and wishes by their codes."""

    episode: Episode
    case: CaseFile
    words: Mapping[str, str]
    has_sessions: bool = False


@dataclass(frozen=True)
class _SeededClient:
    told: CaseInFull
    today: date

    @property
    def episode(self) -> Episode:
        return self.told.episode

    @property
    def case(self) -> CaseFile:
        return self.told.case

    def said(self, *about: str) -> str:
        """Return the client's words on something."""
        return " ".join(self.told.words[one] for one in about if one in self.told.words)

    def ago(self, weeks: float) -> date:
        """Return the day so many weeks ago, not before the episode."""
        return max(self.today - timedelta(days=round(weeks * 7)), self.episode.started_on)

    @property
    def lately(self) -> date:
        return max(self.today - timedelta(days=ASKED_DAYS_AGO), self.episode.started_on)

    def part(self, name: str) -> dict[str, Any]:
        values: dict[str, Any] = self.case.get(name, {})
        return values


def store_facts(actor: Actor, cases: Iterable[CaseInFull], now: datetime, today: date) -> int:
    """Store the facts of many cases inside a running action, and return how many rows that were."""
    tables: dict[type[Fact], list[Fact]] = defaultdict(list)
    for case in cases:
        for row in _rows(_SeededClient(case, today)):
            row.episode, row.recorded_at, row.recorded_by_id = case.episode, now, actor.id
            tables[type(row)].append(row)
    for table, rows in tables.items():
        _store(table, rows)
    return sum(map(len, tables.values()))


def _store(table: type[Fact], rows: Sequence[Fact]) -> None:
    """Store what begins before what ends it: the end needs the beginning's number."""
    for last in (False, True):
        part = [row for row in rows if last is (isinstance(row, ApproachStep) and row.ends is not None)]
        table._default_manager.bulk_create(part, batch_size=AT_ONCE)


def _rows(client: _SeededClient) -> Iterable[Fact]:
    yield from _care(client)
    yield from _engagement(client)
    yield from _life_areas(client)
    yield from _wishes(client)
    yield from _circumstances(client)
    for code in client.case.get("considering", ()):
        yield Thought(on=client.lately, code=code, in_mind=True)
    yield from _consultations(client)
    yield from _approaches(client)


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in values.items()}


def _care(client: _SeededClient) -> Iterable[Fact]:
    values = {
        WORDED.get(name, name): value for name, value in client.part("treatment").items() if name not in ELSEWHERE
    }
    if client.told.has_sessions:
        values.pop(MISSED)
    if "referrals_open" in client.case:
        values["referrals_open"] = client.case["referrals_open"]
    if values:
        yield Care(on=client.lately, **_texts(values))


def _engagement(client: _SeededClient) -> Iterable[Fact]:
    """Yield the asking that the case tells of, and before it the one that its changes are measured from."""
    values = dict(client.part("engagement"))
    changes = {name: values.pop(f"{name}_change", None) for name in ("willingness", "alliance")}
    values |= values.pop("adherence", {})
    before = {name: values[name] - change for name, change in changes.items() if change is not None}
    first, last = client.episode.started_on, client.lately
    if before and (last - first).days > 1:
        yield Engagement(on=first, **before)
        yield Engagement(
            on=first + (last - first) / 2, **{name: _between(before[name], values[name]) for name in before}
        )
    if values:
        yield Engagement(on=last, **_texts(values))


def _between(before: float, now: float) -> float:
    """Return a value on the way down; on the way up the old one, from which the change is then still measured."""
    return float(round((before + now) / 2)) if now < before else before


def _life_areas(client: _SeededClient) -> Iterable[Fact]:
    on = client.ago(client.case.get("life_areas_asked_weeks_ago", 0))
    areas = client.case.get("life_areas")
    if areas is not None and not areas:
        yield LifeArea(on=on)
    for area, values in (areas or {}).items():
        yield LifeArea(on=on, area=area, words=client.said(area), **values)


def _wishes(client: _SeededClient) -> Iterable[Fact]:
    if values := client.part("client_wishes"):
        yield Wishes(
            on=client.lately, words=client.said(*(name for name in values if values[name] is True)), **_texts(values)
        )


def _circumstances(client: _SeededClient) -> Iterable[Fact]:
    if values := {name: value for name, value in client.part("client").items() if name not in ELSEWHERE}:
        yield Circumstances(on=client.lately, **values)


def _consultations(client: _SeededClient) -> Iterable[Fact]:
    for values in client.case.get("consultations", ()):
        step = values.get("status", ConsultationProgress.ANSWERED)
        yield ConsultationStep(
            on=client.ago(values["weeks_ago"]), step=step, about_this_stall=values.get("about_this_stall")
        )


def _approaches(client: _SeededClient) -> Iterable[Fact]:
    for values in client.case.get("approaches", ()):
        trauma = values.get("integrates_trauma_work")
        began = ApproachStep(
            on=client.ago(values["started_weeks_ago"]), code=values["code"], integrates_trauma_work=trauma
        )
        yield began
        if "ended_weeks_ago" in values:
            yield ApproachStep(on=client.ago(values["ended_weeks_ago"]), ends=began)
