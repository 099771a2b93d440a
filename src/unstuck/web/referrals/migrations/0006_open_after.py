"""A step of a referral says how many were open after it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column; the next migration fills it."""

    dependencies = [("referrals", "0005_plain_names"), ("caseload", "0008_contributions")]
    operations = [migrations.AddField("referralstep", "open_after", models.PositiveIntegerField(null=True))]
