"""Scores of a model, of the paired item and of the cues → probabilities, and the themes chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.coding.tables import counterparts

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[Any]

PARTNER = 0.6
"""The weight of the scores of the problem that a measure answers, and the other way round, where the report says so."""
PLACE = 0.45
"""The same where only their places in two lists of one length pair them."""
RULE = 0.15
"""What the theme that the cues name adds to its score, for each character of the cue behind the first."""

LEVEL_RULES = {"general": (0.1, 0.4), "substantive": (0.7, 0.2)}
"""What the rules add to the score of an act for a level that they give it, and take from it for one they do not."""


def softmax(scores: Array, temperature: float) -> NDArray[np.float64]:
    """Return probabilities that sum to 1 in each row (temperature scaling: Guo et al. 2017).

    Examples
    --------
    >>> softmax(np.array([[1.0, 1.0]]), 0.2).tolist()
    [[0.5, 0.5]]
    """
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def logistic(scores: Array, slope: float, intercept: float) -> NDArray[np.float64]:
    """Return the probability of each score by Platt's (1999) curve.

    Examples
    --------
    >>> logistic(np.array([0.0]), 3.0, 0.0).tolist()
    [0.5]
    """
    bent = slope * np.asarray(scores, dtype=np.float64) + intercept
    shares: NDArray[np.float64] = 1 / (1 + np.exp(-bent))
    return shares


def with_partners(scores: Array, partners: NDArray[np.int64], stated: NDArray[np.bool_]) -> Array:
    """Return the scores of items, those of the partner added by `PARTNER` if it is stated, else by `PLACE`.

    Examples
    --------
    >>> with_partners(np.array([[1.0], [-1.0]]), np.array([1, -1]), np.array([True, False])).tolist()
    [[0.4], [-1.0]]
    """
    weights = np.where(stated, PARTNER, PLACE) * (partners >= 0)
    joined: Array = scores + weights[:, None].astype(scores.dtype) * scores[partners]
    return joined


def join_scores(scores: Array, items: pd.DataFrame, rules: pd.DataFrame, themes: Sequence[str]) -> tuple[Array, Array]:
    """Join the model's scores of items with those of their partners and with what the cues name.

    Parameters
    ----------
    scores
        A row per item; columns ``primary:theme`` for all themes, then ``any:theme``.
    rules
        The frame ``themes`` of the same items by cues alone.

    Returns
    -------
    primary, belonging
        A row per item and a column per theme. The largest of `primary` is the primary theme.
    """
    joined = with_partners(scores, *counterparts(items))
    first = rules[rules["rank"] == 1].set_index("item_id").reindex(items["item_id"])
    named = first["theme"].to_numpy(dtype=object)[:, None] == np.array(themes, dtype=object)
    further = first["cue"].str.len().sub(1).clip(lower=0).to_numpy(dtype=np.float64, na_value=0.0)
    return joined[:, : len(themes)] + RULE * further[:, None] * named, joined[:, len(themes) :]


def with_rules(scores: Array, ruled: NDArray[np.bool_], task: str) -> Array:
    """Return the scores of acts, those of `LEVEL_RULES` added where the rules say yes and taken away where they say no.

    Examples
    --------
    >>> with_rules(np.array([0.3, 0.3]), np.array([True, False]), "substantive").round(1).tolist()
    [1.0, 0.1]
    """
    yes, no = LEVEL_RULES[task]
    joined: Array = scores + np.where(ruled, yes, -no).astype(scores.dtype)
    return joined


def choose_further(shares: Array, primary: int, threshold: float) -> list[int]:
    """Return the primary theme and up to two more whose probability reaches the threshold.

    Examples
    --------
    >>> choose_further(np.array([0.9, 0.2, 0.6]), 0, 0.5)
    [0, 2]
    """
    more = [at for at in np.argsort(-shares, kind="stable") if at != primary and shares[at] >= threshold]
    return [primary, *(int(at) for at in more[:2])]
