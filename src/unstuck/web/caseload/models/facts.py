"""Facts about a case that scores do not give: dated rows, one table for each theme.

A row says how something was on a day (`on`), who recorded it and when, and holds answers to the questions of its
theme. NULL means that a question was not asked, and nothing else. Rows are never changed: a later answer is a further
row, and a row that was entered in error is withdrawn and stays. What holds now follows from all rows: see `cases`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from typing import get_args

from django.db import models
from django.db.models import CheckConstraint, Q

from unstuck.guidance.case import Age, AnotherWorkerReason, Setting, WorkedWith
from unstuck.guidance.life_areas import area_codes
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models.clients import Episode


class GoalsMet(models.TextChoices):
    """How many of the goals are met. Codes are the contract's and append-only, as all of this module."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class Aim(models.TextChoices):
    """What the work is for."""

    CHANGE = "change"
    STAY_WELL = "stay_well"


class OtherRisk(models.TextChoices):
    """A risk other than suicide. `none`: asked, and there is none; the contract has no code for that."""

    VIOLENCE_AT_HOME = "violence_at_home"
    HARM_TO_CHILD_OR_ELDER = "harm_to_child_or_elder"
    HARM_TO_OTHERS = "harm_to_others"
    PSYCHOSIS_OR_WITHDRAWAL = "psychosis_or_withdrawal"
    NONE = "none"


class Adherence(models.TextChoices):
    """How something that was agreed is going. `nothing_agreed`: asked, and it is no part of what was agreed."""

    AS_AGREED = "as_agreed"
    PARTLY = "partly"
    NOT = "not"
    NOTHING_AGREED = "nothing_agreed"


class Consideration(models.TextChoices):
    """What a worker may have in mind."""

    MORE_SESSIONS = "more_sessions"
    PUSH_HARDER = "push_harder"
    CONTINUE_SAME = "continue_same"
    REPLACE_WORKER = "replace_worker"
    REVISIT_PAST_TRAUMA = "revisit_past_trauma"
    RESEARCH_METHODS = "research_methods"
    END_TREATMENT = "end_treatment"
    CHANGE_APPROACH = "change_approach"
    CONSULT_COLLEAGUE = "consult_colleague"
    OUTSIDE_RESOURCES = "outside_resources"
    MEDICATION_CHANGE = "medication_change"
    TRANSFER = "transfer"
    DISCHARGE_NO_CONTACT = "discharge_no_contact"
    REPORT_CONCERN = "report_concern"
    COUPLE_OR_FAMILY_WORK = "couple_or_family_work"


class ConsultationProgress(models.TextChoices):
    """How far a consultation has come."""

    ASKED = "asked"
    ANSWERED = "answered"
    ACTED_ON = "acted_on"


def _code() -> models.CharField[str | None, str | None]:
    """Return a column for one of the codes that a constraint names."""
    return models.CharField(max_length=30, null=True)


def _scale() -> models.FloatField[float | None, float | None]:
    """Return a column for an answer from 0 to 10."""
    return models.FloatField(null=True)


def _within(*names: str) -> list[CheckConstraint]:
    """Return that each of these is from 0 to 10, or was not asked."""
    return [
        CheckConstraint(
            condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 10}),
            name=f"caseload_%(class)s_{name}_0_to_10",
        )
        for name in names
    ]


def _coded(**columns: type[models.TextChoices] | Sequence[str]) -> list[CheckConstraint]:
    """Return that each of these holds one of its codes, or was not asked."""
    return [
        CheckConstraint(
            condition=Q(**{name: None}) | Q(**{f"{name}__in": _codes(choices)}), name=f"caseload_%(class)s_{name}_code"
        )
        for name, choices in columns.items()
    ]


def _codes(choices: type[models.TextChoices] | Sequence[str]) -> list[str]:
    return list(choices.values if isinstance(choices, type) else choices)


