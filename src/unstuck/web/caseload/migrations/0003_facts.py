"""Facts about a case: one table for each theme, alike in what every fact has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, CheckConstraint, Q

Field = tuple[str, Any]

ADHERENCE = ["as_agreed", "partly", "not", "nothing_agreed"]
AREAS = [
    "social", "family", "partner", "work", "education", "money", "housing", "food", "transport", "health",
    "substance_use", "legal", "safety", "daily_activities", "leisure", "meaning",
]  # fmt: skip
THOUGHTS = [
    "more_sessions", "push_harder", "continue_same", "replace_worker", "revisit_past_trauma", "research_methods",
    "end_treatment", "change_approach", "consult_colleague", "outside_resources", "medication_change",
]  # fmt: skip
RISKS = ["violence_at_home", "harm_to_child_or_elder", "harm_to_others", "psychosis_or_withdrawal", "none"]


def _to(table: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete=PROTECT, null=null, related_name="+")


def _table(name: str, fields: Sequence[Field], *constraints: Any) -> migrations.CreateModel:
    """Return a table with the columns of every fact and its own."""
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("on", models.DateField()),
            ("recorded_at", models.DateTimeField()),
            ("words", models.TextField(blank=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            *fields,
            ("episode", _to("caseload.episode")),
            ("recorded_by", _to(settings.AUTH_USER_MODEL)),
            ("withdrawn_by", _to(settings.AUTH_USER_MODEL, null=True)),
        ],
        options={
            "ordering": ["on", "recorded_at", "id"],
            "abstract": False,
            "indexes": [models.Index(fields=["episode", "on"], name=f"caseload_{name.lower()}_day")],
            "constraints": [_withdrawn(name), *constraints],
        },
    )


def _withdrawn(name: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
        name=f"caseload_{name.lower()}_withdrawn_by",
    )


def _scale(table: str, name: str) -> CheckConstraint:
    condition = Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 10})
    return CheckConstraint(condition=condition, name=f"caseload_{table}_{name}_0_to_10")


def _codes(table: str, name: str, codes: list[str]) -> CheckConstraint:
    condition = Q(**{name: None}) | Q(**{f"{name}__in": codes})
    return CheckConstraint(condition=condition, name=f"caseload_{table}_{name}_code")


def _silent(fields: Sequence[Field]) -> Q:
    return reduce(and_, (Q(**{name: None}) for name, _field in fields), Q(words=""))


def _says_something(table: str, fields: Sequence[Field]) -> CheckConstraint:
    return CheckConstraint(condition=~_silent(fields), name=f"caseload_{table}_says_something")


def _code() -> models.CharField[Any, Any]:
    return models.CharField(max_length=30, null=True)


def _yes_no() -> models.BooleanField[Any, Any]:
    return models.BooleanField(null=True)


CARE: list[Field] = [
    ("sessions_attended", models.PositiveIntegerField(null=True)),
    ("sessions_missed_recently", models.PositiveIntegerField(null=True)),
    ("goals_met", _code()),
    ("presenting_problems", models.TextField(null=True)),
    ("aim", _code()),
    ("mandated", _yes_no()),
    ("referrals_open", models.PositiveIntegerField(null=True)),
]
SAFETY: list[Field] = [
    ("suicide_item_above_zero", _yes_no()),
    ("crisis", _yes_no()),
    ("other_risk", _code()),
    ("imminent", _yes_no()),
    ("assessed", _yes_no()),
]
ENGAGEMENT: list[Field] = [
    ("willingness", models.FloatField(null=True)),
    ("alliance", models.FloatField(null=True)),
    ("readiness_to_change", models.FloatField(null=True)),
    ("medication", _code()),
    ("therapy", _code()),
    ("community_support", _code()),
    ("sceptical_or_withdrawn", _yes_no()),
    ("access_barriers", models.TextField(null=True)),
    ("strengths", models.TextField(null=True)),
]
LIFE_AREA: list[Field] = [
    ("rating", models.FloatField(null=True)),
    ("negatively_affected", _yes_no()),
    ("wants_help", _yes_no()),
    ("imminent_loss", _yes_no()),
]
WISHES: list[Field] = [
    ("end_treatment", _yes_no()),
    ("another_worker", _yes_no()),
    ("try_something_different", _yes_no()),
    ("preferred_approaches", models.TextField(null=True)),
]


class Migration(migrations.Migration):
    """Add the tables."""

    dependencies = [
        ("caseload", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        _table(
            "Care",
            CARE,
            _codes("care", "goals_met", ["all", "some", "none"]),
            _codes("care", "aim", ["change", "stay_well"]),
            _says_something("care", CARE),
        ),
        _table("Safety", SAFETY, _codes("safety", "other_risk", RISKS), _says_something("safety", SAFETY)),
        _table(
            "Engagement",
            ENGAGEMENT,
            *(_scale("engagement", name) for name in ("willingness", "alliance", "readiness_to_change")),
            *(_codes("engagement", name, ADHERENCE) for name in ("medication", "therapy", "community_support")),
            _says_something("engagement", ENGAGEMENT),
        ),
        _table(
            "LifeArea",
            [("area", _code()), *LIFE_AREA],
            _scale("lifearea", "rating"),
            _codes("lifearea", "area", AREAS),
            CheckConstraint(
                condition=Q(area=None) & _silent(LIFE_AREA) | Q(area__isnull=False) & ~_silent(LIFE_AREA),
                name="caseload_lifearea_says_something",
            ),
        ),
        _table("Wishes", WISHES, _says_something("wishes", WISHES)),
        _table(
            "Thought",
            [("code", models.CharField(max_length=30)), ("in_mind", models.BooleanField())],
            _codes("thought", "code", THOUGHTS),
        ),
        _table(
            "ConsultationStep",
            [
                ("step", models.CharField(max_length=30)),
                ("about_this_stall", _yes_no()),
                ("follows", _to("caseload.consultationstep", null=True)),
            ],
            _codes("consultationstep", "step", ["asked", "answered", "acted_on"]),
            CheckConstraint(
                condition=Q(follows=None) | ~Q(step="asked"), name="caseload_consultationstep_asking_comes_first"
            ),
        ),
        _table(
            "ApproachStep",
            [
                ("code", models.CharField(blank=True, max_length=60)),
                ("integrates_trauma_work", _yes_no()),
                ("ends", _to("caseload.approachstep", null=True)),
            ],
            CheckConstraint(
                condition=(Q(ends=None) & ~Q(code="")) | Q(ends__isnull=False, code="", integrates_trauma_work=None),
                name="caseload_approachstep_begins_or_ends",
            ),
            models.UniqueConstraint(
                fields=["ends"], condition=Q(withdrawn_at=None), name="caseload_approachstep_ends_once"
            ),
        ),
    ]
