"""Everything that is sealed field by field: which keys it needs, and giving it another one."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import pre_migrate
from django.dispatch import receiver

from unstuck.web.accounts.second_factor_secrets import keys_of_secrets, reseal_secrets
from unstuck.web.audit.resealing import Resealed, keys_in_use, reseal_all
from unstuck.web.components import field_keys
from unstuck.web.components.sealed_texts import sealed_columns


@receiver(pre_migrate, sender=apps.get_app_config("accounts"))
def check_field_key(using: str = DEFAULT_DB_ALIAS, **named: Any) -> None:
    """Make the key of the sealed fields where nothing is sealed yet: each start of the site comes by here.

    Raises BadInput where something is sealed and its key is not here: it would stay closed, and nothing would say why.
    """
    places = settings.PLACES
    used = sorted(field_keys_in_use(using) - field_keys.given_up(places))
    if not places.knows(field_keys.NAME):
        if used:
            raise field_keys.missing(places, used[0])
        places.secret(field_keys.NAME)
    field_keys.forget_keys()
    held = field_keys.key_ring().keys
    if closed := [name for name in used if name not in held]:
        raise field_keys.missing(places, closed[0])


def field_keys_in_use(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """Return the names of the keys that sealed fields need: of each column the first row and the last are read."""
    columns = [(model._meta.db_table, names) for model, names in sealed_columns().items()]
    return set(keys_in_use(columns, using)) | keys_of_secrets(using)


def reseal_fields(ring: field_keys.KeyRing) -> Resealed:
    """Bring every sealed field under the key that seals now."""
    return reseal_all(ring) + reseal_secrets(ring)
