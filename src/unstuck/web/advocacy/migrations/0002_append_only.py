"""From here on the database itself refuses to change or remove consents, sent letters, steps and agreements."""

from __future__ import annotations

from django.db import migrations

from unstuck.web.audit.triggers import append_only


class Migration(migrations.Migration):
    """Install the triggers."""

    dependencies = [("advocacy", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only(f"advocacy_{table}")
        for table in ("advocacyconsent", "sentletter", "advocacystep", "meetingagreement")
    ]
