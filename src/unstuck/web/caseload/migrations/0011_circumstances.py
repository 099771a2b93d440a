"""A client's circumstances, and more answers about the work, working together, life areas and wishes."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, Q

WORKED_WITH = ["individual", "couple", "family", "group"]
SETTINGS = ["in_person", "phone", "video", "outreach"]
REASONS = ["felt_harmed", "gender", "language", "fit", "other"]
AGES = ["child", "young_person", "adult", "older_adult"]
CARE = [
    "sessions_attended",
    "sessions_missed_recently",
    "goals_met",
    "presenting_problems",
    "aim",
    "mandated",
    "referrals_open",
    "worked_with",
    "setting",
]
ENGAGEMENT = [
    "willingness",
    "alliance",
    "readiness_to_change",
    "medication",
    "therapy",
    "community_support",
    "adherence_barriers",
    "sceptical_or_withdrawn",
    "access_barriers",
    "strengths",
]
LIFE_AREA = ["rating", "negatively_affected", "wants_help", "imminent_loss", "lost_already"]
WISHES = [
    "try_something_different",
    "another_worker",
    "another_worker_reason",
    "end_treatment",
    "stay_on",
    "different_measure",
    "preferred_approaches",
]
CIRCUMSTANCES = [
    "age",
    "interpreter_needed",
    "interpreter_arranged",
    "culture_or_faith_matters",
    "physical_symptoms",
    "pregnant",
    "children_in_home",
    "decides_with_guardian",
]


def _code() -> models.CharField[Any, Any]:
    return models.CharField(max_length=30, null=True)


def _yes_no() -> models.BooleanField[Any, Any]:
    return models.BooleanField(null=True)


def _coded(table: str, name: str, codes: list[str]) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{name: None}) | Q(**{f"{name}__in": codes}), name=f"caseload_{table}_{name}_code"
    )


def _silent(names: list[str]) -> Q:
    return reduce(and_, (Q(**{name: None}) for name in names), Q(words=""))


def _says(table: str, condition: Q) -> list[Any]:
    """Return the operations that put a wider constraint in the place of the one that knew fewer questions."""
    name = f"caseload_{table}_says_something"
    return [
        migrations.RemoveConstraint(table, name),
        migrations.AddConstraint(table, CheckConstraint(condition=condition, name=name)),
    ]


def _person(*, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
    )


class Migration(migrations.Migration):
    """One new table; columns of four others, each empty in the rows that are there."""

    dependencies = [("caseload", "0010_safe_order"), ("accounts", "0001_initial")]
    operations = [
        migrations.AddField("care", "worked_with", _code()),
        migrations.AddField("care", "setting", _code()),
        migrations.AddConstraint("care", _coded("care", "worked_with", WORKED_WITH)),
        migrations.AddConstraint("care", _coded("care", "setting", SETTINGS)),
        *_says("care", ~_silent(CARE)),
        migrations.AddField("engagement", "adherence_barriers", models.TextField(null=True)),
        *_says("engagement", ~_silent(ENGAGEMENT)),
        migrations.AddField("lifearea", "lost_already", _yes_no()),
        *_says("lifearea", Q(area=None) & _silent(LIFE_AREA) | Q(area__isnull=False) & ~_silent(LIFE_AREA)),
        migrations.AddField("wishes", "another_worker_reason", _code()),
        migrations.AddField("wishes", "stay_on", _yes_no()),
        migrations.AddField("wishes", "different_measure", _yes_no()),
        migrations.AddConstraint("wishes", _coded("wishes", "another_worker_reason", REASONS)),
        *_says("wishes", ~_silent(WISHES)),
        migrations.CreateModel(
            name="Circumstances",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("words", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("age", _code()),
                *((name, _yes_no()) for name in CIRCUMSTANCES[1:]),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.episode"
                    ),
                ),
                ("recorded_by", _person()),
                ("withdrawn_by", _person(null=True)),
            ],
            options={
                "ordering": ["on", "recorded_at", "id"],
                "abstract": False,
                "indexes": [models.Index(fields=["episode", "on"], name="caseload_circumstances_day")],
                "constraints": [
                    CheckConstraint(
                        condition=Q(withdrawn_at=None, withdrawn_by=None)
                        | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                        name="caseload_circumstances_withdrawn_by",
                    ),
                    _coded("circumstances", "age", AGES),
                    CheckConstraint(condition=~_silent(CIRCUMSTANCES), name="caseload_circumstances_says_something"),
                ],
            },
        ),
    ]
