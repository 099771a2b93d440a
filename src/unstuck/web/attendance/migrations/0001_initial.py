"""Sessions with a client, one row each."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    initial = True

    dependencies = [
        ("caseload", "0013_clients_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClientSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("outcome", models.CharField(max_length=12)),
                ("way", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="client_sessions",
                        to="caseload.episode",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["on", "at", "id"],
                "indexes": [models.Index(fields=["episode", "on"], name="attendance_session_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["came", "did_not_come", "cancelled"])),
                        name="attendance_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["in_person", "phone", "video"])), name="attendance_way"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="attendance_withdrawn_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("episode", "on", "outcome", "way"),
                        name="attendance_recorded_once",
                    ),
                ],
            },
        ),
    ]
