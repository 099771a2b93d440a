"""A consultation no longer points to a copy of itself."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """One column less: the steps say what it said."""

    dependencies = [("consultation", "0007_copies")]
    operations = [migrations.RemoveField("consultation", "asked_step")]
