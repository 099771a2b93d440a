"""An agency's own word for a client."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("accounts", "0009_rooms_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="client_word",
            field=models.CharField(default="client", max_length=20),
        ),
    ]
