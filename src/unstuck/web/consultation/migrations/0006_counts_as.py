"""A step of a consultation says what it counts as on the pathway."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

CODES = ["", "asked", "answered", "acted_on", "taken_back"]


class Migration(migrations.Migration):
    """The column; the next migration fills it."""

    dependencies = [("consultation", "0005_plain_names"), ("caseload", "0008_contributions")]
    operations = [
        migrations.AddField(
            "consultationtransition", "counts_as", models.CharField(max_length=12, blank=True, default="")
        ),
        migrations.AddConstraint(
            "consultationtransition",
            models.CheckConstraint(condition=Q(counts_as__in=CODES), name="consultation_step_counts_as"),
        ),
    ]
