"""Reminders as text messages: where they go may be a number."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Another column type in Django's eyes, the same in the database; and one more way."""

    dependencies = [("checkins", "0005_offline_answers")]
    operations = [
        migrations.AlterField(
            model_name="reminderchoice",
            name="address",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.RemoveConstraint(model_name="reminderchoice", name="checkins_reminders_are_agreed_to"),
        migrations.AddConstraint(
            model_name="reminderchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), ("agreed_on", None), ("way", "none")),
                    models.Q(
                        ("agreed_on__isnull", False),
                        ("way__in", ["email", "text"]),
                        models.Q(("address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="checkins_reminders_were_agreed_to",
            ),
        ),
    ]
