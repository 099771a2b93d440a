"""What is worth a look, and how its review stands, kept beside where a client stands."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns; the rooms of alerts and reviews fill them."""

    dependencies = [("caseload", "0004_drawn_sparklines")]
    operations = [
        migrations.AddField("standing", "worth_a_look", models.BooleanField(default=False)),
        migrations.AddField("standing", "review", models.CharField(blank=True, max_length=12)),
    ]
