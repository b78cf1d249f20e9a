"""Chance: cluster bootstrap from sums of clusters, and permutation of labels.

All of it works on sums per cluster, never on items: a draw of a ratio is ``counts @ numerators`` over
``counts @ denominators``, where `counts` says how often each cluster was drawn. Results do not depend on the
order in which clusters are given, nor on what else is computed beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import comb, ndtr, stdtrit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.uint8]
Stratum = tuple[int, int]
Whole = npt.NDArray[np.int64]

DRAWS = 2000
LEVEL = 0.95
_BLOCK = 2_000_000
"""Cells of a block of draws: bounds memory where clusters are many."""
_DECIMALS = 9
"""Sums that agree to so many decimals are one: the order of addition must not decide an order."""


def canonical_order(*columns: Floats) -> Whole:
    """Return the order of clusters by what they hold, so that neither row order nor names matter.

    Examples
    --------
    >>> canonical_order(np.array([2.0, 0.0, 1.0])).tolist()
    [1, 2, 0]
    """
    order: Whole = np.lexsort([column.round(_DECIMALS) for column in reversed(columns)])
    return order


@lru_cache(maxsize=1)
def draw_counts(clusters: int, *, draws: int = DRAWS, random_state: int = 0) -> Counts:
    """Return how often each of the clusters was drawn with replacement, a row a draw.

    Parameters
    ----------
    clusters
        How many there are; as many are drawn.
    draws
        Rows.
    random_state
        Seed of the draws.

    Examples
    --------
    >>> draw_counts(4, draws=2).sum(axis=1).tolist()
    [4, 4]
    """
    random = np.random.default_rng(random_state)
    counts = np.empty((draws, clusters), dtype=np.uint8)  # none of n is drawn 256 times in n
    for rows in _blocks(draws, clusters):
        drawn = random.integers(0, clusters, (len(rows), clusters)) + clusters * np.arange(len(rows))[:, None]
        counts[rows] = np.bincount(drawn.ravel(), minlength=len(rows) * clusters).reshape(-1, clusters)
    counts.flags.writeable = False
    return counts


def _blocks(draws: int, clusters: int) -> Iterator[range]:
    size = max(1, _BLOCK // max(clusters, 1))
    for begin in range(0, draws, size):
        yield range(begin, min(begin + size, draws))


def sum_draws(drawn: Counts, columns: Floats) -> Floats:
    """Return ``drawn @ columns``, in blocks of rows.

    Examples
    --------
    >>> sum_draws(np.array([[0, 2]], dtype=np.uint8), np.array([[1.0], [1.5]])).tolist()
    [[3.0]]
    """
    return np.vstack([drawn[rows].astype(np.float64) @ columns for rows in _blocks(*drawn.shape)])


def sum_each(columns: Sequence[Floats], drawn: Callable[[int], Counts], alike: Iterable[Hashable]) -> list[Floats]:
    """Return `sum_draws` of each of `columns`, in one product for all that are drawn alike.

    Parameters
    ----------
    columns
        Sums per cluster, a row per cluster.
    drawn
        Place in `columns` → its draws.
    alike
        For each of `columns` what tells its draws: equal, if the draws are.

    Examples
    --------
    >>> sum_each([np.array([[1.0]]), np.array([[1.5]])], lambda at: np.array([[2]], dtype=np.uint8), [1, 1])
    [array([[2.]]), array([[3.]])]
    """
    found: list[Floats] = [np.empty(0)] * len(columns)
    places: dict[Hashable, list[int]] = {}
    for at, key in enumerate(alike):
        places.setdefault(key, []).append(at)
    for members in places.values():
        together = sum_draws(drawn(members[0]), np.hstack([columns[at] for at in members]))
        ends = np.cumsum([columns[at].shape[1] for at in members])[:-1]
        for at, each in zip(members, np.hsplit(together, ends), strict=True):
            found[at] = each
    return found


def bootstrap_ratios(numerators: Floats, denominators: Floats, *, draws: int = DRAWS, random_state: int = 0) -> Floats:
    r"""Draw clusters with replacement and return the ratio of sums of each draw.

    Parameters
    ----------
    numerators, denominators
        Sums per cluster, shape ``(clusters, ratios)``; denominators at least 0. Ratios in neighbouring
        columns are drawn together.
    draws, random_state
        See `draw_counts`.

    Returns
    -------
    ndarray
        ``(draws, ratios)``; not a number where a draw has denominator 0.

    Examples
    --------
    甲局 names 业务能力 in 1 of 2 items, 乙局 in 3 of 6:

    >>> bootstrap_ratios(np.array([[1.0], [3.0]]), np.array([[2.0], [6.0]]), draws=2).tolist()
    [[0.5], [0.5]]
    """
    return bootstrap_each([(numerators, denominators)], draws=draws, random_state=random_state)[0]


def bootstrap_each(
    ratios: Sequence[tuple[Floats, Floats]], *, draws: int = DRAWS, random_state: int = 0
) -> list[Floats]:
    """Return what `bootstrap_ratios` gives for each pair of numerators and denominators, in a fraction of the time.

    Examples
    --------
    >>> pair = np.array([[1.0], [3.0]]), np.array([[2.0], [6.0]])
    >>> [drawn.tolist() for drawn in bootstrap_each([pair, pair], draws=1)]
    [[[0.5]], [[0.5]]]
    """
    sums = []
    for numerators, denominators in ratios:
        order = canonical_order(*denominators.T, *numerators.T)
        sums.append(np.hstack([numerators, denominators])[order])
    drawn = sum_each(
        sums, lambda at: draw_counts(len(sums[at]), draws=draws, random_state=random_state), map(len, sums)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return [np.asarray(np.divide(*np.hsplit(each, 2)), dtype=np.float64) for each in drawn]


def percentile_interval(drawn: Floats, *, level: float = LEVEL, clusters: float | None = None) -> tuple[float, float]:
    """Return the interval that holds the share `level` of the draws, as much left out on either side.

    Parameters
    ----------
    clusters
        How many were drawn from, counted as of equal size: expands the interval as Student's t does the normal
        (Hesterberg 2015), as percentiles alone are too narrow by a factor that matters up to a few hundred.

    Examples
    --------
    >>> percentile_interval(np.arange(101.0), level=0.5)
    (25.0, 75.0)
    """
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    tail = (1 - level) / 2
    if clusters is not None:
        tail = float(ndtr(stdtrit(clusters - 1, tail) * np.sqrt(clusters / (clusters - 1))))
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def arrangements(pairs: int, strata: Sequence[Stratum]) -> float:
    """Return in how many ways labels can stand; see `permute_labels`.

    Examples
    --------
    >>> arrangements(1, [(3, 1)])
    6.0
    """
    return float(2.0**pairs * np.prod([comb(clusters, second) for clusters, second in strata]))


@lru_cache(maxsize=1)
def permute_labels(pairs: int, strata: tuple[Stratum, ...], *, draws: int = DRAWS, random_state: int = 0) -> Counts:
    """Permute two labels between clusters within strata, and exchange them within clusters that hold both.

    Parameters
    ----------
    pairs
        Clusters that hold both labels, as an agency that reports in both years; they stand first.
    strata
        Of the clusters that follow, stratum by stratum: how many there are, and how many hold the second label.
    draws, random_state
        See `draw_counts`.

    Returns
    -------
    ndarray
        A row a draw, a column a cluster: 1 where a pair is exchanged, by a fair coin, or where a single cluster
        holds the second label, else 0.

    Examples
    --------
    >>> permute_labels(1, ((3, 1), (2, 0)), draws=2)[:, 1:].sum(axis=1).tolist()
    [1, 1]
    """
    random = np.random.default_rng(random_state)
    coins = random.integers(0, 2, (draws, pairs), dtype=np.uint8)
    columns = [coins]
    for clusters, second in strata:
        held = (np.arange(clusters) < second).astype(np.uint8)
        columns.append(random.permuted(np.tile(held, (draws, 1)), axis=1))
    drawn = np.hstack(columns)
    drawn.flags.writeable = False
    return drawn


def permutation_p(observed: float, drawn: Floats) -> float:
    """Return the two-sided p-value, the observed arrangement counted as one of the draws.

    Draws equal to the observed one up to rounding count as extreme (Phipson & Smyth 2010).

    Examples
    --------
    >>> permutation_p(2.0, np.array([0.5, -2.0, 1.0]))
    0.5
    """
    extreme = np.abs(drawn) >= abs(observed) * (1 - 1e-9)
    return float((1 + extreme.sum()) / (1 + len(drawn)))
