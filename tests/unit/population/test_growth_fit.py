"""The fitter against likelihoods and estimates written out densely, row by row, and against closed forms."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from unstuck.errors import BadInput
from unstuck.population import growth_search
from unstuck.population.growth_fit import GrowthFit, GrowthSums, Method, NotConverged, fit_growth, fit_sums
from unstuck.population.growth_likelihood import Criterion
from unstuck.population.growth_sums import standardised, sums_of_rows

Floats = NDArray[np.float64]
METHODS: tuple[Method, ...] = ("REML", "ML")


class Rows(NamedTuple):
    clients: NDArray[np.int64]
    x: Floats
    y: Floats
    covariates: dict[str, Floats]

    def fit(self, method: Method = "REML") -> GrowthFit:
        return fit_growth(self.clients, self.x, self.y, covariates=self.covariates, method=method)


def caseload(
    seed: int = 1,
    clients: int = 40,
    *,
    slope_sd: float = 2.0,
    intercept_sd: float = 4.0,
    treated: bool = False,
) -> Rows:
    """One to seven scores a client at irregular times, several clients with a single score."""
    random = np.random.default_rng(seed)
    counts = np.resize([1, 7, 3, 5, 2, 6, 1, 4], clients)
    ids = np.repeat(np.arange(clients), counts)
    x = np.log1p(random.uniform(0, 12, len(ids)))
    u = random.normal(size=(clients, 2)) * [intercept_sd, slope_sd]
    arm = (ids % 2).astype(float)
    y = 18 - 3 * x - 2 * arm * x * treated + u[ids, 0] + u[ids, 1] * x + random.normal(0, 3, len(ids))
    return Rows(ids, x, y, {"arm": arm, "x:arm": arm * x} if treated else {})


def designs(rows: Rows) -> tuple[Floats, Floats]:
    """X and Z over all rows, Z with two columns for each client."""
    x_matrix = np.column_stack([np.ones_like(rows.x), rows.x, *rows.covariates.values()])
    clients = int(rows.clients.max()) + 1
    z = np.zeros((len(rows.x), 2 * clients))
    z[np.arange(len(rows.x)), 2 * rows.clients] = 1.0
    z[np.arange(len(rows.x)), 2 * rows.clients + 1] = rows.x
    return x_matrix, z


def dense_loglik(rows: Rows, fixed: Floats | None, omega: Floats, noise: float, method: Method) -> float:
    """The log-likelihood of all scores as one normal vector; `fixed` None takes the best fixed effects.

    REML as in Harville 1974, Biometrika 61:383-385, without the factor |X'X|^(1/2), as lme4 prints it.
    """
    x_matrix, z = designs(rows)
    v = z @ np.kron(np.eye(z.shape[1] // 2), omega) @ z.T + noise * np.eye(len(rows.y))
    precision = x_matrix.T @ np.linalg.solve(v, x_matrix)
    if fixed is None:
        fixed = np.linalg.solve(precision, x_matrix.T @ np.linalg.solve(v, rows.y))
    loglik = float(multivariate_normal(x_matrix @ fixed, v).logpdf(rows.y))
    if method == "REML":
        loglik += 0.5 * len(fixed) * np.log(2 * np.pi) - 0.5 * float(np.linalg.slogdet(precision)[1])
    return loglik


def best_dense_loglik(rows: Rows, method: Method) -> float:
    """The highest dense log-likelihood that a search without derivatives finds."""

    def depth(t: Floats) -> float:
        factor = np.array([[t[0], 0.0], [t[1], t[2]]])
        return -dense_loglik(rows, None, factor @ factor.T, np.exp(t[3]), method)

    start = np.array([4.0, 0.0, 0.5, np.log(9.0)])
    found = minimize(depth, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-7, "maxiter": 400})
    return -float(found.fun)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("treated", [False, True])
class TestAgainstTheDenseModel:
    def test_loglik_is_that_of_one_long_normal_vector(self, method: Method, treated: bool) -> None:
        rows = caseload(treated=treated)
        fit = rows.fit(method)
        dense = dense_loglik(rows, fit.fixed, fit.random_covariance, fit.residual_variance, method)
        assert fit.loglik == pytest.approx(dense, abs=1e-8)

    def test_no_other_variances_are_likelier(self, method: Method, treated: bool) -> None:
        rows = caseload(treated=treated)
        fit = rows.fit(method)
        assert not fit.boundary
        for entry in [(0, 0), (0, 1), (1, 1), None]:
            for share in (0.98, 1.02):
                omega, noise = fit.random_covariance.copy(), fit.residual_variance
                if entry is None:
                    noise *= share
                else:
                    omega[entry] = omega[entry[::-1]] = omega[entry] * share
                assert dense_loglik(rows, None, omega, noise, method) < fit.loglik

    def test_effects_are_the_brute_force_predictions(self, method: Method, treated: bool) -> None:
        # Henderson 1975, Biometrics 31:423-447: u = Omega Z'V^-1 (y - X beta), beta by generalised
        # least squares.
        rows = caseload(treated=treated)
        fit = rows.fit(method)
        x_matrix, z = designs(rows)
        omega = np.kron(np.eye(fit.n_clients), fit.random_covariance)
        v = z @ omega @ z.T + fit.residual_variance * np.eye(len(rows.y))
        covariance = np.linalg.inv(x_matrix.T @ np.linalg.solve(v, x_matrix))
        beta = covariance @ x_matrix.T @ np.linalg.solve(v, rows.y)
        effects = omega @ z.T @ np.linalg.solve(v, rows.y - x_matrix @ beta)
        conditional = omega - omega @ z.T @ np.linalg.solve(v, z @ omega)
        np.testing.assert_allclose(fit.fixed, beta, rtol=1e-9)
        np.testing.assert_allclose(fit.fixed_covariance, covariance, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(fit.effects, effects.reshape(-1, 2), rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(fit.effects_sd, np.sqrt(np.diag(conditional)).reshape(-1, 2), rtol=1e-8)

    def test_derivatives_are_those_of_the_criterion(self, method: Method, treated: bool) -> None:
        rows = caseload(treated=treated)
        sums = standardised(sums_of_rows(rows.clients, rows.x, rows.y, rows.covariates))
        criterion = Criterion(sums, restricted=method == "REML")
        d, h = np.array([0.8, 0.1, 0.3]), 1e-5
        moves = h * np.eye(3)
        up, down = [criterion.at(d + m) for m in moves], [criterion.at(d - m) for m in moves]
        slopes = [(a.value - b.value) / (2 * h) for a, b in zip(up, down, strict=True)]
        bends = [(a.gradient - b.gradient) / (2 * h) for a, b in zip(up, down, strict=True)]
        here = criterion.at(d)
        np.testing.assert_allclose(here.gradient, slopes, rtol=1e-6)
        np.testing.assert_allclose(here.hessian, bends, rtol=1e-6)


def balanced(clients: int, seed: int = 4) -> tuple[Rows, Floats]:
    """Everyone scored at weeks 0 to 4; and each client's own least-squares line."""
    random = np.random.default_rng(seed)
    week = np.arange(5.0)
    lines = random.multivariate_normal([20.0, -2.0], [[16.0, -2.0], [-2.0, 3.0]], clients)
    scores = lines[:, :1] + lines[:, 1:] * week + random.normal(0, 2, (clients, 5))
    own = np.polynomial.polynomial.polyfit(week, scores.T, 1).T
    return Rows(np.repeat(np.arange(clients), 5), np.tile(week, clients), scores.ravel(), {}), own


