"""What authorization and the record of access cost of a page: the client's page with both, and with them left out.

`python -m benchmarks.access_record [PAGES]` makes a site with one client in a temporary folder, asks for the client's
page in turns within one process, and prints the median processor and wall time of each way, and what it saves.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time
from typing import Any

WITHOUT = {
    "whole": (),
    "without the record": ("unstuck.web.config.access.AccessRecordMiddleware",),
    "without both": (
        "unstuck.web.config.access.AccessRecordMiddleware",
        "unstuck.web.config.authorization.AuthorizationMiddleware",
    ),
}


def main(pages: int) -> None:
    """Measure, and print one line for each way: milliseconds of processor and clock, and the part that is saved."""
    os.environ |= {"UNSTUCK_HOME": tempfile.mkdtemp(prefix="unstuck-bench-"), "UNSTUCK_PLAIN_HTTP": "1"}
    from unstuck.web.operations import startup  # noqa: PLC0415  (the home is named first)

    startup.set_up()
    from benchmarks.access_site import browsers, client_page  # noqa: PLC0415  (its models need the settings)

    asked = browsers(WITHOUT)
    address = client_page()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for turn in range(pages + 5):
        for name, ask in asked.items():
            spent = _timed(ask, address)
            if turn >= 5:  # the first ones compile templates
                taken[name].append(spent)
    whole = [median(one[place] for one in taken["whole"]) for place in (0, 1)]
    for name, times in taken.items():
        cpu, wall = (1000 * median(one[place] for one in times) for place in (0, 1))
        shares = f"{1 - cpu / whole[0] / 1000:.1%} of processor time, {1 - wall / whole[1] / 1000:.1%} of the clock"
        print(f"{name}: {cpu:.2f} ms processor, {wall:.2f} ms; saves {shares}")


def _timed(ask: Callable[[str], Any], address: str) -> tuple[float, float]:
    cpu, wall = process_time(), perf_counter()
    answer = ask(address)
    spent = process_time() - cpu, perf_counter() - wall
    assert answer.status_code == 200, answer.status_code
    return spent


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
