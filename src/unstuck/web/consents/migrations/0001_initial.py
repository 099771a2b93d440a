"""What clients agreed to and took back."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Make the tables."""

    initial = True

    dependencies = [
        ("audit", "0002_append_only"),
        ("caseload", "0014_cover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=20)),
                ("row", models.BigIntegerField()),
                ("kind", models.CharField(max_length=200)),
                ("to_tell", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField()),
                ("how", models.CharField(max_length=10)),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
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
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.client"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="GivenConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("agreed", models.BooleanField()),
                ("recipient", models.CharField(blank=True, max_length=200)),
                ("purpose", models.TextField(blank=True)),
                ("what", models.TextField(blank=True)),
                ("given_by", models.CharField(max_length=10)),
                ("giver", models.CharField(blank=True, max_length=120)),
                ("how", models.CharField(max_length=10)),
                ("words", models.TextField(blank=True)),
                ("on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.client"
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
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="WithdrawalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seen_to",
                        to="consents.consentwithdrawal",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="consentwithdrawal",
            constraint=models.UniqueConstraint(fields=("holder", "row"), name="consents_withdrawn_once"),
        ),
        migrations.AddConstraint(
            model_name="consentwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["signed", "spoken", "page"])), name="consents_withdrawn_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentwithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("how", "page"), _connector="OR"),
                name="consents_withdrawn_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="givenconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["treatment", "sharing", "sums", "research"])), name="consents_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="givenconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["signed", "spoken", "page"])), name="consents_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="givenconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_by", "client"),
                    models.Q(
                        ("given_by__in", ["client", "parent", "guardian"]), models.Q(("giver", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="consents_giver",
            ),
        ),
        migrations.AddConstraint(
            model_name="givenconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "sharing"), _negated=True),
                    models.Q(
                        models.Q(("recipient", ""), _negated=True),
                        models.Q(("purpose", ""), _negated=True),
                        models.Q(("what", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consents_sharing_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="givenconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("on")), _connector="OR"),
                name="consents_until_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="consents_seen_to_in_words"
            ),
        ),
        append_only("consents_givenconsent"),
        append_only("consents_consentwithdrawal"),
        append_only("consents_withdrawalstep"),
    ]
