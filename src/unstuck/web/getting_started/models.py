"""What an agency says that it has seen to, where no row of another room could tell."""

from __future__ import annotations

from django.db import models

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class Matter(WordedChoices):
    """What an administrator says is seen to. Codes are append-only."""

    QUESTIONNAIRES = "questionnaires", _("Questionnaires and help lines")
    BACKUP = "backup", _("Backup")


class Arrangement(AppendOnly):
    """An administrator said that something is seen to; only ever added, the latest of each matter holds.

    `who` looks after it; `tried_on`: the day on which a copy was last brought back. Both are for the backup.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=20, choices=Matter.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=120, blank=True)
    tried_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(matter__in=Matter.values), name="getting_started_matter_is_known"
            ),
        ]
