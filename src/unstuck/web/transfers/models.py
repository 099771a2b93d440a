"""Another worker takes over: for good, or while somebody is away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import get_args

from django.db import models
from django.db.models import F, Q

from unstuck.guidance.case import AnotherWorkerReason
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.fact_choices import another_worker_reasons
from unstuck.web.caseload.models import Cover, Episode
from unstuck.web.components.models import TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.transfers.workflow import ARRANGED, COVER, COVERED, TRANSFER


class ClientConsent(WordedChoices):
    """What the client says to somebody else taking over. Codes are append-only."""

    YES = "yes", _("Yes, the client agrees")
    NO = "no", _("No, the client does not agree")
    CANNOT_BE_ASKED = "cannot_be_asked", _("The client cannot be asked")


class ClientKnows(WordedChoices):
    """Whether a client knows that somebody stands in for their worker. Codes are append-only."""

    YES = "yes", _("They know who stands in, and until when")
    LATER = "later", _("Not yet: they are told at the first contact")
    NOT_WANTED = "not_wanted", _("They do not want it")


def wish_reasons() -> Sequence[tuple[str, str]]:
    """Return why a client may wish for another worker; first, that this is not the reason."""
    reasons = dict(another_worker_reasons()) | {"felt_harmed": _("They felt harmed: a supervisor is told")}
    return (("", _("It is not the client's wish")), *reasons.items())


class Transfer(models.Model):
    """One client goes from one worker to another of the agency (E.5), from a day on.

    `until`: the last day of cover for somebody who is away; empty where it is for good. `wish`: why the client wishes
    for another worker, where that is the reason. `note`: what the next worker needs to know.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="transfers")
    from_worker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    until = models.DateField(null=True)
    note = models.TextField()
    risk_words = models.TextField(blank=True)
    consent = models.CharField(max_length=20)
    consent_words = models.TextField(blank=True)
    wish = models.CharField(max_length=20, blank=True)
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TRANSFER.states)), name="transfers_transfer_state"),
            models.CheckConstraint(condition=~Q(note=""), name="transfers_transfer_has_a_note"),
            models.CheckConstraint(
                condition=Q(consent="yes") | Q(consent__in=["no", "cannot_be_asked"]) & ~Q(consent_words=""),
                name="transfers_transfer_consent_says_why",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="transfers_cover_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(wish="") | Q(wish__in=get_args(AnotherWorkerReason)), name="transfers_transfer_wish"
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state__in=[ARRANGED, COVERED]), name="transfers_one_transfer_at_a_time"
            ),
        ]


class TransferStep(TransitionRecord):
    """One step of a transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="steps")

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in TRANSFER.transitions})),
                name="transfers_transfer_step_action",
            )
        ]


class CoverStep(TransitionRecord):
    """One step of a cover. `words`: why it was declined, where anything was said."""

    cover = models.ForeignKey(Cover, on_delete=models.PROTECT, related_name="steps")
    words = models.TextField(blank=True)

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in COVER.transitions})),
                name="transfers_cover_step_action",
            )
        ]
