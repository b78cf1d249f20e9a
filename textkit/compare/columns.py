"""Columns and groups that a user names: they are there, or the error lists those that are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd


def check_columns(data: pd.DataFrame, names: Sequence[str], *, besides: Sequence[str] = ()) -> None:
    """Raise a ValueError that names the columns missing and those there are, or are made when named (`besides`).

    Examples
    --------
    >>> check_columns(pd.DataFrame({"level": ["city"]}), ["级别"])
    Traceback (most recent call last):
    ValueError: no column '级别'; there are level
    """
    missing = [name for name in names if name not in data.columns]
    if missing:
        there = ", ".join(dict.fromkeys([*map(str, data.columns), *besides]))
        raise ValueError(f"no column {', '.join(map(repr, missing))}; there are {there}")


def check_group(group: object, groups: Iterable[object]) -> None:
    """Raise a ValueError that names a group missing and those there are; a year may be given as text.

    Examples
    --------
    >>> check_group("省级", ["city", "county"])
    Traceback (most recent call last):
    ValueError: no group '省级'; there are city, county
    """
    there = dict.fromkeys(map(str, groups))
    if str(group) not in there:
        raise ValueError(f"no group {group!r}; there are {', '.join(there) or 'none'}")
