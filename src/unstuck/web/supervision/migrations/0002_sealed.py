"""What a supervisor and a worker write to each other is sealed from here on, and so is what they wrote before."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.resealing import reseal
from unstuck.web.components.field_keys import key_ring


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands in the clear."""
    for table in ("supervision_agendapoint", "supervision_agreedpoint", "supervision_supervisionnote"):
        reseal(table, ["words"], key_ring(), also_plain=True)


class Migration(migrations.Migration):
    """Seal the texts of the room, a few rows in each transaction."""

    atomic = False
    dependencies = [("supervision", "0001_meetings"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
