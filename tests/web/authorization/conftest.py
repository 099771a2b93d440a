"""The people of the matrix, and whoever asks the site in their place."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

from tests.web.authorization.matrix import Asking
from tests.web.authorization.world import World, make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Everybody and everything, made once for all tests of the matrix, each of which undoes its own within."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        made = make_world()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def asking(world: World, db: None, settings: Any, noted_on_access: dict[str, int]) -> Asking:
    """Who signed in just now is asked for no password meanwhile, however long a busy machine takes over the matrix."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60
    return Asking(deepcopy(world), noted_on_access)
