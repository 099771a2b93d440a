"""A file of scores is read once: its rows are kept beside it, and are gone when it is."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

NO_FILE = "caseload_upload_keeps_no_file_afterwards"


class Migration(migrations.Migration):
    """One column. Files that wait during the change have none yet; they are read when they are next opened."""

    dependencies = [("caseload", "0006_outside_due")]
    operations = [
        migrations.AddField("upload", "rows", models.BinaryField(null=True)),
        migrations.RemoveConstraint("upload", NO_FILE),
        migrations.AddConstraint(
            "upload",
            models.CheckConstraint(condition=Q(stage="read") | Q(content=None, rows=None), name=NO_FILE),
        ),
    ]
