"""Identities of the tables."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pandas as pd
import pytest

from textkit.checks import check_tables
from textkit.parsing.tables import Cell, cells_frame, parse_tables
from textkit.reading import read_report
from textkit.records import FRAMES, frame

sys.path.append(str(Path(__file__).parent / "parsing"))
from table_generator import Tables, make, years


def cells_of(tables: Tables, report_id: str = "甲市/2023") -> list[Cell]:
    return [
        Cell(report_id, table, row, column, value, "件", tables.printed[table, row, column])
        for (table, row, column), value in tables.values.items()
    ]


def changed(cells: list[Cell], row: str, column: str, by: float) -> list[Cell]:
    return [
        Cell(c.report_id, c.table, c.row, c.column, (c.value or 0) + by, c.unit, c.raw, c.part)
        if (c.table, c.row, c.column) == ("requests", row, column)
        else c
        for c in cells
    ]


@pytest.mark.parametrize("layout", ["2019", "2021"])
@pytest.mark.parametrize("nothing", ["0", "", "/"])
def test_valid_tables_fail_nothing(layout: str, nothing: str) -> None:
    for seed in range(10):
        checks = check_tables(cells_frame(cells_of(make(random.Random(seed), layout, nothing=nothing))))
        assert not checks["ok"].eq(False).any()
        assert nothing != "0" or checks["ok"].all()


def test_one_changed_cell_is_found_and_named() -> None:
    for seed in range(10):
        cells = cells_of(make(random.Random(seed), "2021"))
        for row, column in (("granted", "business"), ("new", "total"), ("total", "natural_person")):
            right = next(c.value for c in cells if (c.table, c.row, c.column) == ("requests", row, column))
            checks = check_tables(cells_frame(changed(cells, row, column, 7)))
            failed = checks[checks["ok"].eq(False)]
            assert len(failed) >= 2
            assert failed["cells"].str.contains(f"requests.{row}.{column}=", regex=False).all()
            assert set(failed["suspect"]) == {f"requests.{row}.{column}={right:g}"}


def test_two_changed_cells_are_not_named() -> None:
    cells = changed(changed(cells_of(make(random.Random(2), "2021")), "granted", "business", 7), "new", "other", 5)
    failed = (checks := check_tables(cells_frame(cells)))[checks["ok"].eq(False)]
    assert len(failed) >= 4
    assert failed["suspect"].isna().all()


def test_the_tables_are_left_as_they_are() -> None:
    data = cells_frame(changed(cells_of(make(random.Random(2), "2021")), "granted", "business", 7))
    before = data.copy(deep=True)
    check_tables(data)
    pd.testing.assert_frame_equal(data, before)


def test_missing_cells_leave_open_what_they_could_make_up() -> None:
    def row(*numbers: float | None) -> pd.DataFrame:
        names = ("upheld", "corrected", "other", "pending", "total")
        cells = [
            Cell("甲市/2023", "disputes", "review", name, number, "件", "" if number is None else f"{number:g}")
            for name, number in zip(names, numbers, strict=True)
        ]
        return check_tables(cells_frame(cells))

    assert row(5, None, None, 2, 7)["ok"].tolist() == [True]
    assert row(5, None, None, 2, 9)["ok"].isna().all()
    assert row(5, None, None, 2, 6)["ok"].tolist() == [False]
    assert row(5, 1, 0, 2, None)["ok"].isna().all()
    assert row(None, None, None, None, None).empty


def test_text_against_table() -> None:
    cells = cells_of(make(random.Random(4), "2021"))
    total = next(c.value for c in cells if (c.table, c.row, c.column) == ("requests", "new", "total"))
    refused = sum(c.value or 0 for c in cells if c.row.startswith("refused_") and c.column == "total")
    said = [
        Cell("甲市/2023", "stated", "new", "year", (total or 0) + 1, "件", "12"),
        Cell("甲市/2023", "stated", "refused", "year", refused, "件", "3"),
    ]
    checks = check_tables(cells_frame([*cells, *said])).set_index("check")
    assert not checks.loc["stated.new", "ok"]
    assert "stated.new.year" in str(checks.loc["stated.new", "cells"])
    assert checks.loc["stated.refused", "ok"]


def test_year_to_year() -> None:
    made = years(random.Random(3), "2021", 3, size=200)
    cells = [cell for year, tables in enumerate(made, 2021) for cell in cells_of(tables, f"甲市/{year}")]
    reports = frame(
        "reports",
        [{"report_id": f"甲市/{y}", "agency_id": "jia", "agency": "甲市", "year": y} for y in (2021, 2022, 2023)],
    )
    checks = check_tables(cells_frame(cells), reports)
    yearly = checks[checks["check"].str.startswith("yearly.")]
    assert set(yearly["report_id"]) == {"甲市/2022", "甲市/2023"}
    assert yearly["ok"].all()
    assert set(yearly.loc[yearly["warning"], "check"]) >= {"yearly.in_force.normative_documents"}
    assert not yearly.loc[yearly["check"] == "yearly.carried", "warning"].any()
    wrong = changed([c for c in cells if c.report_id != "甲市/2021"], "carried_out", "total", 3)
    checks = check_tables(cells_frame([c for c in cells if c.report_id == "甲市/2021"] + wrong), reports)
    failed = checks[checks["check"].eq("yearly.carried") & checks["ok"].eq(False)]
    assert failed["report_id"].tolist() == ["甲市/2023"]
    assert "last.requests.carried_out.total=" in failed["cells"].iloc[0]


def test_nothing_in_nothing_out() -> None:
    found = check_tables(cells_frame([]))
    assert found.empty
    assert list(found.columns) == [*FRAMES["checks"], "warning", "suspect"]
    assert check_tables(frame("tables"), frame("reports")).empty


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match=r"missing column raw: pass a frame made by textkit\.parsing"):
        check_tables(frame("tables").drop(columns="raw"))


def test_identities_of_a_real_report_hold_in_every_column(real: Path) -> None:
    checks = check_tables(cells_frame(parse_tables(read_report(real / "disclosure" / "2024_淮安市人民政府.pdf"))))
    assert len(checks[checks["check"].isin(["requests.balance", "requests.outcomes"])]) == 14
    assert checks["ok"].all()
