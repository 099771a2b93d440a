"""A log of one's own hours, and notes of one's own."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoursEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=24)),
                ("on", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("proposed", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "consultation_given",
                                    "consultation_received",
                                    "group",
                                    "supervision_given",
                                    "supervision_received",
                                    "practice",
                                    "training",
                                    "reading",
                                    "other",
                                ],
                            )
                        ),
                        name="hours_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "practice"), ("minutes", None), ("proposed", True)),
                            models.Q(
                                models.Q(("kind", "practice"), _negated=True),
                                ("minutes__gte", 1),
                                ("minutes__lte", 1440),
                            ),
                            _connector="OR",
                        ),
                        name="hours_minutes_of_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("proposed", True)),
                        fields=("person", "kind", "on"),
                        name="hours_confirmed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReflectionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="hours_note_in_words")
                ],
            },
        ),
    ]
