"""Reviews and their steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.models import ReasonedTransition
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.reviews.workflow import REVIEW


class Outcome(WordedChoices):
    """What came of a review. Codes are append-only."""

    BACK_ON_TRACK = "back_on_track", _("Back on track")
    CHANGED_AND_WATCHING = "changed_and_watching", _("Approach changed, and watching")
    REFERRED_ON = "referred_on", _("Referred on")
    ENDED = "ended", _("The work ended")
    OTHER = "other", _("Something else")


class Decision(WordedChoices):
    """What was decided. Codes are append-only."""

    CHANGE_APPROACH = "change_approach", _("Try a different approach, chosen with the client")
    RELATIONSHIP = "relationship", _("Talk about how working together is going")
    GOALS = "goals", _("Look at the goals again with the client")
    RESOURCES = "resources", _("Bring in outside support")
    CONSULT = "consult", _("Ask a colleague first")
    RISK = "risk", _("Respond to the risk")
    GIVE_TIME = "give_time", _("Give the present approach more time")
    PREPARE_ENDING = "prepare_ending", _("Prepare an ending together")
    OTHER = "other", _("Something else")


class Review(models.Model):
    """The review of one episode: opened from a stall and, when the stall returns, opened again: it is the same one.

    `state`, `again_on` and `outcome` say how it stands; how it came there stands in its steps. `opened_at` is the last
    time that it was opened.
    """

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="review")
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    again_on = models.DateField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(REVIEW.states)), name="reviews_review_state"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, outcome__in=Outcome.values)
                | ~Q(state="closed") & Q(closed_at=None, outcome=""),
                name="reviews_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(again_on__isnull=False), name="reviews_decided_until_a_day"
            ),
        ]


class ReviewStep(ReasonedTransition):
    """One step of a review.

    `about` is the step of the pathway that was set aside or brought back; `words` the reason, the decision, the note or
    what happened; `question` the one question that was asked.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    about = models.CharField(max_length=40, blank=True)
    question = models.TextField(blank=True)
    decision = models.CharField(max_length=30, blank=True)

    class Meta(ReasonedTransition.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in REVIEW.transitions})), name="reviews_step_action"
            ),
            models.CheckConstraint(
                condition=~Q(action="decide")
                | Q(decision__in=Decision.values, again_on__isnull=False) & ~Q(question=""),
                name="reviews_a_decision_has_a_question_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(action="set_aside") | ~Q(words="") & ~Q(about=""), name="reviews_set_aside_with_a_reason"
            ),
        ]


class SecondLookAnswer(AppendOnly):
    """What a worker made of one guess of the second look, or of one prompt: kept or struck. Append-only.

    The latest answer since the review was opened counts.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="second_look")
    about = models.CharField(max_length=40)
    kept = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(about=""), name="reviews_second_look_about_something")]
