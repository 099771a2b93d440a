"""How far everybody in care was judged again after a choice: the queue of the worker process."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [("alerts", "0006_pastfigures")]
    operations = [
        migrations.CreateModel(
            name="BudgetRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.CharField(default="waiting", max_length=10)),
                ("stage_at", models.DateTimeField()),
                ("clients", models.PositiveIntegerField()),
                ("judged", models.PositiveIntegerField(default=0)),
                ("last_episode", models.BigIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "choice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="round", to="alerts.budgetchoice"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ("waiting", "done", "replaced", "given_up"))),
                        name="alerts_round_stage",
                    )
                ],
            },
        ),
    ]
