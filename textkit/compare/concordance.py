"""A term where it stands: keyword in context."""

from __future__ import annotations

import pandas as pd

from textkit.records import require

_COLUMNS = ["item_id", "agency", "year", "role", "left", "term", "right", "start", "end", "page", "line"]


def find_term(items: pd.DataFrame, term: str) -> pd.DataFrame:
    """Find every place where a term stands in the text of an item.

    Parameters
    ----------
    items
        With columns ``item_id agency year role start page line text``, as made by ``extract_items``.
    term
        Literal characters; they may overlap their own next occurrence.

    Returns
    -------
    DataFrame
        ``item_id agency year role left term right start end page line``, a row per place; `left` and
        `right` are the rest of the item, `start` and `end` point into the report's text, `page` and `line`
        are those of the item.

    Examples
    --------
    >>> items = pd.DataFrame([("a#5", "甲局", 2021, "problem", 5, 1, 2, "栏目更新慢，更新少")],
    ...     columns=["item_id", "agency", "year", "role", "start", "page", "line", "text"])
    >>> find_term(items, "更新")[["left", "right", "start"]].values.tolist()
    [['栏目', '慢，更新少', 7], ['栏目更新慢，', '少', 11]]
    """
    needed = ["item_id", "agency", "year", "role", "start", "page", "line", "text"]
    require(items, needed, made_by="extract_items")
    rows = []
    for item_id, agency, year, role, begin, page, line, text in items[needed].itertuples(index=False, name=None):
        at = text.find(term) if term else -1
        while at >= 0:
            end = at + len(term)
            rows.append(
                (
                    item_id,
                    agency,
                    year,
                    role,
                    text[:at],
                    term,
                    text[end:],
                    begin + at,
                    begin + end,
                    page,
                    line,
                )
            )
            at = text.find(term, at + 1)
    return pd.DataFrame(rows, columns=_COLUMNS)
