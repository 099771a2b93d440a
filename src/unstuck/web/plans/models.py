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
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded import Worded


class Chosen(Worded):
    """Who chose. Codes of this module are append-only."""

    CLIENT = "client", _("The client")
    TOGETHER = "together", _("Client and worker together")
    WORKER = "worker", _("The worker")


class Kind(Worded):
    """What the client speaks of (A.2)."""

    NEED = "need", _("What I need")
    PREFERENCE = "preference", _("How I like to work")
    HOPE = "hope", _("What I hope")
    FEAR = "fear", _("What I am afraid of")
    EXPERIENCE = "experience", _("What I have lived through")


class Agreed(Worded):
    """What kind of thing was agreed; the first three are those whose adherence is asked about (A.3)."""

    MEDICATION = "medication", _("Medication")
    THERAPY = "therapy", _("Sessions and what is agreed there")
    COMMUNITY_SUPPORT = "community_support", _("Community support")
    OTHER = "other", _("Something else")


class Because(Worded):
    """Why an approach ended."""

    HELPED = "helped", _("It helped, and is no longer needed")
    NO_GAIN = "no_gain", _("It did not bring the change that was hoped for")
    WORSE = "worse", _("Things got worse meanwhile")
    NOT_WANTED = "not_wanted", _("The client did not want to go on with it")
    PRACTICAL = "practical", _("It could not go on: time, place, money, or who offers it")
    OTHER = "other", _("Another reason")


class Dated(models.Model):
    """Something of a day that somebody recorded at a moment."""

    on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Goal(Dated):
    """One goal in the client's words of now, with five levels in words: -2 much less than expected … 2 much more."""

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
            CheckConstraint(condition=Q(chosen_by__in=Chosen.values), name="plans_goal_chosen_by"),
            CheckConstraint(condition=Q(state__in=("working", "reached", "set_aside")), name="plans_goal_state"),
        ]

    @property
    def levels(self) -> tuple[tuple[int, str], ...]:
        """Return the levels in words, from the lowest."""
        return tuple(zip(LEVELS, (self.much_less, self.less, self.expected, self.more, self.much_more), strict=True))


class GoalStep(Dated, AppendOnly):
    """What became of a goal. Append-only."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(action__in=("set", "reach", "set_aside", "take_up")), name="plans_goal_step_action"
            )
        ]


class GoalRating(Dated, AppendOnly):
    """How far a goal had come on a day. Append-only; of one day, what was recorded last holds."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    level = models.SmallIntegerField()
    rated_by = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(level__in=LEVELS), name="plans_goal_rating_level"),
            CheckConstraint(condition=Q(rated_by__in=Chosen.values), name="plans_goal_rating_by"),
        ]


class GoalWording(Dated, AppendOnly):
    """Other words for a goal, as the client says it from then on, and the words before. Append-only."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="wordings")
    words = models.TextField()
    before = models.TextField()

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(words="") & ~Q(before=""), name="plans_goal_wording_says_both"),
            CheckConstraint(condition=~Q(words=models.F("before")), name="plans_goal_wording_differs"),
        ]


class Said(Dated, AppendOnly):
    """The client's words on a need, a preference, a hope …; or that the one that `ends` names is no longer so."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="said")
    kind = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    ends = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="ended_by")

    class Meta:
        ordering = ["on", "recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=Kind.values), name="plans_said_kind"),
            CheckConstraint(condition=Q(ends__isnull=False) | ~Q(words=""), name="plans_said_says_something"),
        ]


class Part(Dated):
    """One thing that was agreed, and who chose it."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="parts")
    words = models.TextField()
    agreed = models.CharField(max_length=20)
    chosen_by = models.CharField(max_length=20)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="parts")
    state = models.CharField(max_length=20)

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(words=""), name="plans_part_in_words"),
            CheckConstraint(condition=Q(agreed__in=Agreed.values), name="plans_part_agreed"),
            CheckConstraint(condition=Q(chosen_by__in=Chosen.values), name="plans_part_chosen_by"),
            CheckConstraint(condition=Q(state__in=("agreed", "dropped")), name="plans_part_state"),
        ]


class PartStep(Dated, AppendOnly):
    """What became of a part of the plan. Append-only."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [CheckConstraint(condition=Q(action__in=("agree", "drop")), name="plans_part_step_action")]


class LedgerEntry(AppendOnly):
    """Why an approach began or ended, and who chose. Append-only; `step` is the fact that the pathway reads.

    `reasons`: for a beginning, what spoke for and against it when it was chosen: `[{"code": …, "text": …}]`.
    """

    step = models.OneToOneField(ApproachStep, on_delete=models.PROTECT, related_name="ledger")
    chosen_by = models.CharField(max_length=20)
    because = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(chosen_by__in=Chosen.values), name="plans_ledger_chosen_by"),
            CheckConstraint(condition=Q(because__in=("", *Because.values)), name="plans_ledger_because"),
        ]
