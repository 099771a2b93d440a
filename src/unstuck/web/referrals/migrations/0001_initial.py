import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("caseload", "0004_drawn_sparklines"),
        ("directory", "0003_text_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("organisation", models.CharField(max_length=200)),
                ("contact", models.TextField(blank=True)),
                ("ask", models.TextField()),
                ("way", models.CharField(max_length=10)),
                ("safe_way", models.TextField(blank=True)),
                ("part2", models.BooleanField(default=False)),
                ("state", models.CharField(max_length=20)),
                ("got", models.CharField(blank=True, max_length=10)),
                ("requested_on", models.DateField(null=True)),
                ("reached_on", models.DateField(null=True)),
                ("helped_on", models.DateField(null=True)),
                ("call_back_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="caseload.episode"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.service"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("how", models.CharField(max_length=10)),
                ("parts", models.JSONField()),
                ("text", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("got", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=30)),
                ("on", models.DateField()),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Serves",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(max_length=30)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="serves", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("said_by", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=30)),
                ("spoke_to", models.CharField(blank=True, max_length=120)),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["episode", "state"], name="referrals_of_episode"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("organisation", ""), _negated=True), models.Q(("ask", ""), _negated=True)),
                name="referrals_says_whom_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["letter", "email", "phone", "self"])), name="referrals_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "requested",
                            "accepted",
                            "in_progress",
                            "completed",
                            "declined",
                            "cancelled",
                            "failed",
                        ],
                    )
                ),
                name="referrals_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("got__in", ("", "yes", "some", "not_yet", "no"))), name="referrals_got"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "cancelled")), ("requested_on__isnull", False), _connector="OR"
                ),
                name="referrals_requested_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["signed", "spoken"])), name="referrals_consent_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="referrals_consent_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("got__in", ["yes", "some", "not_yet", "no"])), name="referrals_answer_got"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        (
                            "",
                            "full",
                            "not_eligible",
                            "wrong_place",
                            "not_reached",
                            "no_answer",
                            "waiting_list",
                            "cost",
                            "distance",
                            "hours",
                            "language",
                            "not_comfortable",
                            "not_wanted",
                            "no_longer_needed",
                            "consent_withdrawn",
                            "other",
                        ),
                    )
                ),
                name="referrals_answer_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("got", "no"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="referrals_answer_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="serves",
            constraint=models.UniqueConstraint(fields=("referral", "area"), name="referrals_serves_once"),
        ),
        migrations.AddConstraint(
            model_name="serves",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "area__in",
                        [
                            "social",
                            "family",
                            "partner",
                            "work",
                            "education",
                            "money",
                            "housing",
                            "food",
                            "transport",
                            "health",
                            "substance_use",
                            "legal",
                            "safety",
                            "daily_activities",
                            "leisure",
                            "meaning",
                        ],
                    )
                ),
                name="referrals_serves_area",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "accept",
                            "call",
                            "cancel",
                            "complete",
                            "consent",
                            "decline",
                            "draft",
                            "fail",
                            "request",
                            "start",
                        ],
                    )
                ),
                name="referrals_step_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("said_by__in", ["worker", "partner", "client"])), name="referrals_step_said_by"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        (
                            "",
                            "full",
                            "not_eligible",
                            "wrong_place",
                            "not_reached",
                            "no_answer",
                            "waiting_list",
                            "cost",
                            "distance",
                            "hours",
                            "language",
                            "not_comfortable",
                            "not_wanted",
                            "no_longer_needed",
                            "consent_withdrawn",
                            "other",
                        ),
                    )
                ),
                name="referrals_step_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recorded_by", None), ("said_by__in", ("partner", "client"))),
                    models.Q(("recorded_by__isnull", False), ("said_by", "worker")),
                    _connector="OR",
                ),
                name="referrals_step_whose",
            ),
        ),
    ]
