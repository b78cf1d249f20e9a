"""Items found by the parser, lined up with items marked by hand."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Indel

from textkit.records import require

if TYPE_CHECKING:
    import pandas as pd

MIN_OVERLAP = 0.5
"""The least share of common characters at which a found item still counts as a piece of a gold item."""

_NO_WORD = re.compile(r"[\W_]+")


def normal_characters(text: str) -> str:
    r"""Return the letters and digits of `text` in their plain forms: what two renderings have in common.

    Examples
    --------
    >>> normal_characters("（一）⼈员\u200b不足, 仅 ２ 名；")
    '一人员不足仅2名'
    """
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


_ALIGNED = {
    "report_id": "string",
    "match": "string",
    "gold_id": "string",
    "predicted_id": "string",
    "overlap": "Float64",
    "gold_role": "string",
    "predicted_role": "string",
    "gold_status": "string",
    "predicted_status": "string",
}


def align_items(predicted: pd.DataFrame, gold: pd.DataFrame) -> pd.DataFrame:
    """Pair the items found in reports with those marked by hand, one to one, by report and wording.

    Compared are letters and digits in plain forms, so that line breaks, blanks and punctuation of a
    rendering do not count. Equal wordings are paired first, then the pairs with the largest overlap
    ``2 · common subsequence / (both lengths)``, down to `MIN_OVERLAP`.

    Parameters
    ----------
    predicted, gold
        Frames of items with `item_id`, `report_id`, `role`, `status`, `text`.

    Returns
    -------
    pandas.DataFrame
        `report_id`, `match` (whole, partial, missed, spurious), `gold_id`, `predicted_id`, `overlap` (0-1),
        and role and status on both sides; gold items in their order, then the spurious ones.

    Raises
    ------
    ValueError
        Where a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["item_id", "report_id", "role", "status", "text"]
    >>> gold = pd.DataFrame([("g1", "a", "problem", None, "人员不足")], columns=columns)
    >>> found = [("p1", "a", "problem", None, "人员 不足"), ("p2", "a", "cause", None, "下一步")]
    >>> align_items(pd.DataFrame(found, columns=columns), gold)["match"].tolist()
    ['whole', 'spurious']
    """
    import pandas as pd

    columns = ("item_id", "report_id", "role", "status", "text")
    require(predicted, columns, made_by="extract_items")
    require(gold, columns, made_by="read_gold")
    found, marked = _by_report(predicted), _by_report(gold)
    rows = [
        row
        for report_id in dict.fromkeys([*marked, *found])
        for row in _align_report(report_id, found.get(report_id, []), marked.get(report_id, []))
    ]
    return pd.DataFrame(rows, columns=list(_ALIGNED)).astype(_ALIGNED)


_Row = tuple[str, str, str | None, str]
"""`item_id`, `role`, `status` and the plain characters of an item."""


def _by_report(items: pd.DataFrame) -> dict[str, list[_Row]]:
    reports: dict[str, list[_Row]] = {}
    columns = (items[name].tolist() for name in ("report_id", "item_id", "role", "status", "text"))
    for report_id, item, role, status, text in zip(*columns, strict=True):
        reports.setdefault(report_id, []).append((item, role, status, normal_characters(text)))
    return reports


def _align_report(report_id: str, found: list[_Row], marked: list[_Row]) -> list[tuple[Any, ...]]:
    candidates = []
    for g, (_, role, _, wording) in enumerate(marked):
        for p, (_, other_role, _, other_wording) in enumerate(found):
            overlap = Indel.normalized_similarity(wording, other_wording, score_cutoff=MIN_OVERLAP)
            if overlap >= MIN_OVERLAP:
                # One wording may stand as problem and as measure: of equals, the one of the same role.
                candidates.append((-overlap, role != other_role, g, p))
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for lacking, _, g, p in sorted(candidates):
        if g not in partner and p not in taken:
            partner[g] = p, -lacking
            taken.add(p)
    rows: list[tuple[Any, ...]] = []
    for g, (gold_id, role, status, _) in enumerate(marked):
        if g not in partner:
            rows.append((report_id, "missed", gold_id, None, None, role, None, status, None))
            continue
        p, overlap = partner[g]
        item, other_role, other_status, _ = found[p]
        match = "whole" if overlap == 1 else "partial"
        rows.append((report_id, match, gold_id, item, overlap, role, other_role, status, other_status))
    for p, (item, role, status, _) in enumerate(found):
        if p not in taken:
            rows.append((report_id, "spurious", None, item, None, None, role, None, status))
    return rows


def alignment_scores(aligned: pd.DataFrame) -> pd.DataFrame:
    """Count how well found items meet the gold.

    Parameters
    ----------
    aligned
        The frame made by `align_items`.

    Returns
    -------
    pandas.DataFrame
        `score`, `numerator`, `denominator`, `value` (0-1, missing where there is nothing to divide by):
        `whole` and `matched` (of gold items), `role` (of matched items), `status` (of matched items that
        are measures on both sides), `spurious` (of found items).

    Raises
    ------
    ValueError
        Where a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["item_id", "report_id", "role", "status", "text"]
    >>> items = pd.DataFrame([("a#1", "a", "problem", None, "公开范围不广")], columns=columns)
    >>> alignment_scores(align_items(items, items))["value"].tolist()[:3]
    [1.0, 1.0, 1.0]
    """
    import pandas as pd

    require(aligned, _ALIGNED, made_by="align_items")
    matched = aligned[aligned["match"].isin(["whole", "partial"])]
    measures = matched[(matched["gold_role"] == "measure") & (matched["predicted_role"] == "measure")]
    n_gold, n_found = aligned["gold_id"].notna().sum(), aligned["predicted_id"].notna().sum()
    counts = [
        ("whole", (aligned["match"] == "whole").sum(), n_gold),
        ("matched", len(matched), n_gold),
        ("role", (matched["gold_role"] == matched["predicted_role"]).sum(), len(matched)),
        ("status", (measures["gold_status"] == measures["predicted_status"]).sum(), len(measures)),
        ("spurious", (aligned["match"] == "spurious").sum(), n_found),
    ]
    scores = pd.DataFrame(counts, columns=["score", "numerator", "denominator"])
    scores = scores.astype({"score": "string", "numerator": "Int64", "denominator": "Int64"})
    share = scores["numerator"] / scores["denominator"].where(scores["denominator"] > 0)
    return scores.assign(value=share.astype("Float64"))
