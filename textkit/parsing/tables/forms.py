"""The official tables: their rows, columns and identities, read from resources."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Layout = Literal["2019", "2021"]
Key = tuple[str, str, str]
"""Table, row, column."""
TABLES = ("disclosure", "requests", "disputes")
"""The tables of the form, in official order."""


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column: its id, the official labels, further wordings, and the layouts that have it.

    `ordinal` is the digit printed before the label, 0 if there is none; `columns` names the cells of a row
    by layout, where rows differ in them.
    """

    id: str
    label: str
    label_en: str
    names: tuple[str, ...]
    layouts: tuple[str, ...]
    unit: str
    ordinal: int
    columns: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Identity:
    """The sum of the cells `left` is that of the cells `right`.

    `along` is ``rows`` where both name rows and the identity holds in every column, ``columns`` where they
    name columns and it holds in every row.
    """

    id: str
    along: Literal["rows", "columns"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Yearly:
    """What the cells `this` of a year owe to the cells `last` of the year before.

    With `over` rows they name columns, with `over` columns rows; a minus takes a cell away. A `warning`
    may rightly fail.
    """

    id: str
    over: Literal["rows", "columns"]
    names: tuple[str, ...]
    this: tuple[str, ...]
    last: tuple[str, ...]
    warning: bool

    @property
    def terms(self) -> list[tuple[int, str]]:
        """The cells of this year with their signs."""
        return [(-1 if name.startswith("-") else 1, name.lstrip("-")) for name in self.this]


@dataclass(frozen=True, slots=True)
class Form:
    """One official table in both layouts."""

    table: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    identities: tuple[Identity, ...]
    yearly: tuple[Yearly, ...]
    signs: Mapping[str, tuple[str, ...]]

    def rows_of(self, layout: str) -> list[Label]:
        """Return the rows of a layout in official order."""
        return [row for row in self.rows if layout in row.layouts]

    def columns_of(self, row: Label, layout: str) -> list[Label]:
        """Return the columns of a row in official order."""
        if not row.columns:
            return list(self.columns)
        named = {column.id: column for column in self.columns}
        return [named[name] for name in row.columns.get(layout, ())]

    def cells(self, layout: str) -> Iterator[tuple[Label, Label]]:
        """Yield row and column of every cell of a layout in official order."""
        for row in self.rows_of(layout):
            for column in self.columns_of(row, layout):
                yield row, column


@cache
def load_form(table: str) -> Form:
    """Read the official table `table`.

    Parameters
    ----------
    table
        ``disclosure``, ``requests`` or ``disputes``.

    Examples
    --------
    >>> [row.label for row in load_form("disputes").rows]
    ['行政复议', '未经复议直接起诉', '复议后起诉']
    """
    source = files("textkit.resources") / "tables" / f"{table}.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return Form(
        table=table,
        rows=tuple(_label(each) for each in data["row"]),
        columns=tuple(_label(each) for each in data["column"]),
        identities=tuple(
            Identity(each["id"], each["along"], tuple(each["left"]), tuple(each["right"]))
            for each in data.get("identity", ())
        ),
        yearly=tuple(_yearly(each) for each in data.get("yearly", ())),
        signs={layout: tuple(data["meta"][f"form_{layout}"]) for layout in ("2019", "2021")},
    )


def _label(data: Mapping[str, Any]) -> Label:
    columns = data.get("columns", {})
    return Label(
        id=data["id"],
        label=data["label"],
        label_en=data["label_en"],
        names=(data["label"], *data.get("names", ())),
        layouts=tuple(data.get("forms", columns or ("2019", "2021"))),
        unit=data.get("unit", "件"),
        ordinal=data.get("ordinal", 0),
        columns=columns,
    )


def _yearly(data: Mapping[str, Any]) -> Yearly:
    over: Literal["rows", "columns"] = "rows" if "rows" in data else "columns"
    return Yearly(
        data["id"],
        over,
        tuple(data[over]),
        tuple(data["this"]),
        tuple(data["last"]),
        data.get("warning", False),
    )


def table_ids() -> pd.DataFrame:
    """Return every id of the frame of tables with its labels, in official order.

    Returns
    -------
    pandas.DataFrame
        Columns `table`, `kind` (row or column), `id`, `label`, `label_en`, `layouts` (2019 for the reports
        for 2019 and 2020, 2021 for later ones) and `unit` (of columns; empty where only the cell says it).

    Examples
    --------
    >>> ids = table_ids()
    >>> ids.loc[ids["id"] == "carried_out", "label"].tolist()
    ['结转下年度继续办理', '结转下年度数']
    """
    import pandas as pd

    from textkit.parsing.tables.stated import load_figures

    rows = []
    for table in TABLES:
        form = load_form(table)
        for kind, labels in (("row", form.rows), ("column", form.columns)):
            for each in labels:
                unit = each.unit if kind == "column" else ""
                rows.append((table, kind, each.id, each.label, each.label_en, " ".join(each.layouts), unit))
    for figure in load_figures():
        rows.append(("stated", "row", figure.id, figure.label, figure.label_en, "", figure.unit))
    return pd.DataFrame(rows, columns=["table", "kind", "id", "label", "label_en", "layouts", "unit"])
