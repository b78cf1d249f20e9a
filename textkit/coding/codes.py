"""Codes of items as they come: a row per item and coder, read from a file and checked as a whole."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from textkit.records import require

COLUMNS = ("item_id", "code", "coder")
_SHOWN = 20
_MAX_ROWS = 5_000_000


class CodesError(ValueError):
    """Codes that cannot be compared; the message names the rows."""


def read_codes(path: str | Path, *, coder: str | None = None) -> pd.DataFrame:
    r"""Read codes from a csv file with the columns `item_id`, `code` and `coder`.

    Parameters
    ----------
    path
        UTF-8, with or without byte order mark.
    coder
        The coder of all rows where the file has no such column.

    Returns
    -------
    pandas.DataFrame
        `item_id`, `code`, `coder` as strings, and `row`, the line of the file.

    Raises
    ------
    CodesError
        If a column is missing or a cell is empty; all rows are named.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "甲.csv")
    ...     _ = file.write_text("item_id,code\na#1,content\n", encoding="utf-8")
    ...     read_codes(file, coder="甲").values.tolist()
    [['a#1', 'content', '甲', 2]]
    """
    data = pd.read_csv(path, dtype="string", encoding="utf-8-sig", nrows=_MAX_ROWS, skip_blank_lines=False)
    if coder is not None and "coder" not in data.columns:
        data["coder"] = coder
    missing = [column for column in COLUMNS if column not in data.columns]
    if missing:
        raise CodesError(f"{path}: missing column {', '.join(missing)}; there must be item_id, code, coder")
    data = data[list(COLUMNS)].apply(lambda column: column.str.strip())
    data["row"] = np.arange(2, len(data) + 2)
    empty = data[list(COLUMNS)].isna().any(axis=1) | (data[list(COLUMNS)] == "").any(axis=1).fillna(False)
    if empty.any():
        raise CodesError(f"{path}: empty cells in {_rows(data[empty])}")
    return pd.DataFrame(data)


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
    require(codes, COLUMNS, made_by="read_codes")
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


# --- distances ------------------------------------------------------------------------------------------
