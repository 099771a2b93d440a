"""Count once what waits for each person; from here on it is kept with every notification."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count


def count(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    waiting = apps.get_model("notifications", "Notification").objects.filter(seen_at=None).order_by()
    people = apps.get_model("accounts", "Person").objects
    for person, n in waiting.values_list("person").annotate(n=Count("pk")):
        people.filter(pk=person).update(waiting=n)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("accounts", "0003_waiting")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
