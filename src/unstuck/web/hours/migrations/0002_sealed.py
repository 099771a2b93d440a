"""Notes of reflection are sealed from here on, and so are those from before."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.resealing import reseal
from unstuck.web.components.field_keys import key_ring


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands in the clear."""
    reseal("hours_reflectionnote", ["words"], key_ring(), also_plain=True)


class Migration(migrations.Migration):
    """Seal the notes, a few rows in each transaction."""

    atomic = False
    dependencies = [("hours", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
