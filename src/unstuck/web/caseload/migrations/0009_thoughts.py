"""Four more thoughts that a worker may have in mind."""

from __future__ import annotations

from django.db import migrations
from django.db.models import CheckConstraint, Q

CODES = [
    "more_sessions",
    "push_harder",
    "continue_same",
    "replace_worker",
    "revisit_past_trauma",
    "research_methods",
    "end_treatment",
    "change_approach",
    "consult_colleague",
    "outside_resources",
    "medication_change",
    "transfer",
    "discharge_no_contact",
    "report_concern",
    "couple_or_family_work",
]
NAME = "caseload_thought_code_code"


class Migration(migrations.Migration):
    """The constraint alone."""

    dependencies = [("caseload", "0008_contributions")]
    operations = [
        migrations.RemoveConstraint("thought", NAME),
        migrations.AddConstraint("thought", CheckConstraint(condition=Q(code=None) | Q(code__in=CODES), name=NAME)),
    ]
