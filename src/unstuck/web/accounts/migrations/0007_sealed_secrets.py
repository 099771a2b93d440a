"""The secrets of second factors are sealed from here on, and so are those from before."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unstuck.web.components.field_keys import key_ring
from unstuck.web.components.seals_of_fields import SealedPlace, key_of, sealed

NAMES = ("secret", "seed")


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what stands in the clear, each row in a transaction of its own."""
    held = apps.get_model("mfa", "Authenticator").objects
    for number in list(held.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = held.select_for_update().get(pk=number)
            for name in NAMES:
                if (plain := row.data.get(name)) is not None and not key_of(plain):
                    place = SealedPlace("mfa_authenticator", f"data.{name}", f"{row.user_id} {row.type}")
                    row.data[name] = sealed(plain, place, key_ring())
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """Seal the secrets."""

    atomic = False
    dependencies = [("accounts", "0006_agency_second_factor"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
