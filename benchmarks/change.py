"""Reliable and clinically significant change (Jacobson and Truax 1991) of a million clients.

Rivals: plain pandas, as an analyst would write it, and `mirt.utils.clinical_significance` (PyPI `mirt`, MIT), the one
Python package found that gives the four categories. All get the same columns and must agree on every client.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.timing import Contest, in_turns
from unstuck.progress.reliable_change import CATEGORIES, jacobson_truax

Floats = NDArray[np.float64]
Names = NDArray[np.object_]

CLIENTS, ROUNDS, TARGET = 1_000_000, 7, 0.1
SD, RELIABILITY, CRITICAL = 6.01, 0.89, 1.959963984540054
CUTOFF = 9.5
"""Between two scores, so that it does not matter whether a score at the cutoff counts as clinical."""


def contest() -> Contest:
    """Time our kernel and its rivals; an AssertionError where they disagree on a client."""
    pre, post = columns()
    frame = pd.DataFrame({"pre": pre, "post": post})
    contenders: dict[str, Callable[[], object]] = {
        "unstuck": lambda: jacobson_truax(pre, post, sd=SD, reliability=RELIABILITY, cutoff=CUTOFF),
        "plain pandas": lambda: with_pandas(frame),
    }
    if find_spec("mirt"):
        contenders["mirt"] = lambda: with_mirt(pre, post)
    agree(pre, post, frame)
    what = f"reliable change of {CLIENTS:,} clients"
    note = "" if "mirt" in contenders else "the rival `mirt` is not installed"
    return Contest(what, in_turns(contenders, ROUNDS), TARGET, note)


def columns() -> tuple[Floats, Floats]:
    """Return first and latest PHQ-9 totals of a million clients."""
    chance = np.random.default_rng(1)
    pre = np.clip(np.rint(chance.normal(13.77, SD, CLIENTS)), 0, 27)
    return pre, np.clip(np.rint(pre - chance.normal(5, 6, CLIENTS)), 0, 27)


def with_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with index and category, as an analyst would write it."""
    done = frame.copy()
    done["rci"] = (done["post"] - done["pre"]) / (SD * np.sqrt(2 * (1 - RELIABILITY)))
    better, worse = done["rci"] < -CRITICAL, done["rci"] > CRITICAL
    crossed = (done["pre"] >= CUTOFF) & (done["post"] < CUTOFF)
    done["category"] = "unchanged"
    done.loc[better, "category"] = "improved"
    done.loc[better & crossed, "category"] = "recovered"
    done.loc[worse, "category"] = "deteriorated"
    return done


def with_mirt(pre: Floats, post: Floats) -> dict[str, NDArray[np.bool_]]:
    """Return the rival's four masks."""
    found: dict[str, NDArray[np.bool_]] = import_module("mirt.utils").clinical_significance(
        pre, post, cutoff=CUTOFF, reliability=RELIABILITY, sd_theta=SD, higher_is_better=False
    )
    return found


def agree(pre: Floats, post: Floats, frame: pd.DataFrame) -> None:
    """Raise an AssertionError unless all give every client the same category."""
    codes = jacobson_truax(pre, post, sd=SD, reliability=RELIABILITY, cutoff=CUTOFF).category
    ours: Names = np.array(CATEGORIES, dtype=object)[codes]
    rivals = {"plain pandas": with_pandas(frame)["category"].to_numpy(dtype=object)}
    if find_spec("mirt"):
        masks = with_mirt(pre, post)
        rivals["mirt"] = np.select(list(masks.values()), list(masks), "").astype(object)
    for name, theirs in rivals.items():
        if not np.array_equal(ours, theirs):
            raise AssertionError(f"{name} and unstuck disagree on {int((ours != theirs).sum())} clients")
