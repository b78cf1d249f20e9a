"""Linear and logit coefficients from one estimating equation, with errors clustered for few clusters.

Both models solve Σ x (y − h(x'β)) = 0, h the identity or the logistic function. `y` may lie outside 0-1, as
corrected codes do: the logit's criterion stays concave. One column of effects can be absorbed instead of
standing as dummies. Covariances are CR2 with Satterthwaite degrees of freedom (Bell & McCaffrey 2002; Pustejovsky
& Tipton 2018), of the weighted working model where the link is logistic, computed from matrices of the size of the
coefficients, so that large clusters cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Link = Literal["linear", "logit"]
Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

_STEPS = 60
_SETTLED = 1e-10
_ROUNDING = 1e-12
_FLAT = 1e-8
"""What is not above this share is rounding: a residual, of the outcome; an error of clusters, of that of rows."""
_EXTREME = 15.0
"""A row whose linear predictor is beyond weighs less than 1e-6: what holds it there is separation."""
_DEPENDENT = 1e-10
_WHOLE_LEVERAGE = 1e-8


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients in the order of the columns; those not estimated are NaN, and `why` says why.

    `why` is ``collinear``, ``separated``, ``no finite estimate`` or None. `used` marks the rows that told
    anything: beside absorbed effects a logit learns nothing from a group in which the outcome never varies.
    """

    beta: Floats
    covariance: Floats
    df: Floats
    why: tuple[str | None, ...]
    used: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Solution:
    """`weight` is that of the working model, `residual` what a row adds to its score, both as weighted."""

    beta: Floats
    predictor: Floats
    weight: Floats
    residual: Floats
    finite: bool


def solve(
    y: Floats,
    x: Floats,
    *,
    link: Link,
    clusters: Codes,
    absorbed: Codes | None = None,
    weights: Floats | None = None,
) -> Fit:
    """Estimate the coefficients of `x` and their clustered covariance.

    Parameters
    ----------
    y
        Outcome.
    x
        A row per observation and a column per coefficient; no constant beside absorbed effects.
    link
        ``linear`` or ``logit``.
    clusters, absorbed
        The cluster of each row, and the group whose effects are absorbed, as numbers.
    weights
        What each row counts, above 0; all the same if left out.

    Returns
    -------
    Fit
        A column that depends on those before it (and on the absorbed effects) is ``collinear``. Where a column
        foretells the outcome of a binary logit wholly, it is ``separated`` and the rows it foretells are left
        out, which is what the others' estimates tend to.

    Examples
    --------
    >>> y, x = np.array([0.0, 1, 1, 1]), np.ones((4, 1))  # 四个条目中三个有实质内容
    >>> float(solve(y, x, link="linear", clusters=np.array([0, 0, 1, 1])).beta[0])
    0.75
    """
    scale = np.sqrt((x**2).mean(axis=0)) if len(x) else np.ones(x.shape[1])
    scale[scale == 0] = 1.0
    x = x / scale
    why: list[str | None] = [None] * x.shape[1]
    given = np.ones(len(y)) if weights is None else weights
    used = np.ones(len(y), bool)
    if link == "logit" and absorbed is not None:
        used = _varies(y, absorbed)
    lost = "collinear"
    while True:
        groups = None if absorbed is None else _renumbered(absorbed[used])
        columns = [column for column, reason in enumerate(why) if reason is None]
        kept = _independent(x[used][:, columns], groups)
        for column, keep in zip(columns, kept, strict=True):
            why[column] = None if keep else lost
        columns = [column for column, keep in zip(columns, kept, strict=True) if keep]
        if not columns:
            return _fit(why, columns, None, scale, used)
        part = x[used][:, columns]
        fitted = _linear if link == "linear" else _logit
        found = fitted(y[used], part, groups, given[used])
        extreme = np.abs(found.predictor) > _EXTREME
        if found.finite and not extreme.any():
            break
        if not np.isin(y[used], (0.0, 1.0)).all() or not extreme.any():
            for column in columns:
                why[column] = "no finite estimate"
            return _fit(why, [], None, scale, used)
        lost = "separated"
        used[np.flatnonzero(used)[extreme]] = False
        if absorbed is not None:
            used[used] = _varies(y[used], _renumbered(absorbed[used]))
    if groups is not None:
        part = part - _means(part, groups, found.weight)[groups]
    spread = _clustered(part, found.weight, found.residual, _renumbered(clusters[used]))
    return _fit(why, columns, (found.beta, *spread), scale, used)


