"""Columns that a user names: they are there, or the error lists those that are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def check_columns(data: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise a ValueError that names the columns missing and those there are.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"level": ["city"]}), ["级别"])
    Traceback (most recent call last):
    ValueError: no column '级别'; there are level
    """
    missing = [name for name in names if name not in data.columns]
    if missing:
        raise ValueError(f"no column {', '.join(map(repr, missing))}; there are {', '.join(map(str, data.columns))}")
