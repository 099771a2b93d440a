"""When somebody outside is to be asked again, kept beside where a client stands."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; the room of referrals fills it."""

    dependencies = [("caseload", "0005_looks")]
    operations = [migrations.AddField("standing", "outside_due", models.DateField(null=True))]
