"""S: which concerns are open, from those recorded as such, from the older facts, and from the client's own words.

A case may hold a risk in three forms: as a concern, with a life of its own; as an older fact, which counts as a concern
of its kind; and in the client's words, until a person says what was meant. Of one kind the more careful answer holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unstuck.guidance.case import Case, Concern, ConcernKind, OtherRisk, Safety
from unstuck.guidance.own_words import signs_in
from unstuck.guidance.thresholds import Thresholds

COUNTS_AS: Mapping[OtherRisk, tuple[ConcernKind, ...]] = {
    "violence_at_home": ("violence_at_home",),
    "harm_to_child_or_elder": ("child_at_risk", "adult_at_risk"),
    "harm_to_others": ("harm_to_others",),
    "psychosis_or_withdrawal": ("psychosis", "withdrawal"),
}
"""The kinds that an older risk counts as: of two, both, until a person says which."""

REPORTABLE: tuple[ConcernKind, ...] = ("child_at_risk", "adult_at_risk")
MEDICAL: tuple[ConcernKind, ...] = ("withdrawal", "overdose", "psychosis", "medical")
OWN_LIFE: tuple[ConcernKind, ...] = ("suicide", "self_harm")
VIOLENCE: tuple[ConcernKind, ...] = ("violence_at_home", "stalking", "exploitation")
"""Kinds with which a message can reach the wrong reader: a safe way to reach the client is asked for (S.6)."""


@dataclass(frozen=True)
class OpenConcern:
    """What is known of one kind of risk, from one entry or several."""

    kind: ConcernKind
    entries: tuple[Concern, ...]

    @property
    def assessed(self) -> bool:
        """True where each entry of the kind was assessed: another entry's assessment covers no newer sign (S.2).

        An assessment older than the latest sign is none (S.4).
        """
        return all(one.assessed is True and not _older_than_sign(one) for one in self.entries)

    @property
    def imminent(self) -> bool:
        """True where one answer says so."""
        return any(one.imminent for one in self.entries)

    @property
    def endangers_client(self) -> bool:
        """True where the client is in danger, and not only a danger."""
        return any(one.role != "may_harm" for one in self.entries)

    @property
    def reported(self) -> bool:
        """True where a report that is due was made, and nobody says that it was not."""
        known = [one.reported for one in self.entries if one.reported is not None]
        return bool(known) and all(known)

    @property
    def helped(self) -> bool:
        """True where medical help was arranged for each entry of the kind."""
        return all(one.helped for one in self.entries)

    @property
    def weeks_ago(self) -> float | None:
        """The age of the latest sign; None where one has no date, which is current."""
        ages = [one.weeks_ago for one in self.entries]
        return None if None in ages else min(age for age in ages if age is not None)

    @property
    def assessed_weeks_ago(self) -> float | None:
        """The age of the oldest assessment that counts; None where nobody said."""
        ages = [one.assessed_weeks_ago for one in self.entries if one.assessed_weeks_ago is not None]
        return max(ages, default=None)

    def is_current(self, limits: Thresholds) -> bool:
        """Tell whether its latest sign is no older than a sign counts for (S.4)."""
        return self.weeks_ago is None or self.weeks_ago <= limits.sign_weeks

    def suspends(self, limits: Thresholds) -> bool:
        """Tell whether everything else waits for it: unassessed and current, or imminent (S.2)."""
        return self.imminent or (not self.assessed and self.is_current(limits))


def due_again(concern: OpenConcern, limits: Thresholds, *, worse: bool) -> bool:
    """Tell whether an assessed concern is to be looked at again (S.4): the agreed day has come, or too long ago.

    `worse`: whether scores get worse, when an assessment is due sooner.
    """
    limit = limits.assessment_weeks_worse if worse else limits.assessment_weeks
    age = concern.assessed_weeks_ago
    agreed = any(one.look_again for one in concern.entries)
    return concern.assessed and (agreed or (age is not None and age > limit))


def _older_than_sign(concern: Concern) -> bool:
    assessed, sign = concern.assessed_weeks_ago, concern.weeks_ago
    return assessed is not None and sign is not None and assessed > sign


def open_concerns(case: Case) -> tuple[OpenConcern, ...]:
    """Return the concerns that no person has closed, by kind, in the order in which they are named."""
    by_kind: dict[ConcernKind, list[Concern]] = {}
    listed = [concern for concern in case.safety.concerns or () if not concern.closed]
    said = [Concern("suicide")] if open_words(case) else []
    for concern in (*from_older_facts(case.safety), *listed, *said):
        by_kind.setdefault(concern.kind, []).append(concern)
    return tuple(OpenConcern(kind, tuple(entries)) for kind, entries in by_kind.items())


def from_older_facts(older: Safety) -> Iterator[Concern]:
    """Yield the concerns that the older facts count as, with the older answers, which cover nothing else."""
    kinds: list[ConcernKind] = []
    kinds += ["suicide"] if older.suicide_item_above_zero else []
    kinds += ["other"] if older.crisis else []
    kinds += _named(older, COUNTS_AS[older.other_risk]) if older.other_risk is not None else ()
    kinds += ["other"] if older.imminent and not kinds else []
    for kind in kinds:
        yield Concern(kind, assessed=older.assessed_since, imminent=older.imminent)


def _named(safety: Safety, kinds: tuple[ConcernKind, ...]) -> tuple[ConcernKind, ...]:
    """Return which of the kinds a person has named as a concern; all of them until then."""
    named = tuple(kind for kind in kinds if any(one.kind == kind for one in safety.concerns or ()))
    return named or kinds


def open_words(case: Case) -> tuple[str, ...]:
    """Return words of the client's own for suicide or self-harm of which no person has said what was meant (S.1).

    Whoever recorded a concern of either kind, open or closed, has said it.
    """
    settled = any(one.kind in OWN_LIFE for one in case.safety.concerns or ())
    return () if settled else signs_in(("\n".join(case.treatment.presenting_problems or ()), *case.own_words))


def conflicts(safety: Safety) -> tuple[str, ...]:
    """Return where older facts and listed concerns of a case file disagree, as JSON paths; the more careful one holds.

    An older sign of a kind whose listed concern is closed, or another answer to `assessed` or `imminent`.
    """
    older = {one.kind: one for one in from_older_facts(safety)}
    found = []
    for place, concern in enumerate(safety.concerns or ()):
        known, path = older.get(concern.kind), f"$.safety.concerns[{place}]"
        if known is None:
            continue
        found += [f"{path}.closed"] if concern.closed else []
        found += [f"{path}.assessed"] if _differ(known.assessed, concern.assessed) else []
        found += [f"{path}.imminent"] if _differ(known.imminent, concern.imminent) else []
    return tuple(found)


def _differ(one: bool | None, other: bool | None) -> bool:
    return one is not None and other is not None and one != other


def is_open(case: Case, *kinds: ConcernKind) -> bool:
    """Tell whether a concern of one of these kinds is open."""
    return any(concern.kind in kinds for concern in open_concerns(case))


def ever(case: Case, *kinds: ConcernKind) -> bool:
    """Tell whether a concern of one of these kinds is open, or was."""
    return is_open(case, *kinds) or any(one.kind in kinds for one in case.safety.concerns or ())
