"""Vignettes that an agency makes of what its workers learned. No other agency ever reads one."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import TransitionRecord
from unstuck.web.consultation.models import Lesson
from unstuck.web.vignettes.workflow import VIGNETTE


class AgencyVignette(models.Model):
    """A story with banded facts and four options, practised once a second person has looked at it.

    `facts` are the banded CASE.json; `told` the other fields, as a file of vignettes names them, empty until they are
    written. `lesson` and `episode` say where it comes from: nobody but the author is shown them, and checks use them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20, blank=True)
    facts = models.JSONField()
    told = models.JSONField(default=dict)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(VIGNETTE.states)), name="vignettes_state"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(looked_by__isnull=False) & ~Q(looked_by=F("author")),
                name="vignettes_second_look",
            ),
            models.UniqueConstraint(
                fields=["lesson"], condition=~Q(state="withdrawn"), name="vignettes_one_for_each_lesson"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="vignettes_of_agency")]

    @property
    def code(self) -> str:
        """What it is called in a file, and in what a learner keeps of it; it says nothing about anybody."""
        return f"own-{self.public_id}"

    @property
    def row(self) -> dict[str, object]:
        """Its fields, as a file of vignettes names them."""
        return {**self.told, "facts": self.facts}


class AgencyVignetteStep(TransitionRecord):
    """One thing that was done with a vignette of an agency's own: who and when. Append-only."""

    vignette = models.ForeignKey(AgencyVignette, on_delete=models.PROTECT, related_name="steps")
    reason = models.CharField(max_length=300, blank=True)

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in VIGNETTE.transitions})),
                name="vignettes_step_action",
            )
        ]