def _says_something(names: Iterable[str]) -> CheckConstraint:
    """Return that at least one question was answered, or something was said in words."""
    return CheckConstraint(condition=~_silent(names), name="caseload_%(class)s_says_something")


def _silent(names: Iterable[str]) -> Q:
    return reduce(and_, (Q(**{name: None}) for name in names), Q(words=""))


class Fact(models.Model):
    """How something was on a day. It counts while `withdrawn_at` is null. `words` are shown to staff only."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["on", "recorded_at", "id"]
        indexes = [models.Index(fields=["episode", "on"], name="caseload_%(class)s_day")]
        constraints = [
            CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="caseload_%(class)s_withdrawn_by",
            )
        ]


CARE = (
    "sessions_attended", "sessions_missed_recently", "goals_met", "presenting_problems", "aim", "mandated",
    "referrals_open", "worked_with", "setting",
)  # fmt: skip
SAFETY = ("suicide_item_above_zero", "crisis", "other_risk", "imminent", "assessed")
ENGAGEMENT = (
    "willingness", "alliance", "readiness_to_change", "medication", "therapy", "community_support",
    "adherence_barriers", "sceptical_or_withdrawn", "access_barriers", "strengths",
)  # fmt: skip
LIFE_AREA = ("rating", "negatively_affected", "wants_help", "imminent_loss", "lost_already")
WISHES = (
    "try_something_different", "another_worker", "another_worker_reason", "end_treatment", "stay_on",
    "different_measure", "preferred_approaches",
)  # fmt: skip
CIRCUMSTANCES = (
    "age", "interpreter_needed", "interpreter_arranged", "culture_or_faith_matters", "physical_symptoms", "pregnant",
    "children_in_home", "decides_with_guardian",
)  # fmt: skip
"""The questions of each theme: the columns that may be NULL, for not asked."""


class Care(Fact):
    """How the work goes. Lists hold one thing a line; an empty one: asked, and there is nothing to name.

    `copied`: a version before made this row from a referral, whose own steps are read now. It no longer counts.
    """

    QUESTIONS = CARE
    sessions_attended = models.PositiveIntegerField(null=True)
    sessions_missed_recently = models.PositiveIntegerField(null=True)
    goals_met = _code()
    presenting_problems = models.TextField(null=True)
    aim = _code()
    mandated = models.BooleanField(null=True)
    referrals_open = models.PositiveIntegerField(null=True)
    worked_with = _code()
    setting = _code()
    copied = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_coded(goals_met=GoalsMet, aim=Aim, worked_with=get_args(WorkedWith), setting=get_args(Setting)),
            _says_something(CARE),
        ]


class Safety(Fact):
    """Signs of risk, and that a person assessed them."""

    QUESTIONS = SAFETY
    suicide_item_above_zero = models.BooleanField(null=True)
    crisis = models.BooleanField(null=True)
    other_risk = _code()
    imminent = models.BooleanField(null=True)
    assessed = models.BooleanField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_coded(other_risk=OtherRisk),
            _says_something(SAFETY),
        ]

    @property
    def is_sign(self) -> bool:
        """True where this row says that there is a risk."""
        other = self.other_risk not in (None, OtherRisk.NONE)
        return bool(self.suicide_item_above_zero or self.crisis or other or self.imminent)


class Engagement(Fact):
    """How working together goes, from 0 to 10, and what helps or stands in the way. Lists as in `Care`."""

    QUESTIONS = ENGAGEMENT
    willingness = _scale()
    alliance = _scale()
    readiness_to_change = _scale()
    medication = _code()
    therapy = _code()
    community_support = _code()
    adherence_barriers = models.TextField(null=True)
    sceptical_or_withdrawn = models.BooleanField(null=True)
    access_barriers = models.TextField(null=True)
    strengths = models.TextField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_within("willingness", "alliance", "readiness_to_change"),
            *_coded(medication=Adherence, therapy=Adherence, community_support=Adherence),
            _says_something(ENGAGEMENT),
        ]


class LifeArea(Fact):
    """How one area of life goes. Without an area: all areas were gone through, and the others are as before."""

    QUESTIONS = LIFE_AREA
    area = _code()
    rating = _scale()
    negatively_affected = models.BooleanField(null=True)
    wants_help = models.BooleanField(null=True)
    imminent_loss = models.BooleanField(null=True)
    lost_already = models.BooleanField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_within("rating"),
            *_coded(area=area_codes()),
            CheckConstraint(
                condition=Q(area=None) & _silent(LIFE_AREA) | Q(area__isnull=False) & ~_silent(LIFE_AREA),
                name="caseload_%(class)s_says_something",
            ),
        ]


class Wishes(Fact):
    """What the client wishes."""

    QUESTIONS = WISHES
    try_something_different = models.BooleanField(null=True)
    another_worker = models.BooleanField(null=True)
    another_worker_reason = _code()
    end_treatment = models.BooleanField(null=True)
    stay_on = models.BooleanField(null=True)
    different_measure = models.BooleanField(null=True)
    preferred_approaches = models.TextField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_coded(another_worker_reason=get_args(AnotherWorkerReason)),
            _says_something(WISHES),
        ]


class Circumstances(Fact):
    """What in a client's life changes what is wise."""

    QUESTIONS = CIRCUMSTANCES
    age = _code()
    interpreter_needed = models.BooleanField(null=True)
    interpreter_arranged = models.BooleanField(null=True)
    culture_or_faith_matters = models.BooleanField(null=True)
    physical_symptoms = models.BooleanField(null=True)
    pregnant = models.BooleanField(null=True)
    children_in_home = models.BooleanField(null=True)
    decides_with_guardian = models.BooleanField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_coded(age=get_args(Age)),
            _says_something(CIRCUMSTANCES),
        ]


