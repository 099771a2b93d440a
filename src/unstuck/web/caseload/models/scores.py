"""Scores, the state that each was given, and where a client stands now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models.clients import Episode
from unstuck.web.caseload.models.uploads import Upload
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


def the_client() -> str:
    """Return what stands in the place of a name where the client themselves answered."""
    return _("The client")


class WithdrawalReason(WordedChoices):
    """Why a score no longer counts. Codes are append-only."""

    WRONG_NUMBER = "wrong_number", _("The number was wrong")
    WRONG_DATE = "wrong_date", _("The date was wrong")
    WRONG_CLIENT = "wrong_client", _("It belongs to another client")
    CORRECTED = "corrected", _("It was corrected")
    UPLOAD_UNDONE = "upload_undone", _("The file it came with was undone")
    OTHER = "other", _("Another reason")


class Score(models.Model):
    """The total of one questionnaire at one time. Never changed: a wrong one is withdrawn, and may be replaced.

    `day` counts days since 1970-01-01 and may have a fraction where a file counts months; `on` is its date. A score
    counts while `withdrawn_at` is null. `entered_by` is null where the client answered.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="scores")
    instrument = models.CharField(max_length=20)
    day = models.FloatField()
    on = models.DateField()
    total = models.FloatField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="scores")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=20, blank=True, choices=WithdrawalReason.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "instrument", "day"],
                condition=Q(withdrawn_at=None),
                name="caseload_one_score_a_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="", withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="caseload_withdrawal_says_who_and_why",
            ),
        ]


class State(AppendOnly):
    """What was said of one score, from that score and the earlier ones. Append-only: the database refuses changes.

    When earlier scores change, further rows are added, and the newest row of a score is what holds; the old ones say
    what people were told at the time. `evidence` is the record of `unstuck analyse --each-occasion` for it.
    """

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="states")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="states")
    instrument = models.CharField(max_length=20)
    computed_at = models.DateTimeField()
    code = models.CharField(max_length=20)
    probability = models.FloatField(null=True)
    since = models.DateField()
    alert = models.BooleanField()
    evidence = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gte=0, probability__lte=1),
                name="caseload_state_probability",
            )
        ]


class Standing(models.Model):
    """Where an open episode stands now: one row, written with every score and fact, read by the caseload.

    Of several questionnaires, the one that most needs a look leads. `places` lists `[date from, rank, words]`: the
    place in the safe order (S.3), from that day on; within it `urgency` orders the caseload: rank of the state, then
    within that. `steps` lists `[date from, step code, title]`: the first next step. `state` is null before the first
    score. `heard_on`: when the client last told anything. Kept by the rooms above: `worth_a_look` (an alert is open),
    `review` (the state of one that goes on), `outside_due` (the first day on which somebody outside is to be asked
    again), `deadline` (the first last day, such as that of an appeal, that nobody has met), `watched_by` (who answers
    for the most urgent concern) and `answer_by` (until when they are to acknowledge it; null where they did).
    """

    FIELDS_SET_BY_OTHER_ROOMS = ("worth_a_look", "review", "outside_due", "deadline", "watched_by", "answer_by")
    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, related_name="+")
    instrument = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=20)
    urgency = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    since = models.DateField(null=True)
    last_heard = models.DateField(null=True)
    heard_on = models.DateField(null=True)
    scores = models.PositiveIntegerField(default=0)
    sparkline = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    places = models.JSONField(default=list)
    updated_at = models.DateTimeField()
    worth_a_look = models.BooleanField(default=False)
    review = models.CharField(max_length=12, blank=True)
    outside_due = models.DateField(null=True)
    deadline = models.DateField(null=True)
    watched_by = models.CharField(max_length=120, blank=True)
    answer_by = models.DateTimeField(null=True)
