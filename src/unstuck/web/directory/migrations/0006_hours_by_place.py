"""Hours belong to a place where a directory says so. Rows of before hold everywhere until the next import."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column of hours."""

    dependencies = [("directory", "0005_plain_names")]
    operations = [migrations.AddField("schedule", "place", models.TextField(blank=True, default=""))]
