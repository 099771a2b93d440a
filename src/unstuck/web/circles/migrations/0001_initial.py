"""Keys of agencies, other agencies, and what goes out to them and comes in."""

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
        ("consultation", "0009_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CirclePartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("fingerprint", models.CharField(max_length=32)),
                ("signing", models.BinaryField()),
                ("sealing", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "removed_by",
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
            name="IncomingQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.UUIDField()),
                ("content", models.JSONField(null=True)),
                ("on", models.DateField()),
                ("expires_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("wiped_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circles.circlepartner"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="OutgoingAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("suggestion", "Suggestion"),
                            ("link", "Link"),
                            ("literature", "Literature"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                ("link", models.CharField(blank=True, max_length=500)),
                ("on", models.DateField()),
                ("expires_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("wiped_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="circles.incomingquestion",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="OutgoingQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("parts", models.JSONField()),
                (
                    "ground",
                    models.CharField(
                        choices=[("consent", "Consent"), ("standing_notice", "Standing Notice")], max_length=20
                    ),
                ),
                ("consent_on", models.DateField(null=True)),
                ("consent_how", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField()),
                ("expires_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elsewhere",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circles.circlepartner"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="IncomingAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consultation.message"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="circles.outgoingquestion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CircleKeys",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=32, unique=True)),
                ("private", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)), fields=("agency",), name="circles_one_pair_of_keys"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="circlepartner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("agency", "fingerprint"), name="circles_partner_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="circlepartner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="circles_partner_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="incomingquestion",
            constraint=models.UniqueConstraint(fields=("agency", "number"), name="circles_question_comes_once"),
        ),
        migrations.AddConstraint(
            model_name="incomingquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("wiped_at", None)),
                    models.Q(("content", None), ("wiped_at__isnull", False)),
                    _connector="OR",
                ),
                name="circles_wiped_or_there",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoinganswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True), ("wiped_at__isnull", False), _connector="OR"
                ),
                name="circles_answer_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("consent_on__isnull", False),
                        ("ground", "consent"),
                        models.Q(("consent_how", ""), _negated=True),
                    ),
                    models.Q(("consent_how", ""), ("consent_on", None), ("ground", "standing_notice")),
                    _connector="OR",
                ),
                name="circles_question_has_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gte", models.F("on"))), name="circles_question_expires"
            ),
        ),
        append_only("circles_outgoingquestion"),
        append_only("circles_incominganswer"),
    ]
