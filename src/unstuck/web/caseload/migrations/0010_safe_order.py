"""The place in the safe order, when the client was last heard from, and who answers for a concern."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns beside where an episode stands; the next save or the daily maintenance fills them."""

    dependencies = [("caseload", "0009_thoughts")]
    operations = [
        migrations.AddField("standing", "places", models.JSONField(default=list)),
        migrations.AddField("standing", "heard_on", models.DateField(null=True)),
        migrations.AddField("standing", "watched_by", models.CharField(blank=True, max_length=120)),
        migrations.AddField("standing", "answer_by", models.DateTimeField(null=True)),
    ]
