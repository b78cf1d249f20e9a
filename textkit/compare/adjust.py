"""P-values of many tests, adjusted: Holm for stated hypotheses, Benjamini-Hochberg for grids of themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from textkit.resample import Floats

Adjustment = Literal["holm", "bh"]


def adjust_p(p_values: Sequence[float] | Floats, *, method: Adjustment = "holm") -> Floats:
    """Adjust p-values of one family of tests.

    Parameters
    ----------
    p_values
        In 0-1; a missing one (NaN) is no test, stays missing and does not count.
    method
        ``holm``: step-down, bounds the chance of any false claim (Holm 1979). ``bh``: step-up, bounds the
        expected share of false claims among the claims (Benjamini & Hochberg 1995).

    Returns
    -------
    ndarray
        Adjusted p-values in the order given, in 0-1, none below its p-value.

    Raises
    ------
    ValueError
        If there is no such method, or a p-value lies outside 0-1.

    Examples
    --------
    三个主题各检验一次：

    >>> adjust_p([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.06, nan, 0.06]
    >>> adjust_p([0.01, 0.04, float("nan"), 0.03], method="bh").round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    if method not in ("holm", "bh"):
        raise ValueError(f"no adjustment {method!r}; there are holm, bh")
    values = np.asarray(p_values, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise ValueError("a p-value lies outside 0-1")
    order = known[np.argsort(values[known], kind="stable")]
    rank = np.arange(1, len(order) + 1)
    if method == "holm":
        stepped = np.maximum.accumulate(values[order] * (len(order) - rank + 1))
    else:
        stepped = np.minimum.accumulate((values[order] * len(order) / rank)[::-1])[::-1]
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
