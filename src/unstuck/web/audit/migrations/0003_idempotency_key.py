"""The token of a form is called by its usual name. The column keeps the name it has: the table is append-only."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("entry", "receipt", "idempotency_key"),
                migrations.AlterField(
                    "entry",
                    "idempotency_key",
                    models.CharField(db_column="receipt", max_length=36, null=True, unique=True),
                ),
            ]
        )
    ]
