"""Which rooms an agency does not use."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("accounts", "0008_person_stands_in_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="rooms_off",
            field=models.JSONField(default=list),
        ),
    ]
