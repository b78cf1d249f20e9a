"""Broken tables, two of each kind, read the public way: no silent wrong value, and floors of accuracy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from table_breaker import break_tables, draw, kinds
from table_scores import Score, measure, read
from table_twins import undecidable

SEED = 20260101
# Where structure is lost, of the cells that can be told at all (see table_twins.py); measured over 3,000 tables (see bench_tables.py).
SURVIVES, LOST = 0.999, 0.99


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    return measure(SEED, 2 * len(kinds()), tmp_path_factory.mktemp("broken"))


def _total(scores: dict[str, Score], *, survives: bool) -> Score:
    return sum((scores[kind] for kind in kinds(survives)), Score())


def test_every_kind_is_tried(scores: dict[str, Score]) -> None:
    assert len(scores) == len(kinds()) > 80
    assert all(score.reports == 2 and score.cells for score in scores.values())


def test_no_wrong_value_is_silent(scores: dict[str, Score]) -> None:
    assert [fault for score in scores.values() for fault in score.faults if "SILENT" in fault] == []


def test_where_structure_survives_nearly_every_cell_is_right(scores: dict[str, Score]) -> None:
    assert _total(scores, survives=True).accuracy >= SURVIVES


def test_where_structure_is_lost_what_can_be_told_is_told(scores: dict[str, Score]) -> None:
    total = _total(scores, survives=False)
    assert total.decidable >= LOST
    assert total.wrong <= 0.001 * total.cells


def test_the_whole_table_decides_what_no_row_does_alone(tmp_path: Path) -> None:
    broken = break_tables(random.Random("771001 blanks_lost_lines 9"), "blanks_lost_lines")
    cells = {(c.table, c.row, c.column): c for c in read(broken, tmp_path)}
    for row in ("unavailable_unclear", "refused_internal_affairs"):
        key = ("requests", row, "natural_person")
        assert cells[key].value == broken.truth[0][key]
    assert cells["requests", "refused_internal_affairs", "research"].value is None


def test_twins_tell_what_nobody_can_tell() -> None:
    drawn = draw(random.Random("771001 blanks_lost_lines 9"), "blanks_lost_lines")
    keys = {("requests", "refused_internal_affairs", column) for column in ("natural_person", "research")}
    assert undecidable(drawn, keys) == {("requests", "refused_internal_affairs", "research")}
