"""Which consultations a meeting talks about, and what was said of each in one line."""

from __future__ import annotations

from django.db import models

from unstuck.web.consultation.models.consultations import Consultation
from unstuck.web.consultation.models.groups import Meeting


class AgendaItem(models.Model):
    """One consultation on the agenda of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "consultation"], name="consultation_agenda_once")]
