"""The command with a pause before each part of the clients, so that a test can kill it in between."""

from __future__ import annotations

import sys
import time
from typing import Any

from unstuck.cli import run
from unstuck.population import state_columns as kernel
from unstuck.population.engines import checked_registry

if __name__ == "__main__":
    pause = float(sys.argv.pop(1))

    def slowly(*given: Any) -> Any:
        time.sleep(pause)
        return kernel.state_columns(*given)

    vars(checked_registry)["state_columns"] = slowly
    run()
