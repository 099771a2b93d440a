"""Another program's fit of the expected course, as a process of its own: random intercept and slope, from Parquet.

python -m benchmarks.registry_rival NAME FILE.parquet, with NAME glmm or mixedlm-rs.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module

import duckdb
import numpy as np

COLUMNS = """
    SELECT dense_rank() OVER (ORDER BY client) AS client, score::DOUBLE AS y,
           ln(1 + (date - min(date) OVER (PARTITION BY client)) / 7.0) AS x
    FROM read_parquet(?) ORDER BY client, date
    """


def main(name: str, path: str) -> int:
    """Fit, and print the fixed intercept and slope."""
    found = duckdb.execute(COLUMNS, [path]).fetchnumpy()
    columns = {key: np.asarray(values) for key, values in found.items()}
    fixed = with_glmm(columns) if name == "glmm" else with_mixedlm_rs(columns)
    print(" ".join(f"{value:.4f}" for value in fixed))
    return 0


def with_glmm(columns: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> list[float]:
    """Return the fixed effects of PyPI's glmm."""
    return list(import_module("glmm").fit(columns, "y ~ x + (1 + x | client)").beta)


def with_mixedlm_rs(columns: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> list[float]:
    """Return the fixed effects of PyPI's mixedlm-rs."""
    design = np.column_stack([np.ones_like(columns["x"]), columns["x"]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = import_module("mixedlm_rs").MixedLM(columns["y"], design, groups=columns["client"], exog_re=design)
        return list(model.fit(reml=True).fe_params)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
