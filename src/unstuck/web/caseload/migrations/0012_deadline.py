"""The first last day that nobody has met yet, kept beside where a client stands."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; the room of advocacy fills it."""

    dependencies = [("caseload", "0011_circumstances")]
    operations = [migrations.AddField("standing", "deadline", models.DateField(null=True))]
