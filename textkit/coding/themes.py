"""From items to themes: what each problem and measure is about, with the cue that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textkit import records
from textkit.coding.codebook import OTHER, Codebook, load_codebook
from textkit.coding.matching import Hit, match_cues, rank_themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Hit", "match_cues", "rank_themes", "tag_themes"]

_Chosen = list[tuple[str, int | None, int | None, str | None]]


def tag_themes(items: pd.DataFrame, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Give every item its themes: the primary one and up to two more.

    The object decides, not the verb. `rank_themes` states the rule. An item in which no cue is found takes
    the primary theme of the problem it is paired with (`pair_id`), else ``other``.

    Parameters
    ----------
    items
        A frame of items with `item_id`, `text` and `start`, and where known `head` and `pair_id`.
    codebook
        By default the built-in one.

    Returns
    -------
    pandas.DataFrame
        The frame ``themes``, a row per item and theme in the order of the items: `rank` counts from 1, the
        `weight` of the n themes of an item is 1/n each, `probability` is missing and `method` is ``rule``;
        `start` and `end` say where in the report the deciding `cue` stands (missing for ``other``; in an
        item that takes the theme of its problem, those of the problem).

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = ["由于人手少，导致栏目更新慢", "加强队伍建设"]
    >>> items = pd.DataFrame({"item_id": ["a#10", "a#30"], "start": [10, 30], "text": texts})
    >>> tag_themes(items)[["item_id", "theme", "weight", "start", "cue"]]
      item_id       theme  weight  start   cue
    0    a#10  timeliness     0.5     18  栏目更新
    1    a#10    staffing     0.5     12   人手少
    2    a#30    staffing     1.0     32  队伍建设
    """
    records.require(items, ("item_id", "text", "start"), made_by="extract_items")
    codebook = load_codebook() if codebook is None else codebook
    ids = items["item_id"].tolist()
    heads = items["head"].tolist() if "head" in items.columns else [None] * len(items)
    pairs = items["pair_id"].tolist() if "pair_id" in items.columns else [None] * len(items)
    chosen = [
        _themes(text, start, head, codebook)
        for text, start, head in zip(items["text"], items["start"], heads, strict=True)
    ]
    found = dict(zip(ids, chosen, strict=True))
    rows: list[tuple[Any, ...]] = []
    for item, themes, pair in zip(ids, chosen, pairs, strict=True):
        if not themes and isinstance(pair, str):
            themes = found.get(pair, [])[:1]
        themes = themes or [(OTHER, None, None, None)]
        for rank, (theme, start, end, cue) in enumerate(themes, 1):
            rows.append((item, theme, rank, 1 / len(themes), None, "rule", start, end, cue))
    return records.frame("themes", rows)


def _themes(text: Any, start: int, head: Any, codebook: Codebook) -> _Chosen:
    if not isinstance(text, str):
        return []
    head_end = len(head) if isinstance(head, str) and head and text.startswith(head) else None
    hits = rank_themes(text, codebook, head_end=head_end)
    return [(hit.theme, start + hit.start, start + hit.end, hit.cue) for hit in hits]
