"""Conditions select rows, and nothing else can be written in them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.compare.where import parse_where, select_where

ITEMS = pd.DataFrame({
    "item_id": list("abcde"),
    "year": pd.array([2018, 2019, 2020, None, 2021], dtype="Int64"),
    "level": pd.array(["county", "city", "county", "county", None], dtype="string"),
    "机构": pd.array(["甲局", "乙局", "丙局", "丁局", "戊局"], dtype="string"),
    "hedge": pd.array([True, False, None, True, False], dtype="boolean"),
    "weight": [0.5, -1.5, 2.0, float("nan"), 0.0],
})  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("year >= 2019", "bce"),
        ("year>=2019 and level=='county'", "c"),
        ("year != 2019", "ace"),
        ("year < 2019.5", "ab"),
        ("level != 'city'", "acd"),
        ('level in ["city", "county"] and year in (2018, 2020)', "ac"),
        ("机构 == '丁局'", "d"),
        ("hedge == true", "ad"),
        ("hedge == False", "be"),
        ("weight < -1", "b"),
        ("weight > 0 and weight <= 0.5", "a"),
        ("level >= 'county'", "acd"),
        ("机构 == 'and'", ""),
        ("  year == 2018  ", "a"),
    ],
)
def test_rows(expression: str, kept: str) -> None:
    assert "".join(select_where(ITEMS, expression)["item_id"]) == kept


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "the condition ends where a column is expected"),
        ("year", "ends where one of =="),
        ("year >= ", "ends where a number or a quoted text"),
        ("years >= 2019", "no column 'years'; there are item_id, year, level"),
        ("level == county", "a text stands in quotes: 'county'"),
        ("year == '2019'", "column year holds numbers; '2019' is none"),
        ("level == 3", "column level holds text; 3 is none"),
        ("hedge == 1", "column hedge holds true or false; 1 is none"),
        ("year == true", "column year holds numbers; True is none"),
        ("year >= 2019 or year < 2000", "or stands where and between two conditions"),
        ("year = 2019", "cannot read '= 2019'"),
        ("level in 'city'", "where a list such as"),
        ("level in ['city'", "ends where , or ]"),
        ("__import__('os')", "( stands where one of"),
        ("__import__('os').system('x')", "cannot read"),
        ("year.__class__ == 1", "cannot read '.__class__ == 1'"),
        ("year + 1 == 2020", "cannot read '+ 1 == 2020'"),
        ("@x == 1", "cannot read '@x == 1'"),
        ("year == 2019年", "cannot read '2019年'"),
        ("level == 'x' and " * 200, "longer than 2000"),
    ],
)
def test_all_else_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        select_where(ITEMS, expression)
    assert said in str(refused.value)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(expression: str) -> None:
    try:
        parse_where(expression)
    except ValueError as refused:
        assert str(refused)


@settings(deadline=None)
@given(st.integers(-3000, 3000), st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]))
def test_numbers_compare_as_in_python(number: int, sign: str) -> None:
    expected = {
        "==": lambda year: year == number, "!=": lambda year: year != number, ">=": lambda year: year >= number,
        "<=": lambda year: year <= number, ">": lambda year: year > number, "<": lambda year: year < number,
    }[sign]  # fmt: skip
    known = ITEMS.dropna(subset=["year"])
    kept = select_where(ITEMS, f"year {sign} {number}")["item_id"]
    assert kept.tolist() == known.loc[[expected(year) for year in known["year"]], "item_id"].tolist()


def test_input_is_left_alone_and_empty_stays_empty() -> None:
    before = ITEMS.copy()
    select_where(ITEMS, "year == 2018")
    pd.testing.assert_frame_equal(ITEMS, before)
    empty = select_where(ITEMS.head(0), "year == 2018 and level == 'city'")
    assert empty.empty
    assert list(empty.columns) == list(ITEMS.columns)
