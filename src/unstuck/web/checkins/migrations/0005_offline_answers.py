"""What came in from devices without a network: when it was answered, when it arrived, and why it may not count."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only

LATE = ("", "sent", "taken_back", "expired", "ended", "not_safe", "tablet", "unknown", "older")


class Migration(migrations.Migration):
    """A table that is only ever added to, and a way from an answer to its row in it."""

    dependencies = [("checkins", "0004_reminders")]
    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("clock_off", models.BigIntegerField()),
                ("late", models.CharField(blank=True, max_length=12)),
                ("words", models.TextField(blank=True)),
                (
                    "checkin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="checkins.checkin"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("late__in", list(LATE))), name="checkins_delivery_late"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at", None), ("answered_at__lte", models.F("received_at")), _connector="OR"
                        ),
                        name="checkins_answered_before_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), models.Q(("late", ""), _negated=True), _connector="OR"),
                        name="checkins_delivery_keeps_late_words",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="delivery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="checkins.delivery",
            ),
        ),
        append_only("checkins_delivery"),
    ]