class Thought(Fact):
    """One thing that the worker has in mind from a day on, or no longer has: the worker's thought, not a fact."""

    QUESTIONS = ("code", "in_mind")
    code = models.CharField(max_length=30)
    in_mind = models.BooleanField()

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints, *_coded(code=Consideration)]


class ConsultationStep(Fact):
    """A colleague was asked, has answered, or the answer was acted on. `follows` is the first step of the same one.

    `continues` is the public id of a consultation that colleagues are asked about in the site, where the worker records
    by hand how it went on. `copied` as in `Care`.
    """

    QUESTIONS = ("step", "about_this_stall")
    step = models.CharField(max_length=30)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    about_this_stall = models.BooleanField(null=True)
    continues = models.UUIDField(null=True)
    copied = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *_coded(step=ConsultationProgress),
            CheckConstraint(condition=Q(follows=None) | ~Q(step="asked"), name="caseload_%(class)s_asking_comes_first"),
            CheckConstraint(condition=Q(continues=None) | ~Q(step="asked"), name="caseload_%(class)s_asks_nothing_led"),
        ]


class ApproachStep(Fact):
    """An approach began, under its code or its own name; or the one that `ends` names came to its end."""

    QUESTIONS = ("code", "integrates_trauma_work")
    code = models.CharField(max_length=60, blank=True)
    integrates_trauma_work = models.BooleanField(null=True)
    ends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            CheckConstraint(
                condition=(Q(ends=None) & ~Q(code="")) | Q(ends__isnull=False, code="", integrates_trauma_work=None),
                name="caseload_%(class)s_begins_or_ends",
            ),
            models.UniqueConstraint(
                fields=["ends"], condition=Q(withdrawn_at=None), name="caseload_%(class)s_ends_once"
            ),
        ]


KINDS: dict[str, type[Fact]] = {
    "care": Care,
    "safety": Safety,
    "engagement": Engagement,
    "life_areas": LifeArea,
    "wishes": Wishes,
    "thoughts": Thought,
    "consultation": ConsultationStep,
    "approach": ApproachStep,
    "circumstances": Circumstances,
}
"""The themes by the name that stands in addresses and in the record. Append-only."""
