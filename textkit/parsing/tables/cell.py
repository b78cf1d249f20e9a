"""One cell of a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, or one stated figure.

    Parameters
    ----------
    report_id
        The report it is from.
    table
        ``disclosure``, ``requests``, ``disputes``, or ``stated`` for figures in the text.
    row, column
        Ids of `table_ids`.
    value
        The number; ``None`` where none is printed, or where it cannot be told which.
    unit
        As printed beside the number or in the header, else that of the form; ``None`` if nothing says it.
    raw
        As printed: an empty string is a blank; ``None``, nothing was found. Where several readings are
        left, what is printed, " ? ", and the numbers it may be, parted by " | ".
    part
        Counts the tables of one kind in a report.
    """

    report_id: str
    table: str
    row: str
    column: str
    value: float | None
    unit: str | None
    raw: str | None
    part: int = 1
