"""Codes of items, a row per item and coder, checked as a whole."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from textkit.records import require

COLUMNS = ("item_id", "code", "coder")
_SHOWN = 20


class CodesError(ValueError):
    """Codes that cannot be compared; the message names the rows."""


def check_codes(
    codes: pd.DataFrame,
    *,
    items: Collection[str] | None = None,
    classes: Collection[str] | None = None,
) -> None:
    """Raise an error that names all rows with an unknown item, a second code or an unknown class.

    Parameters
    ----------
    codes
        With `item_id`, `code`, `coder`; `row`, if there, is how a row is named, else its place from 1.
    items, classes
        What is known; by default anything is.

    Raises
    ------
    CodesError
        With every fault.

    Examples
    --------
    >>> rows = [("a#1", "content", "甲"), ("a#9", "contents", "甲")]
    >>> codes = pd.DataFrame(rows, columns=["item_id", "code", "coder"])
    >>> check_codes(codes, items={"a#1"}, classes={"content"})
    Traceback (most recent call last):
    textkit.coding.codes.CodesError: unknown item: row 2 (a#9)
    unknown class: row 2 (contents); known are content
    """
    require(codes, COLUMNS, made_by="read_coding")
    faults = []
    if items is not None:
        known = set(items)
        unknown = codes[[item not in known for item in codes["item_id"]]]
        if len(unknown):
            faults.append(f"unknown item: {_rows(unknown, 'item_id')}")
    twice = codes[codes.duplicated(["item_id", "coder"], keep=False)]
    if len(twice):
        faults.append(f"two codes by one coder for one item: {_rows(twice, 'item_id')}")
    if classes is not None:
        allowed = set(classes)
        odd = codes[[not set(str(code).split()) <= allowed for code in codes["code"]]]
        if len(odd):
            faults.append(f"unknown class: {_rows(odd, 'code')}; known are {', '.join(sorted(allowed))}")
    if faults:
        raise CodesError("\n".join(faults))


def _rows(data: pd.DataFrame, column: str | None = None) -> str:
    rows = data["row"].tolist() if "row" in data.columns else [at + 1 for at in data.index]
    said = data[column].tolist() if column else [None] * len(data)
    named = [f"row {row}" + ("" if value is None else f" ({value})") for row, value in zip(rows, said, strict=True)]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more
