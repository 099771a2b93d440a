"""What an agency asks of its own at intake, and what was answered."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Two tables."""

    initial = True

    dependencies = [
        ("audit", "0002_append_only"),
        ("accounts", "0008_person_stands_in_until"),
        ("caseload", "0014_cover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "A few words"),
                            ("text", "A longer text"),
                            ("one_of", "One of a list"),
                            ("day", "A date"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                        ],
                        max_length=10,
                    ),
                ),
                ("choices", models.JSONField(default=list)),
                ("required", models.BooleanField(default=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intake_questions",
                        to="accounts.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="IntakeAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
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
                        related_name="intake_answers",
                        to="caseload.episode",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.intakequestion"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="intakequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["line", "text", "one_of", "day", "yes_no", "number"])),
                name="intake_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="intakeanswer",
            index=models.Index(fields=["episode", "question"], name="intake_answers_of_episode"),
        ),
        append_only("intake_intakeanswer"),
    ]
