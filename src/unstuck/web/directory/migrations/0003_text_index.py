"""The index of words in the database's own full-text search; notes are only ever added."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.audit.triggers import append_only

_MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE directory_text USING fts5(scope, name, terms, about, whom, "
        "content='', contentless_delete=1, tokenize='unicode61')",
    ],
    "postgresql": [
        "CREATE TABLE directory_text (rowid bigint PRIMARY KEY, scope bigint NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX directory_text_words ON directory_text USING gin (words)",
        "CREATE INDEX directory_text_scope ON directory_text (scope)",
    ],
}


def make(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index."""
    for statement in _MAKE[editor.connection.vendor]:
        editor.execute(statement)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the index away."""
    editor.execute("DROP TABLE directory_text")


class Migration(migrations.Migration):
    """Add what Django's models cannot say."""

    beyond_models = True

    dependencies = [("directory", "0002_constraints"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(make, remove), append_only("directory_note")]
