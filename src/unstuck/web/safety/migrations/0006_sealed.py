"""What is written about concerns, plans and contact is sealed from here on, and so is what was written before.

A few rows in each transaction: whoever stops this midway runs it once more.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.resealing import reseal
from unstuck.web.components.field_keys import key_ring

TEXTS = {
    "safety_sign": ["words"],
    "safety_assessment": ["words", "protective", "told", "done"],
    "safety_concernstep": ["words"],
    "safety_riskquestion": ["words"],
    "safety_safeway": ["words"],
    "safety_contactattempt": ["words"],
    "safety_safetyplan": ["signs", "myself", "places", "people", "professionals", "surroundings"],
}


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands in the clear."""
    for table, columns in TEXTS.items():
        reseal(table, columns, key_ring(), also_plain=True)


class Migration(migrations.Migration):
    """Seal the texts of the room."""

    atomic = False
    dependencies = [("safety", "0005_replaced_responders"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
