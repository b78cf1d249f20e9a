"""The level of an act where a learned model has a say beside the rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.coding.combining import logistic, with_rules
from textkit.records import SLOTS, SUBSTANCES, SlotName, frame
from textkit.records import Substance as Level

if TYPE_CHECKING:
    from textkit.coding.models import Model

GENERAL, HARD = SUBSTANCES.index("general"), SUBSTANCES.index("checkable")
LEAST = {"general": GENERAL, "substantive": HARD}
"""Output of the model → the rank of the level from which it says yes."""
_EARNED: tuple[SlotName, ...] = ("act", "object")


class Decided(NamedTuple):
    """Acts and slots as decided, and item id → the probability of its level."""

    acts: pd.DataFrame
    slots: pd.DataFrame
    probability: dict[str, float]


def substantive_level(slots: Collection[str]) -> Level | None:
    """Return ``firm`` or ``checkable`` if the slots of an act earn it.

    Examples
    --------
    >>> substantive_level({"act", "object"}), substantive_level({"object", "deadline"})
    ('checkable', None)
    """
    names = set(slots)
    bound = names & {"quantity", "deadline", "instrument", "end_state"} or {"actor", "mechanism"} <= names
    if {"act", "object"} <= names:
        return "firm" if bound else "checkable"
    return "firm" if {"act", "quantity", "deadline"} <= names else None


def ruled_levels(acts: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Return for each output in `LEAST` which acts the rules gave its level or a higher one.

    Examples
    --------
    >>> acts = pd.DataFrame({"text": ["加强学习", "丰富解读形式"], "level_of_substance": ["boilerplate", "general"]})
    >>> ruled_levels(acts)["general"].tolist()
    [False, True]
    """
    ranks = acts["level_of_substance"].map(SUBSTANCES.index).to_numpy(dtype=np.int64)
    return {output: ranks >= least for output, least in LEAST.items()}


def decide_levels(acts: pd.DataFrame, slots: pd.DataFrame, model: Model) -> Decided:
    """Let the model and the rules decide together which acts are general and which are substantive.

    An act is so if the model's score, the rules' opinion added (`textkit.coding.combining.with_rules`), is above 0.
    The slots go with the level: an act that the model adds earns the doing or the object that the rules missed by the
    characters that speak most for it, one that it takes away loses its doing. So what is firm or checkable follows from
    the slots alone.

    Parameters
    ----------
    acts, slots
        By the rules, as in `textkit.records.FRAMES`.

    Examples
    --------
    >>> from textkit.coding.models import load_model
    >>> from textkit.coding.substance import score_substance
    >>> items = pd.DataFrame([("甲#0", "measure", 0, "丰富解读形式")], columns=["item_id", "role", "start", "text"])
    >>> scored = score_substance(items)
    >>> decided = decide_levels(scored.acts, scored.slots, load_model())
    >>> decided.acts["level_of_substance"].tolist(), bool(0.5 < decided.probability["甲#0"] < 1)
    (['general'], True)
    """
    scorer = model.scorer("levels")
    features = scorer.features(acts)
    scores = scorer.scores(features)
    holds = ruled_levels(acts)
    chances: dict[str, NDArray[np.float64]] = {}
    for at, task in enumerate(scorer.outputs):
        ruled = holds[task]
        joined = with_rules(scores[:, at], ruled, task)
        holds[task], chances[task] = joined > 0, logistic(joined, *scorer.calibration[task])
        if task == "substantive":
            added = holds[task] & ~ruled
            acts, slots = _without_doing(acts, slots, ruled & ~holds[task])
            acts, slots = _with_doing(
                acts, slots, added, scorer.weightiest(features[added], at, acts.loc[added, "text"].tolist())
            )
    named = acts[list(SLOTS)].to_numpy(dtype=bool)
    levels: list[Level] = []
    for flags, substantive, general in zip(named, holds["substantive"], holds["general"], strict=True):
        hard = substantive_level([slot for slot, has in zip(SLOTS, flags, strict=True) if has]) if substantive else None
        levels.append(hard or ("general" if general else "boilerplate"))
    acts = acts.assign(level_of_substance=pd.array(levels, dtype="string"))
    return Decided(acts, slots, _of_items(acts["item_id"], levels, chances))


def _without_doing(
    acts: pd.DataFrame, slots: pd.DataFrame, taken: NDArray[np.bool_]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    gone = slots["act_id"].isin(acts.loc[taken, "act_id"]) & (slots["slot"] == "act")
    return acts.assign(act=acts["act"].mask(taken, False)), slots[~gone].reset_index(drop=True)


def _with_doing(
    acts: pd.DataFrame, slots: pd.DataFrame, added: NDArray[np.bool_], runs: list[str | None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give acts the doing and the object that they lack, earned by a run of characters, else by all of the act."""
    rows: list[tuple[Any, ...]] = []
    columns = acts.loc[added, ["act_id", "start", "text", *_EARNED]]
    for (act, start, text, *has), run in zip(columns.itertuples(index=False, name=None), runs, strict=True):
        said = run if run and run in text else text
        begin = start + text.index(said)
        rows += [
            (act, slot, begin, begin + len(said), said) for slot, there in zip(_EARNED, has, strict=True) if not there
        ]
    if not rows:
        return acts, slots
    place = {act: at for at, act in enumerate(acts["act_id"])}
    joined = pd.concat([slots, frame("slots", rows)], ignore_index=True)
    order = joined["act_id"].map(place) * len(SLOTS) + joined["slot"].map(SLOTS.index)
    return (
        acts.assign(**{slot: acts[slot].mask(added, True) for slot in _EARNED}),
        joined.iloc[order.argsort(kind="stable")].reset_index(drop=True),
    )


def _of_items(items: pd.Series[Any], levels: list[Level], chances: dict[str, NDArray[np.float64]]) -> dict[str, float]:
    """The probability of being boilerplate, general or substantive, whichever an item was found to be."""
    if set(chances) != set(LEAST):
        return {}
    ranks = [SUBSTANCES.index(level) for level in levels]
    best = pd.DataFrame({"item": items.to_numpy(object), "rank": ranks, **chances})
    best = best.groupby("item", sort=False).max()
    general, hard = best["general"], best["substantive"]
    share = hard.where(best["rank"] >= HARD, (general - hard).where(best["rank"] == GENERAL, 1 - general))
    return dict(share.clip(0, 1).round(4))
