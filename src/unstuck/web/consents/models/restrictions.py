"""What a client asked to have restricted (GDPR 18, 45 CFR 164.522), for whom, and what was decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person, Team
from unstuck.web.caseload.models import Client
from unstuck.web.components.models import TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.consents.workflow import IN_FORCE, RESTRICTION


class RestrictionScope(WordedChoices):
    """How far a restriction goes. Codes are append-only."""

    RECORD = "record", _("The whole record: it stays as it is, and nothing is added")
    COLLEAGUE = "colleague", _("Somebody here is not to see it")
    SUMS = "sums", _("Not to count in the agency's figures")


class Restriction(models.Model):
    """One wish of a client's. `person` or `team`: who is not to see the record. `state` follows the steps."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=RestrictionScope.values), name="consents_restriction_scope"),
            models.CheckConstraint(condition=Q(state__in=list(RESTRICTION.states)), name="consents_restriction_state"),
            models.CheckConstraint(
                condition=Q(scope="colleague", person__isnull=False, team=None)
                | Q(scope="colleague", person=None, team__isnull=False)
                | ~Q(scope="colleague") & Q(person=None, team=None),
                name="consents_restriction_from_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "scope"], condition=Q(state=IN_FORCE), name="consents_in_force"),
        ]


class RestrictionStep(TransitionRecord):
    """What was asked, decided or lifted, on a day, and why. Append-only."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    words = models.TextField()

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in RESTRICTION.transitions})),
                name="consents_restriction_action",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="consents_restriction_says_why"),
        ]
