"""What an agency says that it has seen to."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """One table, which is only ever added to."""

    initial = True

    dependencies = [
        ("accounts", "0006_agency_second_factor"),
        ("audit", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "matter",
                    models.CharField(
                        choices=[("questionnaires", "Questionnaires and help lines"), ("backup", "Backup")],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("who", models.CharField(blank=True, max_length=120)),
                ("tried_on", models.DateField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("matter__in", ["questionnaires", "backup"])),
                        name="getting_started_matter_is_known",
                    )
                ],
            },
        ),
        append_only("getting_started_arrangement"),
    ]
