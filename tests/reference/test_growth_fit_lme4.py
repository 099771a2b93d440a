"""The fitter against lme4 1.1-31 on four data sets, which stay outside the repository.

lme4 stopped at rhoend 1e-10, so its own variances are good to about 1e-6 relative.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from unstuck.population.growth_fit import GrowthFit, Method, fit_growth

pytestmark = pytest.mark.reference_data

SHARED = Path(__file__).parents[2].parent / "shared"
LME4 = SHARED / "reference" / "lme4"
DATA_SETS = ("nimh", "btheb", "sleepstudy", "synthetic1000")
METHODS: tuple[Method, ...] = ("REML", "ML")

Floats = NDArray[np.float64]


class Columns(NamedTuple):
    clients: NDArray[Any]
    x: Floats
    y: Floats
    covariates: Mapping[str, Floats]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def long(path: Path, client: str, x: str, y: str) -> Columns:
    rows = rows_of(path)
    return Columns(
        np.array([row[client] for row in rows]),
        np.array([float(row[x]) for row in rows]),
        np.array([float(row[y]) for row in rows]),
        {},
    )


def nimh() -> Columns:
    path = SHARED / "data" / "nimh_schizophrenia.csv"
    columns = long(path, "id", "Week", "imps79")
    # SqrtWeek in the file is rounded to four digits; lme4 was given the square root itself.
    x = np.sqrt(columns.x)
    drug = long(path, "id", "TxDrug", "imps79").x
    return columns._replace(x=x, covariates={"TxDrug": drug, "x:TxDrug": x * drug})


def btheb() -> Columns:
    months = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
    scores = [
        (str(number), month, float(row[column]))
        for number, row in enumerate(rows_of(SHARED / "data" / "btheb.csv"), start=1)
        for column, month in months.items()
        if row[column] != "NA"
    ]
    clients, month, score = zip(*scores, strict=True)
    return Columns(np.array(clients), np.log1p(np.array(month, dtype=float)), np.array(score), {})


@cache
def columns_of(name: str) -> Columns:
    if name == "nimh":
        return nimh()
    if name == "btheb":
        return btheb()
    if name == "sleepstudy":
        return long(SHARED / "data" / "sleepstudy.csv", "Subject", "Days", "Reaction")
    return long(LME4 / "synthetic1000.csv", "id", "x", "y")


@cache
def fitted(name: str, method: Method) -> GrowthFit:
    columns = columns_of(name)
    return fit_growth(columns.clients, columns.x, columns.y, covariates=columns.covariates, method=method)


@cache
def summary(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((LME4 / "summary.json").read_text())
    return dict(document[name])


def printed(name: str, method: Method) -> dict[str, Any]:
    return summary(name) if method == "REML" else dict(summary(name)["ML"])


@pytest.mark.parametrize("name", DATA_SETS)
def test_the_rows_are_those_that_lme4_saw(name: str) -> None:
    fit = fitted(name, "REML")
    assert (fit.n_scores, fit.n_clients) == (summary(name)["n_obs"], summary(name)["n_groups"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", DATA_SETS)
class TestBothMethods:
    def test_fixed_effects(self, name: str, method: Method) -> None:
        # lme4 orders intercept, slope, drug, slope by drug, as the covariates are given here.
        expected = list(printed(name, method)["fixef"].values())
        np.testing.assert_allclose(fitted(name, method).fixed, expected, rtol=1e-6)

    def test_variances_and_covariance(self, name: str, method: Method) -> None:
        fit = fitted(name, method)
        omega = fit.random_covariance
        assert omega[0, 1] == omega[1, 0]
        found = [omega[0, 0], omega[1, 1], omega[0, 1], fit.residual_variance]
        expected = [entry["vcov"] for entry in printed(name, method)["varcorr"]]
        np.testing.assert_allclose(found, expected, rtol=1e-5)

    def test_log_likelihood(self, name: str, method: Method) -> None:
        expected = printed(name, method)["logREML" if method == "REML" else "logLik"]
        assert fitted(name, method).loglik == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", DATA_SETS)
class TestRestrictedFit:
    def test_standard_errors(self, name: str) -> None:
        found = np.sqrt(np.diag(fitted(name, "REML").fixed_covariance))
        np.testing.assert_allclose(found, list(summary(name)["se"].values()), rtol=1e-6)

    def test_client_effects_and_their_deviations(self, name: str) -> None:
        fit = fitted(name, "REML")
        place = {str(client): number for number, client in enumerate(fit.clients)}
        with (LME4 / f"ranef_{name}.csv").open(newline="") as file:
            rows = list(csv.reader(file))[1:]
        order = [place[row[0]] for row in rows]
        expected = np.array([[float(value) for value in row[1:]] for row in rows])
        assert sorted(order) == list(range(fit.n_clients))
        apart = np.abs(fit.effects[order] - expected[:, :2]) / expected[:, 2:]
        assert apart.max() < 1e-5
        np.testing.assert_allclose(fit.effects_sd[order], expected[:, 2:], rtol=1e-5)
