"""A share of people, with its interval."""

from __future__ import annotations

import math

from unstuck.progress.reliable_change import critical_value


def wilson(right: int, tried: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a share; Wilson 1927, J Am Stat Assoc 22:209-212.

    >>> tuple(round(end, 3) for end in wilson(8, 10))
    (0.49, 0.943)
    """
    z, share = critical_value(confidence), right / tried
    middle = share + z * z / (2 * tried)
    spread = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    scale = 1 + z * z / tried
    # Kept around the share and within 0 and 1: where all or none were right, rounding may leave them.
    return max(min((middle - spread) / scale, share), 0.0), min(max((middle + spread) / scale, share), 1.0)
