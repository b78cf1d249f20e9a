"""Actors that a pipeline of one's own has named, as slots of the acts they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textkit.records import SLOTS, frame, require

if TYPE_CHECKING:
    import pandas as pd

Stretches = Sequence[tuple[int, int]]


def add_actors(
    acts: pd.DataFrame, slots: pd.DataFrame, actors: Mapping[str, Stretches]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give acts the slot ``actor`` where a stretch stands in them and the lexicon found none.

    By the coding rules an actor raises an act with a doing, a specific object and a mechanism to ``firm``, and an
    act that had no slot at all to ``general``; other levels stay.

    Parameters
    ----------
    acts, slots
        As made by `score_substance`.
    actors
        Item id → where actors are named, in characters of the report. The first stretch that lies in an act
        counts.

    Returns
    -------
    acts, slots
        New frames.

    Examples
    --------
    >>> from textkit.coding.substance import score_substance
    >>> import pandas as pd
    >>> columns = ["item_id", "role", "start", "text"]
    >>> items = pd.DataFrame([("甲#0", "measure", 0, "澄湖市档案馆加强学习")], columns=columns)
    >>> scored = score_substance(items)
    >>> acts, slots = add_actors(scored.acts, scored.slots, {"甲#0": [(0, 6)]})
    >>> acts[["level_of_substance", "actor"]].values.tolist(), slots["text"].tolist()
    ([['general', True]], ['澄湖市档案馆'])
    """
    require(
        acts, ("act_id", "item_id", "start", "end", "text", "level_of_substance", *SLOTS), made_by="score_substance"
    )
    levels, named = acts["level_of_substance"].tolist(), acts["actor"].tolist()
    checked = (acts["act"] & acts["object"] & acts["mechanism"]).tolist()
    found: dict[str, tuple[str, str, int, int, str]] = {}
    columns = acts[["act_id", "item_id", "start", "end", "text"]]
    for at, (act, item, start, end, text) in enumerate(columns.itertuples(index=False, name=None)):
        within = [(a, b) for a, b in actors.get(item, ()) if start <= a < b <= end]
        if not within or named[at]:
            continue
        a, b = min(within)
        found[act] = (act, "actor", a, b, text[a - start : b - start])
        named[at] = True
        levels[at] = "firm" if checked[at] else "general" if levels[at] == "boilerplate" else levels[at]
    if not found:
        return acts, slots
    told = acts.assign(level_of_substance=levels, actor=named).astype(acts.dtypes)
    others: dict[str, list[tuple[object, ...]]] = {}
    for row in slots.itertuples(index=False, name=None):
        others.setdefault(row[0], []).append(row)
    rows: list[tuple[object, ...]] = []
    for act in acts["act_id"]:  # the actor comes first among the slots of an act
        rows += [found[act]] if act in found else []
        rows += others.get(act, [])
    return told, frame("slots", rows)
