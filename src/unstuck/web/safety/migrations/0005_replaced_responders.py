"""A concern whose responder has left is passed on to somebody who is here."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

from unstuck.web.audit.triggers import append_only, changeable

ACTIONS = ["assess", "close", "escalate", "help", "pass_on", "raise", "replace", "report", "sign", "take"]


class Migration(migrations.Migration):
    """Know one more step. SQLite makes the table anew, and its triggers with it."""

    dependencies = [("safety", "0004_older_facts")]
    operations = [
        changeable("safety_concernstep"),
        migrations.RemoveConstraint(model_name="concernstep", name="safety_step_action"),
        migrations.AddConstraint(
            model_name="concernstep",
            constraint=models.CheckConstraint(condition=Q(action__in=ACTIONS), name="safety_step_action"),
        ),
        append_only("safety_concernstep"),
    ]