def _fit(
    why: Sequence[str | None],
    columns: list[int],
    estimated: tuple[Floats, Floats, Floats] | None,
    scale: Floats,
    used: NDArray[np.bool_],
) -> Fit:
    """Set the estimates of `columns` among all, in the units of the data."""
    beta, df = np.full(len(why), np.nan), np.full(len(why), np.nan)
    covariance = np.full((len(why), len(why)), np.nan)
    if estimated is not None:
        beta[columns], covariance[np.ix_(columns, columns)], df[columns] = estimated
    return Fit(beta / scale, covariance / np.outer(scale, scale), df, tuple(why), used)


def _varies(y: Floats, groups: Codes) -> NDArray[np.bool_]:
    """Mark the rows of groups in which a binary outcome takes both values."""
    share = _means(y[:, None], groups, np.ones(len(y)))[:, 0]
    return np.asarray(((share > 0) & (share < 1))[groups])


def _renumbered(groups: Codes) -> Codes:
    numbers: Codes = np.unique(groups, return_inverse=True)[1].astype(np.intp)
    return numbers


def _means(columns: Floats, groups: Codes, weight: Floats) -> Floats:
    """Return the weighted mean of each column in each group."""
    total = np.bincount(groups, weight)
    sums = [np.bincount(groups, weight * column) for column in columns.T]
    return np.stack(sums, axis=1) / total[:, None] if sums else np.zeros((len(total), 0))


def _independent(x: Floats, groups: Codes | None) -> list[bool]:
    """Tell of each column whether it depends on none of those before it, nor on the effects of the groups."""
    if not len(x):
        return [False] * x.shape[1]
    within = x if groups is None else x - _means(x, groups, np.ones(len(x)))[groups]
    gram, size = within.T @ within, (x**2).sum(axis=0)
    kept: list[int] = []
    for column in range(x.shape[1]):
        left = gram[column, column]
        if kept:
            left -= gram[column, kept] @ np.linalg.solve(gram[np.ix_(kept, kept)], gram[kept, column])
        if left > _DEPENDENT * size[column]:
            kept.append(column)
    return [column in kept for column in range(x.shape[1])]


def _linear(y: Floats, x: Floats, groups: Codes | None, given: Floats) -> _Solution:
    if groups is not None:
        both = np.column_stack([x, y])
        both = both - _means(both, groups, given)[groups]
        x, y = both[:, :-1], both[:, -1]
    root = np.sqrt(given)
    beta = np.asarray(np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0], dtype=np.float64)
    residual: Floats = given * (y - x @ beta)
    residual[np.abs(residual) <= _FLAT * np.abs(given * y).max(initial=0.0)] = 0.0
    return _Solution(beta, np.zeros(len(y)), given, residual, True)


