"""What a worker keeps of themselves about one client."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    initial = True
    dependencies = [("caseload", "0011_circumstances"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="OwnSide",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unsure", models.BooleanField(default=False)),
                ("strong_feelings", models.BooleanField(default=False)),
                ("outside_competence", models.BooleanField(default=False)),
                ("dual_relationship", models.BooleanField(default=False)),
                ("overloaded", models.BooleanField(default=False)),
                ("leaving", models.BooleanField(default=False)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="caseload.episode"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["episode", "person"], name="own_side_once")],
            },
        ),
    ]
