"""When somebody outside is to be asked again, kept beside where a client stands."""

from __future__ import annotations

from django.db import migrations, models

WITHDRAWN = [
    ("wrong_number", "The number was wrong"),
    ("wrong_date", "The date was wrong"),
    ("wrong_client", "It belongs to another client"),
    ("corrected", "It was corrected"),
    ("upload_undone", "The file it came with was undone"),
    ("other", "Another reason"),
]


class Migration(migrations.Migration):
    """One column; the room of referrals fills it. Reasons of withdrawing carry their words now, which is no SQL."""

    dependencies = [("caseload", "0005_looks")]
    operations = [
        migrations.AddField("standing", "outside_due", models.DateField(null=True)),
        migrations.AlterField(
            "score", "withdrawn_because", models.CharField(blank=True, choices=WITHDRAWN, max_length=20)
        ),
    ]
