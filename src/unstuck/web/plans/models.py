"""The plan: what the client wants and says, what was agreed, and why approaches began and ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q

from unstuck.guidance.life_areas import area_codes
from unstuck.language import gettext as _
from unstuck.progress.goal_attainment import LEVELS
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices


class ChosenBy(WordedChoices):
    """Who chose. The codes in this module are append-only."""

    CLIENT = "client", _("The client")
    TOGETHER = "together", _("Client and worker together")
    WORKER = "worker", _("The worker")


class ClientWordsTopic(WordedChoices):
    """What the client's words are about (A.2)."""

    NEED = "need", _("What I need")
    PREFERENCE = "preference", _("How I like to work")
    HOPE = "hope", _("What I hope")
    FEAR = "fear", _("What I am afraid of")
    EXPERIENCE = "experience", _("What I have been through")


class AgreementKind(WordedChoices):
    """What kind of thing was agreed; check-ins ask how the first three are going (A.3)."""

    MEDICATION = "medication", _("Medication")
    THERAPY = "therapy", _("Sessions, and what is agreed in them")
    COMMUNITY_SUPPORT = "community_support", _("Community support")
    OTHER = "other", _("Something else")


class ApproachEndReason(WordedChoices):
    """Why an approach ended."""

    HELPED = "helped", _("It helped, and is no longer needed")
    NO_GAIN = "no_gain", _("It did not bring the change we hoped for")
    WORSE = "worse", _("Things got worse")
    NOT_WANTED = "not_wanted", _("The client did not want to continue")
    PRACTICAL = "practical", _("It was not possible to continue: time, place, money, or who offers it")
    OTHER = "other", _("Another reason")


class DatedRecord(models.Model):
    """Something that applies to a day, with when it was recorded and by whom."""

    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Goal(DatedRecord):
    """A goal in the client's present words, with five levels in words: -2 much less than expected … 2 much more."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="goals")
    words = models.TextField()
    area = models.CharField(max_length=30, blank=True)
    weight = models.PositiveSmallIntegerField()
    chosen_by = models.CharField(max_length=20)
    much_less = models.TextField()
    less = models.TextField()
    expected = models.TextField()
    more = models.TextField()
    much_more = models.TextField()
    state = models.CharField(max_length=20)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=~Q(words="")
                & ~Q(much_less="")
                & ~Q(less="")
                & ~Q(expected="")
                & ~Q(more="")
                & ~Q(much_more=""),
                name="plans_goal_in_words",
            ),
            CheckConstraint(condition=Q(weight__in=(1, 2, 3)), name="plans_goal_weight"),
            CheckConstraint(condition=Q(area__in=("", *area_codes())), name="plans_goal_area"),
            CheckConstraint(condition=Q(chosen_by__in=ChosenBy.values), name="plans_goal_chosen_by"),
            CheckConstraint(condition=Q(state__in=("working", "reached", "set_aside")), name="plans_goal_state"),
        ]

    @property
    def levels(self) -> tuple[tuple[int, str], ...]:
        """Return the levels in words, from the lowest."""
        return tuple(zip(LEVELS, (self.much_less, self.less, self.expected, self.more, self.much_more), strict=True))


class PlanStep(TransitionRecord):
    """A step of a goal or a part of the plan, on a day."""

    on = models.DateField()
    words = models.TextField(blank=True)
    at = models.DateTimeField(db_column="recorded_at")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_column="recorded_by_id")

    class Meta(TransitionRecord.Meta):
        abstract = True


class GoalStep(PlanStep):
    """What became of a goal. Append-only."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")

    class Meta(PlanStep.Meta):
        constraints = [
            CheckConstraint(
                condition=Q(action__in=("set", "reach", "set_aside", "take_up")), name="plans_goal_step_action"
            )
        ]


class GoalRating(AppendOnly):
    """How far a goal had come on a day. Append-only; the last one recorded for a day counts.

    `recorded_by` is null where the client rated it on their own page.
    """

    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    level = models.SmallIntegerField()
    rated_by = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(level__in=LEVELS), name="plans_goal_rating_level"),
            CheckConstraint(condition=Q(rated_by__in=ChosenBy.values), name="plans_goal_rating_by"),
        ]


class GoalWording(DatedRecord, AppendOnly):
    """New words for a goal, as the client now puts it, and the words before. Append-only."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="wordings")
    words = models.TextField()
    before = models.TextField()

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(words="") & ~Q(before=""), name="plans_goal_wording_says_both"),
            CheckConstraint(condition=~Q(words=models.F("before")), name="plans_goal_wording_differs"),
        ]


class ClientWords(DatedRecord, AppendOnly):
    """The client's words on a need, a preference, a hope …; or a row that ends an earlier one (`ends`)."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="said")
    kind = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    ends = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="ended_by")

    class Meta:
        db_table = "plans_said"
        ordering = ["on", "recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=ClientWordsTopic.values), name="plans_said_kind"),
            CheckConstraint(condition=Q(ends__isnull=False) | ~Q(words=""), name="plans_said_says_something"),
        ]


class PlanPart(DatedRecord):
    """One thing that was agreed, and who chose it."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="parts")
    words = models.TextField()
    agreed = models.CharField(max_length=20)
    chosen_by = models.CharField(max_length=20)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="parts")
    state = models.CharField(max_length=20)

    class Meta:
        db_table = "plans_part"
        constraints = [
            CheckConstraint(condition=~Q(words=""), name="plans_part_in_words"),
            CheckConstraint(condition=Q(agreed__in=AgreementKind.values), name="plans_part_agreed"),
            CheckConstraint(condition=Q(chosen_by__in=ChosenBy.values), name="plans_part_chosen_by"),
            CheckConstraint(condition=Q(state__in=("agreed", "dropped")), name="plans_part_state"),
        ]


class PlanPartStep(PlanStep):
    """What became of a part of the plan. Append-only."""

    part = models.ForeignKey(PlanPart, on_delete=models.PROTECT, related_name="steps")

    class Meta(PlanStep.Meta):
        db_table = "plans_partstep"
        constraints = [CheckConstraint(condition=Q(action__in=("agree", "drop")), name="plans_part_step_action")]


class LedgerEntry(AppendOnly):
    """Why an approach began or ended, and who chose. Append-only; `step` is the fact that the pathway reads.

    `reasons`: where it began, the reasons for and against it when it was chosen: `[{"code": …, "text": …}]`.
    """

    step = models.OneToOneField(ApproachStep, on_delete=models.PROTECT, related_name="ledger")
    chosen_by = models.CharField(max_length=20)
    because = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(chosen_by__in=ChosenBy.values), name="plans_ledger_chosen_by"),
            CheckConstraint(condition=Q(because__in=("", *ApproachEndReason.values)), name="plans_ledger_because"),
        ]


class IssueConfirmation(DatedRecord, AppendOnly):
    """What the work is about, as codes that a person chose or confirmed (C.1). Append-only; the latest row holds.

    `codes` may be empty: it is about nothing of the list. `suggested`: what the words on record suggested then, so that
    what was passed over is not asked about again.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="issue_confirmations")
    codes = models.JSONField(default=list)
    suggested = models.JSONField(default=list)

    class Meta:
        ordering = ["on", "recorded_at", "id"]
