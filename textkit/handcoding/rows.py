"""Files of codes → rows of text, whoever saved them: csv or xlsx by any spreadsheet, or Label Studio's JSON export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from textkit.coding.codes import CodesError
from textkit.handcoding.label_studio import from_tasks
from textkit.reading.decoding import NoText, decode
from textkit.spreadsheet import guarded

WHERE = "where"
"""Key of a row: the line of the file on which it begins."""
_MAX_BYTES = 200_000_000
_DELIMITERS = ",;\t"
_SHOWN = 30


def read_rows(path: Path | str) -> list[dict[str, str]]:
    r"""Read the rows of a csv file or workbook, or the annotations of Label Studio's JSON export.

    Parameters
    ----------
    path
        A csv in UTF-8 (with or without byte order mark), UTF-16 or GB18030, parted by commas, semicolons or tabs;
        an xlsx workbook, of which the first sheet is read; or a ``.json`` file.

    Returns
    -------
    list of dict
        Column → cell without surrounding blanks, and ``where``, which names the row. Empty rows are left out.

    Raises
    ------
    CodesError
        If the file cannot be read, a column stands twice, or rows have more cells than there are columns.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "甲.csv")
    ...     _ = file.write_bytes("item_id;theme;note\n年报#9;content;无\n".encode("gb18030"))
    ...     read_rows(file)
    [{'where': 'line 2', 'item_id': '年报#9', 'theme': 'content', 'note': '无'}]
    """
    file = Path(path)
    if file.is_dir():
        raise CodesError(f"{file} is a folder; name the files in it")
    if file.stat().st_size > _MAX_BYTES:
        raise CodesError(f"{file}: larger than {_MAX_BYTES} bytes")
    data = file.read_bytes()
    try:
        if data.startswith(b"PK"):
            return _rows(_workbook_lines(data))
        text = decode(data)[0]
        return from_tasks(text) if file.suffix.lower() == ".json" else _rows(_csv_lines(text))
    except CodesError as error:
        raise CodesError(f"{file}: {error}") from None
    except (NoText, ValueError, csv.Error) as error:
        raise CodesError(f"{file}: {error or 'no text'}") from None


_Lines = Iterator[tuple[str, list[str]]]
"""Where a row begins, and its cells."""


def _workbook_lines(data: bytes) -> _Lines:
    """The rows of the first sheet; whole numbers are text without a decimal point."""
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        table = list(sheet.iter_rows(values_only=True))
    except Exception:  # openpyxl raises what its zip and XML readers do
        raise ValueError("no workbook that can be read; save it as csv (UTF-8)") from None
    for at, cells in enumerate(table, start=1):
        yield f"row {at}", [_cell_text(cell) for cell in cells]


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _csv_lines(text: str) -> _Lines:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    begin = 1
    for cells in lines:
        yield f"line {begin}", cells
        begin = lines.line_num + 1


def _rows(lines: _Lines) -> list[dict[str, str]]:
    columns: list[str] = []
    rows: list[dict[str, str]] = []
    faults: list[str] = []
    for where, cells in lines:
        cells = [_plain(cell) for cell in cells]
        if not any(cells):
            continue
        if not columns:
            columns = cells
            twice = sorted({name for name in columns if name and columns.count(name) > 1})
            faults += [f"{where}: column {name} stands twice" for name in twice]
        elif any(cells[len(columns) :]):
            faults.append(f"{where}: more cells than columns")
        else:
            rows.append({WHERE: where, **{name: cell for name, cell in zip(columns, cells, strict=False) if name}})
    raise_faults(faults)
    return rows


def _plain(cell: str) -> str:
    """The cell as it was before it was guarded against being taken for a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def raise_faults(faults: Sequence[str], files: Sequence[Path | str] = ()) -> None:
    """Raise a CodesError that names the faults, if there are any, and the file where all are in one.

    Examples
    --------
    >>> raise_faults(["line 2: unknown theme 公开"], ["甲.csv"])
    Traceback (most recent call last):
    textkit.coding.codes.CodesError: 甲.csv: line 2: unknown theme 公开
    """
    if faults:
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        said = "\n".join([*faults[:_SHOWN], *more])
        raise CodesError(f"{files[0]}: {said}" if len(files) == 1 else said)
