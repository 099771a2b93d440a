"""What an agency's own past told, kept so that no page has to count it. The database itself refuses changes."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """One table, and its triggers."""

    dependencies = [("accounts", "0003_waiting"), ("alerts", "0005_budgetchoice"), ("audit", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="PastFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("instrument", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField()),
                ("figures", models.JSONField(default=dict)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["agency", "kind", "instrument"], name="alerts_past_figures")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("coming_back", "alerts_right"))), name="alerts_past_kind"
                    )
                ],
            },
        ),
        append_only("alerts_pastfigures"),
    ]
