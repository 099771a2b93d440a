import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("whom", models.CharField(max_length=10)),
                ("seed", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="referrals.referral"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AreaLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=30)),
                ("effect", models.CharField(max_length=30)),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="area_links", to="caseload.episode"
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
                "ordering": ["on", "recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
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
                            ),
                            (
                                "effect__in",
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
                            ),
                        ),
                        name="referrals_area_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause", models.F("effect")), _negated=True), name="referrals_area_link_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("on")), _connector="OR"),
                        name="referrals_area_link_ends_after",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("episode", "cause", "effect"),
                        name="referrals_area_link_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="replylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("whom__in", ["partner", "client"])), name="referrals_link_whom"
            ),
        ),
        migrations.AddConstraint(
            model_name="replylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))), name="referrals_link_expires"
            ),
        ),
        migrations.AddConstraint(
            model_name="replylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("used_at", None)),
                fields=("referral", "whom"),
                name="referrals_one_open_link",
            ),
        ),
    ]
