"""Permutation test of a difference of two ratios: labels change hands between clusters, or within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from textkit.compare.intervals import Sums
from textkit.resample import (
    DRAWS,
    Counts,
    Flags,
    Floats,
    Stratum,
    Whole,
    arrangements,
    canonical_order,
    permutation_p,
    permute_labels,
    sum_each,
)

FEWEST = 20
"""With fewer arrangements of labels no p-value can fall below 0.05."""
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a test found, or the reason why there is none; `name` says what was exchanged and why."""

    statistic: float = float("nan")
    p_value: float = float("nan")
    name: str | None = None
    reason: str | None = None


def exchange_tests(
    pairs: Sequence[tuple[Sums, Sums]],
    strata: Mapping[int, int],
    *,
    within: Sequence[str] = (),
    unit: str = "agency",
    draws: int = DRAWS,
    random_state: int = 0,
) -> list[Exchange]:
    """Test the difference of the ratios of each pair by exchange of their labels.

    A cluster with one of the labels may hand it to another cluster of its stratum. A cluster with both, as an
    agency that reports in both years, exchanges what it holds under them: it is its own best comparison, and
    labels shuffled between clusters would ignore that its two halves are alike. The statistic is the difference
    over its cluster-robust standard error, so that the test holds too where groups differ in size and spread
    (Janssen 1997; Chung & Romano 2013).

    Parameters
    ----------
    strata
        Cluster → stratum.
    within
        What strata are made of, for the name.

    Returns
    -------
    list of Exchange
        Two-sided, one for each pair; none depends on the others.

    Examples
    --------
    甲、乙、丙 three agencies each: too few to tell anything.

    >>> ones = np.ones(3)
    >>> sums = [Sums(np.arange(3) + at, ones * at, 5 * ones, ones * at, ones * at, 5 * ones) for at in (0, 3)]
    >>> exchange_tests([tuple(sums)], dict.fromkeys(range(6), 0))[0].reason
    'labels can stand in only 20 ways'
    """
    each = [_halves(first, second, strata) for first, second in pairs]
    observed = [_statistics(halves, halves.labels[None, :] @ halves.moves)[0] for halves in each]
    found = [
        Exchange(reason=_why_not(halves, float(value), within)) for halves, value in zip(each, observed, strict=True)
    ]
    testable = [at for at, test in enumerate(found) if test.reason is None]
    moved = sum_each(
        [each[at].moves for at in testable],
        lambda at: permute_labels(*each[testable[at]].design, draws=draws, random_state=random_state),
        [each[at].design for at in testable],
    )
    for at, sums in zip(testable, moved, strict=True):
        drawn = _statistics(each[at], sums)
        drawn[np.isnan(drawn)] = np.inf  # no spread left: as extreme as can be
        value = float(observed[at])
        found[at] = Exchange(value, permutation_p(value, drawn), _name(each[at], within, unit, draws))
    return found


def _why_not(halves: _Halves, observed: float, within: Sequence[str]) -> str | None:
    """Return why labels cannot be exchanged, None if they can."""
    ways = arrangements(halves.pairs, halves.strata)
    if ways <= FEWEST:
        among = f" within {', '.join(within)}" if within else ""
        return f"labels can stand in only {ways:.0f} way{'' if ways == 1 else 's'}{among}"
    return None if np.isfinite(observed) else "no variation within the groups"


@dataclass(frozen=True, slots=True)
class _Halves:
    """Numerator and denominator of each cluster in two halves: the first is the first group's unless exchanged.

    Clusters with both labels stand first, then those of each stratum; `labels` is what was observed.
    """

    one: Floats
    other: Floats
    labels: Counts
    pairs: int
    strata: tuple[Stratum, ...]

    @property
    def design(self) -> tuple[int, tuple[Stratum, ...]]:
        """What `permute_labels` permutes."""
        return self.pairs, self.strata

    @property
    def moves(self) -> Floats:
        """What leaves the first group for the second where a cluster's labels are exchanged."""
        return _products(self.one, self.other) - _products(self.other, self.one)


def _halves(first: Sums, second: Sums, strata: Mapping[int, int]) -> _Halves:
    clusters: Whole = np.union1d(first.cluster, second.cluster)
    mine, theirs = _among(first, clusters), _among(second, clusters)
    in_first, in_second = np.isin(clusters, first.cluster), np.isin(clusters, second.cluster)
    both: Flags = in_first & in_second
    alone: Flags = in_second & ~in_first
    # a cluster of the second group alone holds all in its first half, as exchanged
    one, other = np.where(alone[:, None], theirs, mine), np.where(alone[:, None], 0.0, theirs)
    of = np.array([-1.0 if paired else strata[int(name)] for name, paired in zip(clusters, both, strict=True)])
    order = canonical_order(of, *one.T, *other.T)
    single = [(of == stratum) & ~both for stratum in np.unique(of[~both])]
    return _Halves(
        one[order],
        other[order],
        alone[order].astype(np.uint8),
        int(both.sum()),
        tuple((int(members.sum()), int(alone[members].sum())) for members in single),
    )


def _among(sums: Sums, clusters: Whole) -> Floats:
    found = np.zeros((len(clusters), 2))
    found[np.searchsorted(clusters, sums.cluster)] = np.column_stack([sums.numerator, sums.denominator])
    return found


def _products(half: Floats, against: Floats) -> Floats:
    """Return the sums that statistics are made of, per cluster."""
    y, d = half.T
    return np.column_stack([y, d, y * y, y * d, d * d, y * against[:, 1]])


def _statistics(halves: _Halves, moved: Floats) -> Floats:
    """Return difference over standard error for each row of sums of `_Halves.moves` over what is exchanged."""
    (y, d), (v, w) = halves.one.T, halves.other.T
    one, other = _products(halves.one, halves.other), _products(halves.other, halves.one)
    y1, d1, yy1, yd1, dd1, crossed = (one.sum(axis=0) - moved).T
    y2, d2, yy2, yd2, dd2, uncrossed = (other.sum(axis=0) + moved).T
    with np.errstate(invalid="ignore", divide="ignore"):
        r1, r2 = y1 / d1, y2 / d2
        squares = (yy1 - 2 * r1 * yd1 + r1**2 * dd1) / d1**2 + (yy2 - 2 * r2 * yd2 + r2**2 * dd2) / d2**2
        shared = (y @ v) - r2 * crossed - r1 * uncrossed + r1 * r2 * (d @ w)
        variance = squares - 2 * shared / (d1 * d2)
        known = variance > _ROUNDING * (yy1 / d1**2 + yy2 / d2**2)
        return np.asarray((r1 - r2) / np.sqrt(np.where(known, variance, np.nan)), dtype=np.float64)


def _name(halves: _Halves, within: Sequence[str], unit: str, draws: int) -> str:
    # where all of a stratum have one label, nothing changes hands
    paired, alone = halves.pairs, sum(size for size, second in halves.strata if 0 < second < size)
    clusters = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    parts = [f"exchanged within {paired} {clusters} that have both"] if paired else []
    if alone:
        among = f" within {', '.join(within)}" if within else ""
        parts.append(f"permuted between {alone} {clusters}{among}")
    return f"labels {' and '.join(parts)}, {draws} draws"
