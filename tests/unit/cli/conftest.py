"""The command line as other people's scripts see it: arguments in, exit status and two streams out."""

from __future__ import annotations

import pytest

from tests.unit.cli import command


@pytest.fixture
def unstuck() -> command.Unstuck:
    """Run `unstuck` with these arguments; the answer has status, out and err."""
    return command.unstuck
