"""The people of the matrix, and whoever asks the site in their place."""

from __future__ import annotations

import pytest

from tests.web.authorization.matrix import Asking
from tests.web.authorization.world import make_world


@pytest.fixture
def asking(db: None) -> Asking:
    return Asking(make_world())
