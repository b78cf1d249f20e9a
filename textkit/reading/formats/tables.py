"""Tables of texts: csv, jsonl and parquet with a column `text`."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterator
from typing import Any

from textkit.reading.decoding import NoText, decode
from textkit.reading.formats.document import Unreadable

Row = dict[str, Any]
_NAMED, _LONGEST = 10, 40
"""So many columns are named where none is called text, and so much of each: a first row of texts is no header."""


def read_rows(data: bytes, suffix: str) -> Iterator[Row | Unreadable]:
    """Yield the rows of a table of texts, without empty cells; for a row that cannot be read what is wrong with it.

    Raises
    ------
    Unreadable
        If the table cannot be read or has no column ``text``.
    """
    if not data.strip():
        raise Unreadable("empty file")
    rows: Iterator[Row | Unreadable]
    rows = _parquet(data) if suffix == ".parquet" else _jsonl(data) if suffix != ".csv" else read_csv(data)
    seen = False
    for row in rows:
        if isinstance(row, Unreadable):
            seen = True
            yield row
            continue
        if "text" not in row and not seen:
            raise Unreadable(
                f"a table without a column text: name the column of the texts text; {_there_are(row)}", "skipped"
            )
        seen = True
        yield {name: value for name, value in row.items() if not _missing(value)}
    if not seen:
        raise Unreadable("a table without rows")


def read_csv(data: bytes) -> Iterator[Row]:
    """Yield the rows of a csv file, cells as text; comma, semicolon or tab is told from the first line."""
    try:
        text, _ = decode(data)
    except NoText as error:
        raise Unreadable(str(error)) from error
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda mark: (head.count(mark), mark == ","))
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield {name.strip(): value or "" for name, value in row.items() if isinstance(name, str)}
    except csv.Error as error:
        raise Unreadable(f"no readable csv: {error}") from error


def _jsonl(data: bytes) -> Iterator[Row | Unreadable]:
    try:
        text, _ = decode(data)
    except NoText as error:
        raise Unreadable(str(error)) from error
    for line in filter(str.strip, text.split("\n")):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Unreadable(f"no readable json: {error}")
            continue
        yield row if isinstance(row, dict) else Unreadable("no json object")


def _parquet(data: bytes) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        for batch in file.iter_batches(batch_size=256):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"no readable parquet: {error}") from error


def _there_are(row: Row) -> str:
    names = [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in row if name]
    more = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return f"there are {', '.join([*names[:_NAMED], *more])}" if names else "no column has a name"


def _missing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
