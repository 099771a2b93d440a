"""How the work with a client ends: planned, intended in a crisis, ended, and asked about afterwards."""

from __future__ import annotations

import uuid
from typing import get_args

from django.db import models
from django.db.models import F, Q

from unstuck.guidance.case import EndsBecause
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.reviews.workflow import ASKED, INTENDED_ENDING, WAITING_OR_AGREED
from unstuck.web.transfers.models import ClientConsent


class Ending(WordedChoices):
    """How the work came to its end. Codes are append-only, and each keeps its meaning."""

    CLIENT_WISH = "client_wish", _("The client wishes to end")
    GOALS_REACHED = "goals_reached", _("Things are going well: stepping down")
    TRANSFER = "transfer", _("Another worker or service takes over")
    REFERRED_ON = "referred_on", _("Referred onwards: other help fits better")
    NO_PROGRESS = "no_progress", _("The work is not helping, and alternatives were explored")
    NO_CONTACT = "no_contact", _("No longer in contact")
    OTHER = "other", _("Another reason")
    ADMISSION = "admission", _("Admitted to hospital or residential care")
    MOVED_AWAY = "moved_away", _("Moved away")
    DEATH = "death", _("The client has died")
    AGENCY_LIMIT = "agency_limit", _("The agency's limit was reached")


class IntendedEnding(models.Model):
    """An ending that a worker intends while a risk is not assessed, or imminent, and the second person who looks at it.

    `seen` says which risks were open when the second person answered: a newer one asks for another look (E.2).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="intended_endings")
    ending = models.CharField(max_length=20)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField()
    risk_words = models.TextField()
    state = models.CharField(max_length=12)
    seen = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(INTENDED_ENDING.states)), name="reviews_intended_state"),
            models.CheckConstraint(condition=Q(ending__in=Ending.values), name="reviews_intended_ending"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(risk_words=""), name="reviews_intended_in_words"),
            models.CheckConstraint(condition=~Q(second=F("by")), name="reviews_a_second_person_is_another"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state__in=WAITING_OR_AGREED), name="reviews_one_intended_at_a_time"
            ),
        ]

    @property
    def waits(self) -> bool:
        """True until the second person has answered."""
        return self.state == ASKED


class IntendedEndingStep(TransitionRecord):
    """One step of an intended ending: asked, agreed or objected to in words, withdrawn, carried out."""

    intended = models.ForeignKey(IntendedEnding, on_delete=models.PROTECT, related_name="steps")
    words = models.TextField(blank=True)

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in INTENDED_ENDING.transitions})),
                name="reviews_intended_step_action",
            ),
            models.CheckConstraint(
                condition=~Q(action__in=["agree", "object"]) | ~Q(words=""), name="reviews_a_second_look_is_words"
            ),
        ]


class Closing(AppendOnly):
    """How one episode ended, and what was known then. Append-only.

    `lacking` holds the codes of what was not explored (E.1), `risk` whether a risk was on record, `mandated` whether
    the work was required by somebody: the safeguards advise, and what was passed over stays on record. `place`: where
    the client is now, or who takes over. `ask_on`: the day to ask how it went.
    """

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="closing")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    ending = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    notice = models.TextField(blank=True)
    notice_on = models.DateField(null=True)
    continuity = models.TextField(blank=True)
    setbacks = models.TextField(blank=True)
    way_back = models.TextField(blank=True)
    ask_on = models.DateField(null=True)
    place = models.TextField(blank=True)
    told = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(null=True)
    ways = models.JSONField(default=list)
    welfare = models.TextField(blank=True)
    consent = models.CharField(max_length=20, blank=True)
    consent_words = models.TextField(blank=True)
    risk_words = models.TextField(blank=True)
    mandate_words = models.TextField(blank=True)
    lacking = models.JSONField(default=list)
    risk = models.BooleanField(default=False)
    mandated = models.BooleanField(default=False)
    second_look = models.OneToOneField(IntendedEnding, on_delete=models.PROTECT, null=True, related_name="closing")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ending__in=Ending.values), name="reviews_closing_ending"),
            models.CheckConstraint(
                condition=Q(ending__in=["client_wish", "death"]) | ~Q(words=""), name="reviews_closing_says_why"
            ),
            models.CheckConstraint(
                condition=Q(consent="") | Q(consent__in=ClientConsent.values), name="reviews_closing_consent"
            ),
            models.CheckConstraint(
                condition=~Q(ending="death") | Q(ask_on=None, notice_on=None, way_back=""),
                name="reviews_nobody_is_asked_after_a_death",
            ),
        ]


class ClosingFollowUp(AppendOnly):
    """What was heard when somebody asked how it went after the end; `ask_on`: the next day to ask. Append-only."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="follow_ups")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    ask_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reviews_asked_in_words")]


class PlannedEnd(AppendOnly):
    """An end ahead that is not the client's choice (E.4): its day and its cause. The latest row holds. Append-only.

    `on` is null where there is no such end any more.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="planned_ends")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    on = models.DateField(null=True)
    because = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(on=None, because="") | Q(on__isnull=False, because__in=get_args(EndsBecause)),
                name="reviews_planned_end_says_why",
            )
        ]
