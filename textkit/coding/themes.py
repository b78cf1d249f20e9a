"""From items to themes: what each problem and measure is about, with the cue that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from textkit import records
from textkit.coding.codebook import OTHER, Codebook, load_codebook
from textkit.coding.matching import Hit, match_cues, rank_themes

if TYPE_CHECKING:
    import pandas as pd

    from textkit.coding.models import Model

__all__ = ["Hit", "match_cues", "rank_themes", "tag_themes"]

_Chosen = list[tuple[str, int | None, int | None, str | None]]


def tag_themes(items: pd.DataFrame, *, codebook: Codebook | None = None, model: Model | None = None) -> pd.DataFrame:
    """Give every item its themes: the primary one and up to two more.

    The object decides, not the verb. `rank_themes` states the rule. An item in which no cue is found takes
    the primary theme of the problem it is paired with (`pair_id`), else ``other``.

    Parameters
    ----------
    items
        A frame of items with `item_id`, `text` and `start`, and where known `head` and `pair_id`.
    codebook
        By default the built-in one.
    model
        Chooses, with what the cues name and what the paired item is about in view (`join_scores`); without it
        the cues decide alone.

    Returns
    -------
    pandas.DataFrame
        The frame ``themes``, a row per item and theme in the order of the items: `rank` counts from 1, the
        `weight` of the n themes of an item is 1/n each; `start` and `end` say where in the report the
        deciding `cue` stands (missing for ``other``; in an item that takes the theme of its problem, those
        of the problem). `method` is ``rule`` and `probability` missing where cues decide alone; where a model
        chose, `method` is ``model``, `probability` is that of the theme to be primary, or for further ones to
        belong to the item, and the cue is that of the codebook or the weightiest word.

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
    rules = records.frame("themes", rows)
    return rules if model is None or items.empty else _by_model(items, rules, codebook, model)


def _by_model(items: pd.DataFrame, rules: pd.DataFrame, codebook: Codebook, model: Model) -> pd.DataFrame:
    """Let the model choose; the cues of the rules stay the evidence where they name the same theme."""
    from textkit.coding.combining import choose_further, join_scores, logistic, softmax
    from textkit.coding.tables import theme_table

    themes = [theme.id for theme in codebook.themes]
    scorer = model.scorer("themes")
    features = scorer.features(theme_table(items))
    primary, belonging = join_scores(scorer.scores(features), items, rules, themes)
    shares = softmax(primary, *scorer.calibration["temperature"])
    belongs = logistic(belonging, *scorer.calibration["curve"])
    (threshold,) = scorer.calibration["threshold"]
    cues = {
        (item, theme): (start, end, cue)
        for item, theme, start, end, cue in rules[["item_id", "theme", "start", "end", "cue"]].itertuples(
            index=False, name=None
        )
    }
    chosen = [choose_further(row, int(first), threshold) for row, first in zip(belongs, primary.argmax(1), strict=True)]
    ids, texts, starts = (items[name].tolist() for name in ("item_id", "text", "start"))
    runs: dict[tuple[int, int], str | None] = {}
    for theme in range(len(themes)):
        asked = [at for at, named in enumerate(chosen) if theme in named and (ids[at], themes[theme]) not in cues]
        if asked and themes[theme] != OTHER:
            said = scorer.weightiest(features[asked], theme, [texts[at] for at in asked])
            runs |= {(at, theme): run for at, run in zip(asked, said, strict=True)}
    rows: list[tuple[Any, ...]] = []
    for at, named in enumerate(chosen):
        for rank, theme in enumerate(named, 1):
            share = shares[at, theme] if rank == 1 else belongs[at, theme]
            evidence = cues.get((ids[at], themes[theme])) or _place(texts[at], starts[at], runs.get((at, theme)))
            weight = 1 / len(named)
            rows.append((ids[at], themes[theme], rank, weight, float(np.round(share, 4)), "model", *evidence))
    return records.frame("themes", rows)


def _place(text: Any, start: int, run: str | None) -> tuple[int | None, int | None, str | None]:
    at = text.find(run) if run else -1
    return (None, None, None) if at < 0 else (start + at, start + at + len(run or ""), run)


def _themes(text: Any, start: int, head: Any, codebook: Codebook) -> _Chosen:
    if not isinstance(text, str):
        return []
    head_end = len(head) if isinstance(head, str) and head and text.startswith(head) else None
    hits = rank_themes(text, codebook, head_end=head_end)
    return [(hit.theme, start + hit.start, start + hit.end, hit.cue) for hit in hits]
