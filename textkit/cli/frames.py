"""Print a frame, or write it in the format of its suffix."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.running import plain_errors

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx", ".dta")
"""What a frame can be written as."""
_PROSE = ("text", "source_text")
"""The columns that hold sentences: on a terminal they are shown whole, and the others make room for them."""
_STATA_TEXT = 2045
_STATA_WORDS = {"end", "if", "in", "using", "with", "long", "int", "float", "double", "byte"}


def show(
    data: pd.DataFrame,
    *,
    fmt: str | None,
    output: Path | None,
    readable: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    codes: Mapping[str, Mapping[float, str]] | None = None,
    whole: Collection[str] = (),
) -> None:
    """Print `data` to stdout or write it to `output`.

    `readable` are the columns of a table on a terminal, which has no room for all, `whole` those whose cells are not
    broken over lines; `labels` of columns and the
    names of `codes` go into a Stata file. The suffix of `output`, one of `SUFFIXES`, decides on the format.
    """
    if output is not None:
        context = click.get_current_context(silent=True)  # there is none where a function of Python calls
        with plain_errors(context.params.get("lang", "en") if context else "en"):  # a disk may be full
            _write(data, output, labels or {}, codes or {})
        return
    fmt = printed_as(fmt)
    if fmt == "jsonl":
        for line in _json_lines(data):
            click.echo(line)
    elif fmt == "csv":
        from textkit.spreadsheet import guard_frame

        click.echo(guard_frame(data).to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        _print_table(data[list(readable)] if readable else data, whole)


def printed_as(fmt: str | None) -> str:
    """Return the format of what is printed: that which is asked for, else a table on a terminal and csv elsewhere."""
    return fmt or ("table" if sys.stdout.isatty() else "csv")


def _json_lines(data: pd.DataFrame) -> list[str]:
    text = data.to_json(orient="records", lines=True, force_ascii=False)
    return text.splitlines() if len(data) else []  # of no rows pandas makes an empty line


def _print_table(data: pd.DataFrame, whole: Collection[str]) -> None:
    import pandas as pd
    from rich import box
    from rich.console import Console, OverflowMethod
    from rich.table import Table
    from rich.text import Text

    console = Console()
    prose = [name for name in data.columns if name in _PROSE]
    # each has a third of the screen at least, and what the other columns leave
    room: dict[str, Any] = {"width": console.width // (2 + len(prose)), "ratio": 1}
    dense: dict[str, Any] = {"box": box.SIMPLE_HEAD, "padding": (0, 1, 0, 0), "expand": True}
    table = Table(**dense if prose else {})
    for name in data.columns:
        # there are no blanks in Chinese to break at: what is not folded is cut
        fold: OverflowMethod = "fold" if prose else "ellipsis"
        table.add_column(str(name), no_wrap=name in whole, overflow=fold, **(room if name in prose else {}))
    for row in data.itertuples(index=False, name=None):
        table.add_row(*(cell if isinstance(cell, Text) else Text("" if pd.isna(cell) else _line(cell)) for cell in row))
    console.print(table)


def _line(cell: object) -> str:
    return str(cell).replace("\n", " ")


def _write(
    data: pd.DataFrame, output: Path, labels: Mapping[str, str], codes: Mapping[str, Mapping[float, str]]
) -> None:
    from textkit.spreadsheet import guard_frame

    suffix = output.suffix.lower()
    if suffix == ".csv":
        guard_frame(data).to_csv(output, index=False, encoding="utf-8-sig", lineterminator="\n")
    elif suffix == ".jsonl":
        output.write_text("".join(f"{line}\n" for line in _json_lines(data)), encoding="utf-8")
    elif suffix == ".parquet":
        data.to_parquet(output, index=False)
    elif suffix == ".xlsx":
        guard_frame(data).to_excel(output, index=False)
    else:
        _plain(data).to_stata(
            output,
            write_index=False,
            version=118,
            variable_labels={name: told for name, told in labels.items() if name in data},
            value_labels={name: dict(names) for name, names in codes.items() if name in data},
        )


def _plain(data: pd.DataFrame) -> pd.DataFrame:
    """Nullable columns as Stata takes them: numbers, whole ones if none is missing, and strings of bounded length."""
    plain = data.copy()
    for column in plain.columns:
        kind = str(plain[column].dtype)
        if kind == "Int64" and plain[column].notna().all():
            plain[column] = plain[column].astype("int64")
        elif kind in ("Int64", "Float64", "boolean"):
            plain[column] = plain[column].astype("Float64").astype(float)
        else:
            plain[column] = (
                plain[column].astype(object).where(plain[column].notna(), "").astype(str).str.slice(0, _STATA_TEXT // 3)
            )
    # Stata takes names of 32 letters; a few that are ours are words of its own
    return plain.rename(columns=lambda name: f"{name}_" if name in _STATA_WORDS else str(name)[:32])
