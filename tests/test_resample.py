"""Chance against scipy, enumeration and its own rules."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from textkit.resample import (
    arrangements,
    bootstrap_ratios,
    draw_counts,
    percentile_interval,
    permutation_p,
    permute_labels,
    sum_draws,
)

# measures and firm measures of 12 agencies, made up
FIRM = np.array([1.0, 4, 0, 7, 3, 2, 5, 1, 6, 2, 3, 4])
ALL = np.array([6.0, 9, 4, 15, 8, 8, 11, 7, 10, 9, 5, 12])


def test_interval_is_scipys() -> None:
    """Two programs with chance of their own agree up to that chance."""
    ours = percentile_interval(bootstrap_ratios(FIRM[:, None], ALL[:, None], draws=40_000, random_state=1)[:, 0])
    theirs = stats.bootstrap(
        (FIRM, ALL), lambda y, d, axis: y.sum(axis=axis) / d.sum(axis=axis), paired=True, vectorized=True,
        n_resamples=40_000, method="percentile", rng=np.random.default_rng(2),
    ).confidence_interval  # fmt: skip
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_spread_of_draws_is_the_linearised_error() -> None:
    drawn = bootstrap_ratios(FIRM[:, None], ALL[:, None], draws=20_000)[:, 0]
    residual = FIRM - FIRM.sum() / ALL.sum() * ALL
    assert drawn.std() == pytest.approx(np.sqrt((residual**2).sum()) / ALL.sum(), rel=0.05)


def test_expansion_is_students() -> None:
    """Of normal draws the expanded percentiles are those of Student's t times √(n/(n-1))."""
    drawn = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    _, high = percentile_interval(drawn, clusters=20)
    assert high == pytest.approx(stats.t.ppf(0.975, 19) * np.sqrt(20 / 19), rel=1e-3)


@pytest.mark.parametrize("clusters", [1, 7, 3000])
def test_draws_do_not_depend_on_blocks(clusters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = draw_counts(clusters, draws=20, random_state=3)
    draw_counts.cache_clear()
    monkeypatch.setattr("textkit.resample._BLOCK", 3 * clusters)
    pieces = draw_counts(clusters, draws=20, random_state=3)
    np.testing.assert_array_equal(pieces, whole)
    assert (whole.sum(axis=1) == clusters).all()
    columns = np.random.default_rng(1).random((clusters, 2))
    np.testing.assert_allclose(sum_draws(pieces, columns), whole.astype(float) @ columns)


def test_order_of_clusters_does_not_matter() -> None:
    turned = np.random.default_rng(5).permutation(len(ALL))
    drawn = bootstrap_ratios(FIRM[turned, None], ALL[turned, None])
    np.testing.assert_allclose(drawn, bootstrap_ratios(FIRM[:, None], ALL[:, None]))


def test_labels_stay_within_strata() -> None:
    strata = ((3, 2), (2, 1), (2, 0))
    drawn = permute_labels(1, strata, draws=800)
    assert 300 < drawn[:, 0].sum() < 500
    at = 1
    for clusters, second in strata:
        assert (drawn[:, at : at + clusters].sum(axis=1) == second).all()
        at += clusters
    found, times = np.unique(drawn, axis=0, return_counts=True)
    assert len(found) == arrangements(1, strata) == 2 * 3 * 2
    assert stats.chisquare(times).pvalue > 0.001


def test_p_is_scipys() -> None:
    """Every arrangement of 4 among 9, against scipy's exact test of a difference of means."""
    values = np.array([3.0, 5, 4, 7, 6, 8, 5, 9, 7])
    first = values[:4]
    exact = stats.permutation_test(
        (first, values[4:]), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf, alternative="two-sided"
    )
    drawn = np.array([
        values[list(chosen)].mean() - np.delete(values, list(chosen)).mean() for chosen in combinations(range(9), 4)
    ])  # fmt: skip
    ours = permutation_p(first.mean() - values[4:].mean(), drawn)
    assert ours == pytest.approx((exact.pvalue * len(drawn) + 1) / (len(drawn) + 1), abs=0.01)
