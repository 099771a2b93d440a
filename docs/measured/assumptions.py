"""What the assumptions of an assumed curve matter to its tau: python -m docs.measured.assumptions.

The figures are quoted in docs/explanation/states.md and docs/adr/0009-assumed-curves.md.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from examples.curves.build_shipped_curves import AGGREGATES, SEED

from unstuck.instruments import load
from unstuck.population.assumed_curve import Assumptions, assumed_attendance, assumed_curve
from unstuck.population.calibration import calibrate

SHIPPED = Assumptions(0.84, "shipped", "week", 11.0, "shipped", -0.2, "shipped")
OTHERWISE = {
    "as shipped": SHIPPED,
    "last score at 7 weeks": replace(SHIPPED, end=7.0),
    "last score at 19 weeks": replace(SHIPPED, end=19.0),
    "correlation 0": replace(SHIPPED, correlation=0.0),
    "correlation -0.4": replace(SHIPPED, correlation=-0.4),
    "reliability 0.89": replace(SHIPPED, reliability=0.89),
}


def main() -> None:
    """Print the PHQ-9 curve's tau under each assumption."""
    for name, assumed in OTHERWISE.items():
        curve = assumed_curve(AGGREGATES["PHQ-9"], assumed, id=name)
        times = assumed_attendance("week", 2_000, np.random.default_rng(SEED))
        tuned = calibrate(curve, load("PHQ-9"), times, np.random.default_rng(SEED))
        sys.stdout.write(f"{name}: slope {curve.fixed[1]:.2f}, tau {tuned.tau or float('nan'):.2f}\n")


if __name__ == "__main__":
    main()
