"""What rooms know is read from their own records: rows that were copied from there are marked, and stay."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Columns only: the rooms above know which rows are copies of their records, and mark them."""

    dependencies = [("caseload", "0007_upload_rows")]
    operations = [
        migrations.AddField("care", "copied", models.BooleanField(default=False)),
        migrations.AddField("consultationstep", "copied", models.BooleanField(default=False)),
        migrations.AddField("consultationstep", "continues", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "consultationstep",
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(step="asked"), name="caseload_consultationstep_asks_nothing_led"
            ),
        ),
    ]
