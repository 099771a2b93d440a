"""Until when somebody may have agreed to stand in for a colleague."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("accounts", "0007_sealed_secrets"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="stands_in_until",
            field=models.DateField(null=True),
        ),
    ]