def _logit(y: Floats, x: Floats, groups: Codes | None, given: Floats) -> _Solution:
    """Newton's method, halved where it overshoots; absorbed effects are profiled out at every step.

    Columns are made orthogonal first: beside a constant a year is nearly one, and steps would never settle.
    """
    x, back = np.linalg.qr(x)
    beta, predictor = np.zeros(x.shape[1]), np.zeros(len(y))
    value = _criterion(y, predictor, given)
    finite = False
    for _ in range(_STEPS):
        chance = expit(predictor)
        slope = np.maximum(chance * (1 - chance), 1e-12)
        target, weight = predictor + (y - chance) / slope, given * slope
        within, aim = x, np.asarray(target)
        if groups is not None:
            both = np.column_stack([x, target])
            both = both - _means(both, groups, weight)[groups]
            within, aim = both[:, :-1], both[:, -1]
        new = np.linalg.lstsq((within.T * weight) @ within, within.T @ (weight * aim), rcond=None)[0]
        ahead = x @ new
        if groups is not None:
            ahead = ahead + _means((target - ahead)[:, None], groups, weight)[groups, 0]
        step = ahead - predictor
        share = 1.0
        # at the top a step changes the criterion by less than its rounding, which is no overshooting
        least = value - _ROUNDING * (1 + abs(value))
        while (reached := _criterion(y, predictor + share * step, given)) < least and share > 1e-6:
            share /= 2
        predictor, beta, value = predictor + share * step, beta + share * (new - beta), max(value, reached)
        if np.abs(step).max() < _SETTLED * (1 + np.abs(predictor).max()):
            finite = True
            break
        if np.abs(predictor).max() > 2 * _EXTREME:
            break
    chances: Floats = expit(predictor)
    beta = np.asarray(np.linalg.solve(back, beta), dtype=np.float64)
    return _Solution(beta, predictor, given * chances * (1 - chances), given * (y - chances), finite)


def _criterion(y: Floats, predictor: Floats, given: Floats) -> float:
    return float((given * (y * predictor - np.logaddexp(0, predictor))).sum())


def _clustered(x: Floats, weight: Floats, residual: Floats, clusters: Codes) -> tuple[Floats, Floats]:
    """Return the CR2 covariance of the coefficients and their degrees of freedom.

    With R = (X'WX)^{-1/2} and the eigenvalues λ of R X_g'WX_g R, the adjustment (I − H_gg)^{-1/2} of a cluster's
    residuals acts on its score as R^{-1} (1 − λ)^{-1/2} R.
    """
    size = x.shape[1]
    values, vectors = np.linalg.eigh((x.T * weight) @ x)
    root = (vectors / np.sqrt(values)) @ vectors.T
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    score = np.add.reduceat(x[order] * residual[order, None], starts, axis=0)
    rooted = (x * np.sqrt(weight)[:, None])[order] @ root
    grams = np.empty((len(starts), size, size))
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(x)], strict=True)):
        grams[number] = rooted[start:end].T @ rooted[start:end]
    if len(starts) < 2:
        return np.full((size, size), np.nan), np.full(size, np.nan)
    leverage, axes = np.linalg.eigh(grams)
    leverage = np.clip(leverage, 0, 1)
    left = 1 - leverage
    adjust = np.where(left > _WHOLE_LEVERAGE, 1 / np.sqrt(np.maximum(left, _WHOLE_LEVERAGE)), 0.0)
    along = np.swapaxes(axes, 1, 2)  # cluster, eigenvector, coordinate
    adjusted = (axes @ (adjust[:, :, None] * (along @ (score @ root)[:, :, None])))[:, :, 0] @ root
    covariance = adjusted.T @ adjusted
    turned = along @ root
    own = np.einsum("gk,gkj->gj", leverage * adjust**2, turned**2)
    crossed = axes @ ((leverage * adjust)[:, :, None] * turned)  # cluster, coordinate, coefficient
    length = (crossed**2).sum(axis=1)
    each = np.ascontiguousarray(crossed.transpose(2, 1, 0))  # coefficient, coordinate, cluster
    products = each @ each.transpose(0, 2, 1)
    trace = (own - length).sum(axis=0)
    square = (own**2 - 2 * own * length).sum(axis=0) + (products**2).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        df = trace**2 / square
    # clusters without errors of their own: what is left beside the rows' errors is rounding
    alone = (((x * residual[:, None]) @ root @ root) ** 2).sum(axis=0)
    bare = ~(np.diag(covariance) > _FLAT**2 * alone) | ~(trace > 1e-8) | ~(square > 0)
    df[bare] = np.nan
    covariance[bare] = np.nan
    covariance[:, bare] = np.nan
    return covariance, df
