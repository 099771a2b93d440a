"""A colleague declines with a reason or without, and a member of a group for themselves."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Ask no longer for a reason; who has not declined still has none."""

    dependencies = [("consultation", "0003_append_only")]
    operations = [
        migrations.RemoveConstraint(model_name="invited", name="consultation_declined_with_reason"),
        migrations.AddConstraint(
            model_name="invited",
            constraint=models.CheckConstraint(
                condition=Q(declined_because="") | Q(declined_at__isnull=False),
                name="consultation_reason_of_who_declined",
            ),
        ),
    ]
