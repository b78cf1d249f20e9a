"""Broken tables, two of each kind, read the public way: no silent wrong value, and floors of accuracy."""

from __future__ import annotations

import pytest
from table_breaker import kinds
from table_scores import Score, measure

SEED = 20260101
# Of what is not left open between named candidates; measured over 3,000 tables (see bench_tables.py).
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


def test_where_structure_is_lost_cells_are_right_or_left_open(scores: dict[str, Score]) -> None:
    total = _total(scores, survives=False)
    assert total.decided >= LOST
    assert total.wrong <= 0.001 * total.cells
