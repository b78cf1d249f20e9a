"""Items → the table of texts that the vectoriser reads, and which items belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.records import require

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANSWERS = {"problem": "measure", "measure": "problem"}


def theme_table(items: pd.DataFrame) -> pd.DataFrame:
    """Return `text` and `head` of every item; what has no head in it has its text up to the first mark.

    Examples
    --------
    >>> theme_table(pd.DataFrame({"text": ["更新慢，栏目空", "人少"]}))["head"].tolist()
    ['更新慢', '人少']
    """
    require(items, ("text",), made_by="extract_items")
    texts = items["text"].astype("string").fillna("")
    heads = texts.str.split("[，；。：,;:]", n=1, regex=True).str[0].astype("string")
    if "head" in items.columns:
        heads = items["head"].astype("string").fillna(heads)
    return pd.DataFrame({"text": texts.to_numpy(object), "head": heads.to_numpy(object)})


def counterparts(items: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for every item the place of the item it is paired with, -1 where it has none, and whether that is stated.

    A measure's `pair_id` names its problem. Where a report has as many problems as measures, the first
    measure answers the first problem, and so on: seven in ten reports of such a form do so.

    Parameters
    ----------
    items
        With `item_id`, and for pairs `pair_id` or `report_id`, `role` and `position`.

    Examples
    --------
    >>> items = pd.DataFrame({"item_id": ["a#1", "a#9"], "report_id": ["a", "a"],
    ...                       "role": ["problem", "measure"], "position": [1, 1]})
    >>> [found.tolist() for found in counterparts(items)]
    [[1, 0], [False, False]]
    """
    require(items, ("item_id",), made_by="extract_items")
    found, stated = np.full(len(items), -1, dtype=np.int64), np.zeros(len(items), dtype=np.bool_)
    if {"report_id", "role", "position"} <= set(items.columns):
        found = _by_position(items)
    if "pair_id" in items.columns:
        places = {item: at for at, item in enumerate(items["item_id"].tolist())}
        for at, pair in enumerate(items["pair_id"].tolist()):
            if isinstance(pair, str) and pair in places:
                found[at], found[places[pair]] = places[pair], at
                stated[[at, places[pair]]] = True
    return found, stated


def _by_position(items: pd.DataFrame) -> NDArray[np.int64]:
    columns: Sequence[list[Any]] = [items[name].tolist() for name in ("report_id", "role", "position")]
    keys = [key if key[1] in _ANSWERS and not pd.isna(key[2]) else None for key in zip(*columns, strict=True)]
    places = {key: at for at, key in enumerate(keys) if key}
    counts: dict[tuple[Any, Any], int] = {}
    for key in keys:
        if key:
            counts[key[:2]] = counts.get(key[:2], 0) + 1
    found = np.full(len(items), -1, dtype=np.int64)
    for at, key in enumerate(keys):
        if key and counts[key[:2]] == counts.get((key[0], _ANSWERS[key[1]])):
            found[at] = places.get((key[0], _ANSWERS[key[1]], key[2]), -1)
    return found