@pytest.mark.parametrize("clients", [30, 9000])
@pytest.mark.parametrize("method", METHODS)
def test_a_balanced_caseload_has_a_closed_form(method: Method, clients: int) -> None:
    # With one design Z for all, beta is the mean of the clients' own lines, the noise is pooled from around
    # them, and the lines' covariance is Omega + noise (Z'Z)^-1; (Z'Z)^-1 = [[.6, -.2], [-.2, .1]] for 0..4.
    rows, own = balanced(clients)
    left = rows.y - own[rows.clients, 0] - own[rows.clients, 1] * rows.x
    noise = float(left @ left) / (3 * clients)
    omega = np.cov(own.T, ddof=1 if method == "REML" else 0) - noise * np.array([[0.6, -0.2], [-0.2, 0.1]])
    fit = rows.fit(method)
    np.testing.assert_allclose(fit.fixed, own.mean(axis=0), rtol=1e-10)
    np.testing.assert_allclose(fit.residual_variance, noise, rtol=1e-7)
    np.testing.assert_allclose(fit.random_covariance, omega, rtol=1e-6)
    assert not fit.boundary


class TestVarianceOfZero:
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("seed", [2, 3, 8])
    def test_without_differences_in_slope(self, method: Method, seed: int) -> None:
        rows = caseload(seed, 16, slope_sd=0.0)
        fit = rows.fit(method)
        assert fit.loglik >= best_dense_loglik(rows, method) - 1e-6
        determinant = float(np.linalg.det(fit.random_covariance))
        assert fit.boundary == (abs(determinant) < 1e-12)
        assert np.isfinite(fit.effects).all()

    def test_some_of_those_are_at_the_boundary(self) -> None:
        assert {caseload(seed, 16, slope_sd=0.0).fit().boundary for seed in (2, 3, 8)} == {True, False}

    def test_clients_more_alike_than_chance_have_no_effects(self) -> None:
        # Every client has the same mean and trend, the noise turned round in every second one:
        # the clients' lines differ less than noise alone would have it, so nothing is left for Omega.
        noise = np.array([1.0, -2.0, 0.0, 2.0, -1.0])
        week = np.arange(5.0)
        scores = np.concatenate([10 - week + sign * noise for sign in (1, -1, 1, -1)])
        fit = fit_growth(np.repeat([1, 2, 3, 4], 5), np.tile(week, 4), scores, method="ML")
        assert fit.boundary
        np.testing.assert_allclose(fit.random_covariance, 0.0, atol=1e-12)
        np.testing.assert_allclose(fit.effects, 0.0, atol=1e-12)
        np.testing.assert_allclose(fit.fixed, [10.0, -1.0], rtol=1e-12)
        # sigma^2 = 4 * 10 / 20 rows; -2 loglik = 20 (1 + log(2 pi 2)).
        assert fit.residual_variance == pytest.approx(2.0)
        assert fit.loglik == pytest.approx(-10 * (1 + np.log(4 * np.pi)))


