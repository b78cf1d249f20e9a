"""The 95 % interval of a ratio over clusters, and of a difference of two such ratios.

Where there are 50 clusters and more, it is the percentile interval of a cluster bootstrap, expanded for their number
(Hesterberg 2015). With fewer, a bootstrap covers too seldom, and the interval is that of Student's t:
cluster-robust standard error with the CR2 correction (Bell & McCaffrey 2002), degrees of freedom by Satterthwaite
under equal correlation within clusters as found in the data (Imbens & Kolesár 2016); shares on the logit scale.
Clusters count as so many of equal size: (Σd)² / Σd² of their weights d, as one large agency among small ones tells
less than their number (Carter, Schnepel & Steigerwald 2017). Of two groups, the one with fewer decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import expit, logit, stdtrit

from textkit.resample import DRAWS, LEVEL, Floats, Whole, bootstrap_each, percentile_interval

ENOUGH = 50
"""From so many clusters of equal size on the bootstrap's percentiles serve."""
_FLAT = 1e-9
"""Standard errors not above this share of the estimate are rounding: clusters do not differ."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the clusters of one group hold of one value v with weight w; every array has an entry per cluster.

    Parameters
    ----------
    cluster
        Whole numbers that tell clusters apart, across groups too; rising.
    numerator, denominator
        Sums of w·v and of w.
    square, product, weight_square
        Sums of w²·v², w²·v and w²: they tell how alike the units of a cluster are.
    """

    cluster: Whole
    numerator: Floats
    denominator: Floats
    square: Floats
    product: Floats
    weight_square: Floats

    @property
    def ratio(self) -> float:
        """The estimate: sum of w·v over sum of w."""
        total = self.denominator.sum()
        return float(self.numerator.sum() / total) if total > 0 else float("nan")

    @property
    def effective(self) -> float:
        """As how many clusters of equal size they count."""
        squares = (self.denominator**2).sum()
        return float(self.denominator.sum() ** 2 / squares) if squares > 0 else 0.0

    def __len__(self) -> int:
        return len(self.cluster)


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval and how it was made; `reason` says why there is none."""

    low: float = float("nan")
    high: float = float("nan")
    error: float = float("nan")
    method: str | None = None
    reason: str | None = None


def ratio_interval(
    sums: Sums, *, share: bool, unit: str = "cluster", draws: int = DRAWS, random_state: int = 0, level: float = LEVEL
) -> Interval:
    """Return the interval of a share or mean.

    Parameters
    ----------
    share
        Whether values lie in 0-1, so that the interval has to.
    unit
        What clusters are, for the reason.

    Examples
    --------
    Of 4 agencies each with 10 measures, 2, 3, 4 and 3 are firm:

    >>> held = np.array([2.0, 3, 4, 3])
    >>> ten = np.full(4, 10.0)
    >>> found = ratio_interval(Sums(np.arange(4), held, ten, held, held, ten), share=True)
    >>> round(found.low, 2), round(found.high, 2), found.method
    (0.19, 0.44, 'CR2, t(3.0), logit')
    """
    return ratio_intervals([sums], [share], unit=unit, draws=draws, random_state=random_state, level=level)[0]


def ratio_intervals(
    each: Sequence[Sums],
    shares: Sequence[bool],
    *,
    unit: str = "cluster",
    draws: int = DRAWS,
    random_state: int = 0,
    level: float = LEVEL,
) -> list[Interval]:
    """Return `ratio_interval` of each, those of the bootstrap drawn together.

    Examples
    --------
    >>> one = Sums(np.arange(1), *(np.ones(1),) * 5)
    >>> [found.reason for found in ratio_intervals([one], [True], unit="agency")]
    ['one agency']
    """
    found = [_small_ratio(sums, share, unit, level) for sums, share in zip(each, shares, strict=True)]
    open_ones = [at for at, interval in enumerate(found) if interval is None]
    columns = [(each[at].numerator[:, None], each[at].denominator[:, None]) for at in open_ones]
    drawn = bootstrap_each(columns, draws=draws, random_state=random_state)
    for at, values in zip(open_ones, drawn, strict=True):
        found[at] = _percentiles(values[:, 0], each[at].ratio, _error(_parts(each[at])[0]), each[at].effective, level)
    return [interval for interval in found if interval is not None]


def _percentiles(drawn: Floats, value: float, error: float, clusters: float, level: float) -> Interval:
    low, high = percentile_interval(drawn, level=level, clusters=clusters)
    return Interval(min(low, value), max(high, value), error, f"cluster bootstrap, {len(drawn)} draws")


def _small_ratio(sums: Sums, share: bool, unit: str, level: float) -> Interval | None:
    """Return the interval of few clusters, or why there is none; None where the bootstrap serves."""
    value = sums.ratio
    if len(sums) < 2:
        return Interval(reason=f"one {unit}")
    error = _error(_parts(sums)[0])
    if error <= _FLAT * abs(value):
        return Interval(reason=_why_flat(value, share, unit))
    if sums.effective >= ENOUGH:
        return None
    freedom = _freedom(sums, None, sums.cluster)
    reach = float(stdtrit(freedom, (1 + level) / 2)) * error
    if not share:
        return Interval(value - reach, value + reach, error, f"CR2, t({freedom:.1f})")
    reach /= value * (1 - value)
    low, high = float(expit(logit(value) - reach)), float(expit(logit(value) + reach))
    return Interval(low, high, error, f"CR2, t({freedom:.1f}), logit")


def difference_interval(
    first: Sums,
    second: Sums,
    *,
    share: bool,
    unit: str = "cluster",
    draws: int = DRAWS,
    random_state: int = 0,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of the ratio of `first` less that of `second`; they may share clusters.

    Parameters
    ----------
    share, unit
        As of `ratio_interval`.

    Examples
    --------
    >>> ten, at = np.full(3, 10.0), np.arange(3)
    >>> low, high = np.array([2.0, 3, 4]), np.array([5.0, 6, 7])
    >>> first, second = Sums(at, high, ten, high, high, ten), Sums(at + 3, low, ten, low, low, ten)
    >>> found = difference_interval(first, second, share=True)
    >>> round(found.low, 2), round(found.high, 2), found.method
    (0.07, 0.53, 'CR2, t(4.0)')
    """
    pairs = [(first, second)]
    return difference_intervals(pairs, [share], unit=unit, draws=draws, random_state=random_state, level=level)[0]


