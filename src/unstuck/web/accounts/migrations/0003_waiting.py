"""How much waits for a person stands on the person: every page shows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_counters")]
    operations = [
        migrations.AddField(model_name="person", name="waiting", field=models.PositiveIntegerField(default=0)),
    ]
