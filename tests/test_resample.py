"""Chance against scipy, enumeration and its own rules."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from textkit.resample import (
    Labels,
    bootstrap_ratios,
    bootstrap_t_interval,
    draw_counts,
    percentile_interval,
    permutation_p,
    permute_labels,
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


def test_bootstrap_t_is_wider_than_percentiles_and_holds_the_ratio() -> None:
    low, high = bootstrap_t_interval(FIRM, ALL)
    inner = percentile_interval(bootstrap_ratios(FIRM[:, None], ALL[:, None])[:, 0])
    assert low < FIRM.sum() / ALL.sum() < high
    assert high - low > inner[1] - inner[0]


def test_expansion_is_students() -> None:
    """Of normal draws the expanded percentiles are those of Student's t times √(n/(n-1))."""
    drawn = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    _, high = percentile_interval(drawn, clusters=20)
    assert high == pytest.approx(stats.t.ppf(0.975, 19) * np.sqrt(20 / 19), rel=1e-3)


@pytest.mark.parametrize("clusters", [1, 7, 3000])
def test_draws_do_not_depend_on_blocks(clusters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = np.vstack(list(draw_counts(clusters, draws=20, random_state=3)))
    monkeypatch.setattr("textkit.resample._BLOCK", 3 * clusters)
    pieces = list(draw_counts(clusters, draws=20, random_state=3))
    assert len(pieces) == 7
    np.testing.assert_array_equal(np.vstack(pieces), whole)
    assert (whole.sum(axis=1) == clusters).all()


def test_order_of_clusters_does_not_matter() -> None:
    turned = np.random.default_rng(5).permutation(len(ALL))
    assert bootstrap_t_interval(FIRM[turned], ALL[turned]) == pytest.approx(bootstrap_t_interval(FIRM, ALL))


def test_labels_stay_within_strata() -> None:
    second = np.array([True, False, True, True, False, False, False])
    strata = np.array([0, 0, 0, 1, 1, 2, 2])
    labels = Labels(second, np.zeros(7, dtype=bool), strata)
    drawn = np.vstack(list(permute_labels(labels, draws=500)))
    for stratum in range(3):
        assert (drawn[:, strata == stratum].sum(axis=1) == second[strata == stratum].sum()).all()
    assert len(np.unique(drawn, axis=0)) == labels.arrangements() == 3 * 2


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