def difference_intervals(
    pairs: Sequence[tuple[Sums, Sums]],
    shares: Sequence[bool],
    *,
    unit: str = "cluster",
    draws: int = DRAWS,
    random_state: int = 0,
    level: float = LEVEL,
) -> list[Interval]:
    """Return `difference_interval` of each pair, those of the bootstrap drawn together.

    Examples
    --------
    >>> one = Sums(np.arange(1), *(np.ones(1),) * 5)
    >>> [found.reason for found in difference_intervals([(one, one)], [True], unit="agency")]
    ['one agency in a group']
    """
    found = [_small_difference(*pair, share, unit, level) for pair, share in zip(pairs, shares, strict=True)]
    open_ones = [at for at, interval in enumerate(found) if interval is None]
    drawn = bootstrap_each([_columns(*pairs[at]) for at in open_ones], draws=draws, random_state=random_state)
    for at, values in zip(open_ones, drawn, strict=True):
        (first, second), difference = pairs[at], values[:, 0] - values[:, 1]
        effective = min(first.effective, second.effective)
        found[at] = _percentiles(difference, first.ratio - second.ratio, _joint_error(first, second), effective, level)
    return [interval for interval in found if interval is not None]


def _joint_error(first: Sums, second: Sums) -> float:
    clusters = np.union1d(first.cluster, second.cluster)
    return _error(_joint(first, clusters, _parts(first)[0]) - _joint(second, clusters, _parts(second)[0]))


def _columns(first: Sums, second: Sums) -> tuple[Floats, Floats]:
    """Return numerators and denominators of both groups per cluster."""
    clusters = np.union1d(first.cluster, second.cluster)
    numerators, denominators = (
        np.column_stack([_joint(side, clusters, getattr(side, name)) for side in (first, second)])
        for name in ("numerator", "denominator")
    )
    return numerators, denominators


def _small_difference(first: Sums, second: Sums, share: bool, unit: str, level: float) -> Interval | None:
    """Return the interval of few clusters, or why there is none; None where the bootstrap serves."""
    if min(len(first), len(second)) < 2:
        return Interval(reason=f"one {unit} in a group")
    error = _joint_error(first, second)
    if error <= _FLAT * max(abs(first.ratio), abs(second.ratio)):
        return Interval(reason=f"no variation between the {_plural(unit)}")
    if min(first.effective, second.effective) >= ENOUGH:
        return None
    value = first.ratio - second.ratio
    freedom = _freedom(first, second, np.union1d(first.cluster, second.cluster))
    reach = float(stdtrit(freedom, (1 + level) / 2)) * error
    bound = 1.0 if share else float("inf")
    return Interval(max(value - reach, -bound), min(value + reach, bound), error, f"CR2, t({freedom:.1f})")


