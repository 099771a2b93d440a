"""An agency may choose the setting of its alerts. Choices are only ever added: the database itself refuses changes."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """One table, and its triggers."""

    dependencies = [
        ("accounts", "0003_waiting"),
        ("alerts", "0004_kept_on_standings"),
        ("audit", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="BudgetChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.FloatField()),
                ("at", models.DateTimeField()),
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lt", 1)), name="alerts_budget_is_a_share"
                    )
                ],
            },
        ),
        append_only("alerts_budgetchoice"),
    ]
