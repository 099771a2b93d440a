"""A goal can be put in other words; the words before are kept, and the database refuses to change them."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Add the wordings and their triggers."""

    dependencies = [
        ("plans", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="GoalWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("words", models.TextField()),
                ("before", models.TextField()),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="plans.goal"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(words="") & ~models.Q(before=""), name="plans_goal_wording_says_both"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(words=models.F("before")), name="plans_goal_wording_differs"
                    ),
                ],
            },
        ),
        append_only("plans_goalwording"),
    ]
