"""Three models get plain names. Their tables, columns and constraints stay as they are."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHOSE = "referrals_step_whose"


class Migration(migrations.Migration):
    """Only what Django knows of the tables changes."""

    dependencies = [
        ("referrals", "0004_kept_on_standings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Serves", "ReferralArea"),
                migrations.AlterModelTable("referralarea", "referrals_serves"),
                migrations.RenameModel("Answer", "HelpAnswer"),
                migrations.AlterModelTable("helpanswer", "referrals_answer"),
                migrations.RenameModel("Step", "ReferralStep"),
                migrations.AlterModelTable("referralstep", "referrals_step"),
                migrations.RemoveConstraint("referralstep", WHOSE),
                migrations.RenameField("referralstep", "recorded_at", "at"),
                migrations.AlterField("referralstep", "at", models.DateTimeField(db_column="recorded_at")),
                migrations.RenameField("referralstep", "recorded_by", "by"),
                migrations.AlterField(
                    "referralstep",
                    "by",
                    models.ForeignKey(
                        db_column="recorded_by_id",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterModelOptions("referralstep", options={"ordering": ["at", "id"]}),
                migrations.AddConstraint(
                    "referralstep",
                    models.CheckConstraint(
                        condition=models.Q(("by", None), ("said_by__in", ("partner", "client")))
                        | models.Q(("by__isnull", False), ("said_by", "worker")),
                        name=WHOSE,
                    ),
                ),
            ]
        )
    ]
