"""What clients had restricted."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Make the tables."""

    dependencies = [
        ("audit", "0002_append_only"),
        ("accounts", "0008_person_stands_in_until"),
        ("caseload", "0014_cover"),
        ("consents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("scope", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.client"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RestrictionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("words", models.TextField()),
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
                    "restriction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="consents.restriction"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="restriction",
            index=models.Index(
                condition=models.Q(("state", "in_force")), fields=["client", "scope"], name="consents_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["record", "colleague", "sums"])), name="consents_restriction_scope"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "in_force", "refused", "lifted"])),
                name="consents_restriction_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("scope", "colleague"), ("team", None)),
                    models.Q(("person", None), ("scope", "colleague"), ("team__isnull", False)),
                    models.Q(models.Q(("scope", "colleague"), _negated=True), ("person", None), ("team", None)),
                    _connector="OR",
                ),
                name="consents_restriction_from_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="restrictionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["ask", "grant", "lift", "refuse"])),
                name="consents_restriction_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="restrictionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="consents_restriction_says_why"
            ),
        ),
        append_only("consents_restrictionstep"),
    ]