def _plural(unit: str) -> str:
    return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"


def _why_flat(value: float, share: bool, unit: str) -> str:
    if share and value <= _FLAT:
        return "never found"
    if share and value >= 1 - _FLAT:
        return "found in all"
    return f"no variation between the {_plural(unit)}"


def _parts(sums: Sums) -> tuple[Floats, Floats, Floats]:
    """Return the CR2 influence of each cluster on the ratio, its leverage, and the correction."""
    total = sums.denominator.sum()
    leverage = sums.denominator / total
    correction = 1 / np.sqrt(np.maximum(1 - leverage, 1e-12)) / total
    residual = sums.numerator - sums.ratio * sums.denominator
    return correction * residual, leverage, correction


def _error(influence: Floats) -> float:
    return sqrt(float(influence @ influence))


def _joint(sums: Sums, clusters: Whole, values: Floats) -> Floats:
    """Set the values of a group's clusters among all clusters, 0 elsewhere."""
    found = np.zeros(len(clusters))
    found[np.searchsorted(clusters, sums.cluster)] = values
    return found


def _likeness(sums: Sums) -> tuple[float, float]:
    """Return variance of a unit and correlation of units of a cluster, by moments; correlation in 0-1."""
    ratio = sums.ratio
    squares = sums.square - 2 * ratio * sums.product + ratio**2 * sums.weight_square
    residual = sums.numerator - ratio * sums.denominator
    variance = float(squares.sum() / sums.weight_square.sum())
    pairs = float((sums.denominator**2 - sums.weight_square).sum())
    if variance <= 0 or pairs <= 1e-9:
        return max(variance, 1e-12), 0.0
    return variance, min(max(float((residual**2 - squares).sum()) / pairs / variance, 0.0), 1.0)


def _covariance(sums: Sums, variance: float, likeness: float) -> Floats:
    return variance * ((1 - likeness) * sums.weight_square + likeness * sums.denominator**2)


def _freedom(first: Sums, second: Sums | None, clusters: Whole) -> float:
    """Return Satterthwaite's degrees of freedom of the sum of squared influences of the clusters.

    The influence of a cluster is e - P·S: its errors e, weighted, less its leverages P times the errors S of its
    groups in all. The covariance of influences is thus diag(v) + U W U', v the variance of e, U = [P, cov(e, S)],
    and its trace and that of its square need no matrix of clusters by clusters.
    """
    sides = [first] if second is None else [first, second]
    known = [_likeness(side) for side in sides]
    likeness = sum(each[1] for each in known) / len(known)
    weight, leverage, spread, size = [], [], [], []
    for side, (variance, _), sign in zip(sides, known, (1.0, -1.0), strict=False):
        _, its_leverage, correction = _parts(side)
        weight.append(_joint(side, clusters, sign * correction))
        leverage.append(_joint(side, clusters, sign * correction * its_leverage))
        spread.append(_joint(side, clusters, _covariance(side, variance, likeness)))
        size.append(_joint(side, clusters, sqrt(likeness * variance) * side.denominator))
    count = len(sides)
    # covariance of the errors of a cluster in its groups
    errors = np.array([[spread[i] if i == j else size[i] * size[j] for j in range(count)] for i in range(count)])
    weights = np.array(weight)
    with_totals = np.einsum("ig,ijg->jg", weights, errors)
    own = np.einsum("jg,jg->g", with_totals, weights)
    vectors = np.vstack([np.array(leverage), with_totals])
    minus = -np.eye(count)
    middle = np.block([[errors.sum(axis=2), minus], [minus, np.zeros((count, count))]])
    low = middle @ (vectors @ vectors.T)
    diagonal = np.einsum("ig,ij,jg->g", vectors, middle, vectors)
    trace = own.sum() + np.trace(low)
    square = (own**2).sum() + 2 * (own @ diagonal) + np.trace(low @ low)
    freedom = float(trace**2 / square) if square > 0 else 1.0
    return max(freedom, 1.0)