class TestUnits:
    def test_a_huge_offset_of_the_scores_only_moves_the_intercept(self) -> None:
        rows = caseload()
        plain, moved = rows.fit(), rows._replace(y=rows.y + 1e8).fit()
        np.testing.assert_allclose(moved.fixed - plain.fixed, [1e8, 0.0], rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(moved.random_covariance, plain.random_covariance, rtol=1e-5)
        np.testing.assert_allclose(moved.effects, plain.effects, rtol=1e-4, atol=1e-5)
        assert moved.loglik == pytest.approx(plain.loglik, abs=1e-5)

    @pytest.mark.parametrize("method", METHODS)
    def test_other_units_of_time_and_score(self, method: Method) -> None:
        rows = caseload(treated=True)
        plain = rows.fit(method)
        other = Rows(
            rows.clients,
            1000 * rows.x,
            0.001 * rows.y,
            {"arm": rows.covariates["arm"], "x:arm": 1000 * rows.covariates["x:arm"]},
        ).fit(method)
        np.testing.assert_allclose(other.fixed, plain.fixed * [1e-3, 1e-6, 1e-3, 1e-6], rtol=1e-8)
        np.testing.assert_allclose(other.effects, plain.effects * [1e-3, 1e-6], rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(other.effects_sd, plain.effects_sd * [1e-3, 1e-6], rtol=1e-6)
        omega = plain.random_covariance * [[1e-6, 1e-9], [1e-9, 1e-12]]
        np.testing.assert_allclose(other.random_covariance, omega, rtol=1e-6)
        assert other.loglik == pytest.approx(dense_loglik_of(other, rows, method), abs=1e-6)

    def test_time_counted_from_another_day(self) -> None:
        rows = caseload()
        plain, moved = rows.fit("ML"), rows._replace(x=rows.x + 2020).fit("ML")
        at_start = moved.fixed[0] + 2020 * moved.fixed[1]
        assert at_start == pytest.approx(plain.fixed[0], rel=1e-9)
        lines = moved.effects[:, 0] + 2020 * moved.effects[:, 1]
        np.testing.assert_allclose(lines, plain.effects[:, 0], rtol=1e-5, atol=1e-6)
        assert moved.loglik == pytest.approx(plain.loglik, abs=1e-7)


def dense_loglik_of(fit: GrowthFit, rows: Rows, method: Method) -> float:
    other = Rows(
        rows.clients,
        1000 * rows.x,
        0.001 * rows.y,
        {"arm": rows.covariates["arm"], "x:arm": 1000 * rows.covariates["x:arm"]},
    )
    return dense_loglik(other, fit.fixed, fit.random_covariance, fit.residual_variance, method)


class TestClients:
    def test_rows_in_any_order(self) -> None:
        rows = caseload()
        order = np.random.default_rng(9).permutation(len(rows.x))
        plain = rows.fit()
        mixed = fit_growth(rows.clients[order], rows.x[order], rows.y[order])
        place = np.argsort(mixed.clients)
        np.testing.assert_allclose(mixed.effects[place], plain.effects, rtol=1e-6, atol=1e-8)
        assert mixed.loglik == pytest.approx(plain.loglik, abs=1e-9)

    @pytest.mark.parametrize(
        "name",
        [lambda n: f"c{n}", lambda n: n * 10**12 - 5, lambda n: -n, lambda n: ("agency", n), lambda n: n / 2],
        ids=["text", "large", "negative", "tuple", "half"],
    )
    def test_ids_of_any_kind_in_order_of_appearance(self, name: Any) -> None:
        rows = caseload()
        order = np.argsort(-rows.clients, kind="stable")
        ids = [name(int(client)) for client in rows.clients[order]]
        fit = fit_growth(ids, rows.x[order], rows.y[order])
        assert [tuple(i) if isinstance(i, tuple) else i for i in fit.clients.tolist()] == list(dict.fromkeys(ids))
        np.testing.assert_allclose(fit.effects, rows.fit().effects[::-1], rtol=1e-6, atol=1e-8)

    @pytest.mark.parametrize("kind", [np.int8, np.uint8, np.uint64])
    def test_small_and_unsigned_integer_ids(self, kind: type[np.integer[Any]]) -> None:
        rows = caseload(clients=100)
        shift = 100 if kind is np.int8 else 0
        fit = fit_growth((rows.clients * 2 - shift).astype(kind), rows.x, rows.y)
        assert fit.clients.tolist() == [2 * n - shift for n in range(100)]
        assert fit.loglik == pytest.approx(rows.fit().loglik, abs=1e-9)

    def test_counts(self) -> None:
        fit = caseload(clients=16).fit()
        # Eight clients have 1 + 7 + 3 + 5 + 2 + 6 + 1 + 4 = 29 scores.
        assert (fit.n_clients, fit.n_scores, fit.method, fit.names) == (16, 58, "REML", ("intercept", "x"))

    def test_a_fit_is_frozen(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            caseload().fit().loglik = 0.0  # type: ignore[misc]


def moments(rows: Rows, x_origin: float, y_origin: float) -> GrowthSums:
    x, y = rows.x - x_origin, rows.y - y_origin
    made = {"x": x, "xx": x * x, "y": y, "xy": x * y, "yy": y * y}
    summed = {name: np.bincount(rows.clients, weights=values) for name, values in made.items()}
    return GrowthSums.of_moments(
        np.unique(rows.clients),
        count=np.bincount(rows.clients),
        x_origin=x_origin,
        y_origin=y_origin,
        **summed,
    )


class TestSums:
    @pytest.mark.parametrize("origin", [(0.0, 0.0), (1.5, 12.0)])
    def test_moments_from_elsewhere_give_the_same_fit(self, origin: tuple[float, float]) -> None:
        rows = caseload()
        plain, other = rows.fit(), fit_sums(moments(rows, *origin))
        np.testing.assert_allclose(other.fixed, plain.fixed, rtol=1e-9)
        np.testing.assert_allclose(other.random_covariance, plain.random_covariance, rtol=1e-7)
        np.testing.assert_allclose(other.effects, plain.effects, rtol=1e-6, atol=1e-8)

    def test_a_missing_moment(self) -> None:
        with pytest.raises(BadInput, match="column 'xx': expected a finite number, found nan at position 1"):
            GrowthSums.of_moments([1, 2], count=[3, 3], x=[3, 3], xx=[5, np.nan], y=[1, 2], xy=[1, 2], yy=[4, 4])

    def test_no_client_at_all(self) -> None:
        sums = GrowthSums.of_moments([], count=[], x=[], xx=[], y=[], xy=[], yy=[])
        with pytest.raises(BadInput, match="expected scores of at least 2 clients, found 0"):
            fit_sums(sums)

    def test_sums_that_lost_their_digits(self) -> None:
        rows = caseload()
        with pytest.raises(BadInput, match="column 'y': expected scores that differ by more than rounding"):
            fit_sums(moments(rows._replace(y=rows.y + 1e9), 0.0, 0.0))
        found = fit_sums(moments(rows._replace(y=rows.y + 1e9), 0.0, 1e9))
        np.testing.assert_allclose(found.random_covariance, rows.fit().random_covariance, rtol=1e-4)

    def test_a_client_without_scores(self) -> None:
        with pytest.raises(BadInput, match="column 'count': expected at least one score"):
            GrowthSums.of_moments([1, 2], count=[3, 0], x=[3, 0], xx=[5, 0], y=[1, 0], xy=[1, 0], yy=[4, 0])


GOOD: dict[str, Any] = {
    "clients": [1, 1, 1, 2, 2, 2, 3, 3, 3],
    "x": [0, 1, 2] * 3,
    "y": [9, 7, 6, 8, 8, 5, 9, 9, 9],
}


class TestBadInput:
    def test_the_rows_that_the_others_are_made_from_can_be_fitted(self) -> None:
        assert fit_growth(**GOOD).n_clients == 3

    @pytest.mark.parametrize(
        ("change", "line"),
        [
            (
                {"y": [9, 7, None, 8, 8, 5, 9, 9, 9]},
                "column 'y': expected a finite number, found nan at position 2",
            ),
            ({"x": [0, 1, np.inf] * 3}, "column 'x': expected a finite number, found inf at position 2"),
            ({"y": ["nine"] * 9}, "column 'y': expected numbers only"),
            ({"y": np.ma.masked_equal(np.arange(9.0), 8.0)}, "column 'y': .* found nan at position 8"),
            ({"y": [1, 2]}, "column 'y': expected 9 values, one for each client id, found 2"),
            (
                {"clients": [1, 1, 1, 2, 2, 2, None, 3, 3]},
                "column 'clients': expected a client id for every score",
            ),
            (
                {"clients": [1.0, 1, 1, 2, 2, 2, np.nan, 3, 3]},
                "column 'clients': expected a client id for every",
            ),
            ({"clients": []}, "column 'clients': expected one client id for each score, found none"),
            ({"clients": [1] * 9}, "expected scores of at least 2 clients, found 1"),
            ({"x": [4] * 9}, "column 'x': expected values that differ"),
            ({"y": [4] * 9}, "column 'y': expected scores that differ"),
            (
                {"x": [0, 0, 0, 1, 1, 1, 0, 1, 2]},
                "column 'x': expected at least 2 clients with scores at two or more",
            ),
            ({"clients": [1, 1, 2, 2, 3, 3, 4, 4, 5]}, "expected a client with three or more scores"),
            (
                {"y": [9, 8, 7, 5, 3, 1, 4, 4, 4]},
                "column 'y': expected scores that scatter around each client's line",
            ),
            (
                {"covariates": {"twice": [0, 2, 4] * 3}},
                "column 'twice': expected values that differ and that",
            ),
            ({"covariates": {"one": [1] * 9}}, "column 'one': expected values that differ"),
            ({"covariates": {"x": [0, 2, 4] * 3}}, "expected covariates with names other than"),
            ({"covariates": {"a": [1, 2]}}, "column 'a': expected 9 values"),
            ({"method": "MLE"}, "expected method 'REML' or 'ML', found 'MLE'"),
        ],
    )
    def test_says_what_was_expected(self, change: dict[str, Any], line: str) -> None:
        with pytest.raises(BadInput, match=f"^{line}"):
            fit_growth(**{**GOOD, **change})

    @pytest.mark.parametrize("method", METHODS)
    def test_as_many_fixed_effects_as_scores(self, method: Method) -> None:
        extra = {"a": [0, 1, 0, 0, 1], "b": [0, 0, 0, 1, 0], "c": [1, 2, 1, 0, 4]}
        with pytest.raises(BadInput, match="expected more scores than fixed effects, found 5 and 5"):
            fit_growth([1, 1, 1, 2, 2], [0, 1, 2, 0, 1], [3, 4, 4, 5, 7], covariates=extra, method=method)

    def test_a_covariate_that_explains_all_that_the_lines_leave(self) -> None:
        rows = caseload()
        mood = np.sin(np.arange(len(rows.x)))
        line = 10 + rows.clients - 2 * rows.x * (1 + rows.clients % 3)
        with pytest.raises(BadInput, match="expected scores that scatter around each client's line"):
            fit_growth(rows.clients, rows.x, line + 3 * mood, covariates={"mood": mood})

    def test_a_covariate_that_uses_up_the_only_third_score(self) -> None:
        clients, x, a = [1, 1, 1, 2, 2, 3, 3], [0, 1, 2, 0, 1, 0, 1], [0, 1, 0, 0, 0, 1, 1]
        with pytest.raises(BadInput, match="expected a client with three or more scores"):
            fit_growth(clients, x, [3, 4, 4, 5, 7, 2, 9], covariates={"a": a})

    def test_fixed_effects_that_leave_nothing_to_the_clients(self) -> None:
        # Two clients and an own line for each: REML does not depend on Omega at all.
        arm = np.repeat([0.0, 1.0], 5)
        x = np.tile(np.arange(5.0), 2)
        y = [9, 7, 7, 5, 6, 3, 4, 4, 6, 5]
        with pytest.raises(BadInput, match="expected scores that determine the variances"):
            fit_growth(arm, x, y, covariates={"arm": arm, "x:arm": arm * x})


class TestNotConverged:
    def test_a_search_cut_short_returns_no_fit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(growth_search, "MOST_STEPS", 2)
        with pytest.raises(NotConverged, match="no maximum of the likelihood was reached in 2 steps"):
            caseload().fit()

    def test_a_resting_point_that_is_no_minimum_is_left(self) -> None:
        # D = 0 is a resting point of the factor for any data.
        rows = caseload()
        criterion = Criterion(standardised(sums_of_rows(rows.clients, rows.x, rows.y)), restricted=True)
        from_zero = growth_search.search(criterion.at, np.zeros(4), 1e-12)
        elsewhere = growth_search.search(criterion.at, growth_search.STARTS[0], 1e-12)
        assert from_zero.point.value == pytest.approx(elsewhere.point.value, abs=1e-8)
        assert from_zero.d[0] > 0.1
