"""Answers, plans, help lines and licensed texts are only ever added: the database itself refuses changes."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("checkins", "0001_initial"), ("audit", "0002_append_only")]
    operations = [append_only(f"checkins_{name}") for name in ("answer", "checkinplan", "helplines", "licensedtext")]
