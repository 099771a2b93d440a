"""Normal probabilities against scipy (its own code for one and two dimensions) and direct integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from unstuck.progress.normal import bivariate_normal_upper_tail, normal_cdf


def test_one_dimension_against_scipy() -> None:
    z = np.linspace(-37, 37, 2001)
    np.testing.assert_allclose(normal_cdf(z), norm.cdf(z), rtol=1e-13, atol=0)


def test_two_dimensions_against_scipy() -> None:
    rng = np.random.default_rng(20261122)
    h, k = rng.normal(0, 2, (2, 400))
    near_one = rng.choice([-1, 1], 200) * (1 - 10 ** rng.uniform(-10, -1.1, 200))
    r = np.concatenate([rng.uniform(-1, 1, 200), near_one])
    expected = [
        multivariate_normal.cdf([-a, -b], cov=[[1, c], [c, 1]], allow_singular=True)
        for a, b, c in zip(h, k, r, strict=True)
    ]
    np.testing.assert_allclose(bivariate_normal_upper_tail(h, k, r), expected, atol=1e-9)


@pytest.mark.parametrize(("h", "k", "r"), [(0.3, -1.1, 0.6), (-0.5, 0.8, -0.97), (1.5, 1.4, 0.99), (-2.0, -2.0, 0.2)])
def test_two_dimensions_against_direct_integration(h: float, k: float, r: float) -> None:
    def integrand(x: float) -> float:
        return float(norm.pdf(x) * norm.sf((k - r * x) / np.sqrt(1 - r * r)))

    expected, _ = quad(integrand, h, 12, points=[min(max(k / r, h), 12)], limit=400, epsabs=1e-12)
    assert bivariate_normal_upper_tail(np.array([h]), np.array([k]), np.array([r]))[0] == pytest.approx(
        expected, abs=1e-9
    )


@pytest.mark.parametrize(
    ("h", "k", "r", "expected"),
    [
        (0.0, 0.0, 1.0, 0.5),
        (0.0, 0.0, -1.0, 0.0),
        (0.0, 0.0, 0.5, 1 / 3),  # Sheppard: 1/4 + arcsin(r) / (2 pi)
        (1.0, 1.0, 1.0, 0.15865525393145707),
        (-1.0, 0.5, -1.0, 0.14988228479452986),  # P(.5 < X < 1)
        (-np.inf, 0.0, 0.3, 0.5),
        (np.inf, 0.0, 0.3, 0.0),
    ],
)
def test_known_values(h: float, k: float, r: float, expected: float) -> None:
    assert bivariate_normal_upper_tail(np.array([h]), np.array([k]), np.array([r]))[0] == pytest.approx(
        expected, abs=1e-12
    )
