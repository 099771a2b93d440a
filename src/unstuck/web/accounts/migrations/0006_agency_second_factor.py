"""Which roles of an agency need a second factor."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("accounts", "0005_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="second_factor_for",
            field=models.JSONField(default=list),
        ),
    ]
