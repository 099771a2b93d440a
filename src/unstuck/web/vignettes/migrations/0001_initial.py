"""Vignettes of an agency's own, and the steps of each, which are only ever added."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0002_append_only"),
        ("accounts", "0006_agency_second_factor"),
        ("caseload", "0013_clients_answer"),
        ("consultation", "0008_no_asked_step"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyVignette",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("topic", models.CharField(blank=True, max_length=20)),
                ("facts", models.JSONField()),
                ("told", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.episode"
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.lesson"
                    ),
                ),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgencyVignetteStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vignette",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="vignettes.agencyvignette"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="agencyvignette",
            index=models.Index(fields=["agency", "state"], name="vignettes_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="agencyvignette",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["drafted", "waiting", "published", "returned", "withdrawn"])),
                name="vignettes_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyvignette",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("looked_by__isnull", False), models.Q(("looked_by", models.F("author")), _negated=True)),
                    _connector="OR",
                ),
                name="vignettes_second_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyvignette",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("lesson",),
                name="vignettes_one_for_each_lesson",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyvignettestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["begin", "confirm", "give_back", "publish", "tell", "withdraw"])),
                name="vignettes_step_action",
            ),
        ),
        append_only("vignettes_agencyvignettestep"),
    ]
