"""Three models get plain names, and steps are transition records. Tables, columns and constraints stay as they are."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

STEPS = ("goalstep", "planpartstep")


def _step(model: str) -> list[Operation]:
    """Return how a step's day of recording and person are called from now on; their columns stay."""
    by = models.ForeignKey(
        db_column="recorded_by_id",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )
    return [
        migrations.RenameField(model, "recorded_at", "at"),
        migrations.AlterField(model, "at", models.DateTimeField(db_column="recorded_at")),
        migrations.RenameField(model, "recorded_by", "by"),
        migrations.AlterField(model, "by", by),
        migrations.AlterModelOptions(model, options={"ordering": ["at", "id"]}),
    ]


class Migration(migrations.Migration):
    """Only what Django knows of the tables changes."""

    dependencies = [
        ("plans", "0003_goal_wordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Said", "ClientWords"),
                migrations.AlterModelTable("clientwords", "plans_said"),
                migrations.RenameModel("Part", "PlanPart"),
                migrations.AlterModelTable("planpart", "plans_part"),
                migrations.RenameModel("PartStep", "PlanPartStep"),
                migrations.AlterModelTable("planpartstep", "plans_partstep"),
                *(operation for model in STEPS for operation in _step(model)),
            ]
        )
    ]
