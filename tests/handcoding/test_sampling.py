"""Samples: chances that are known, true and enough to estimate totals without bias."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.handcoding.sampling import (
    FLOOR,
    Sample,
    allocate,
    inclusion_probabilities,
    sample_items,
    systematic_draw,
)

DESIGNS = ("stratified", "uncertainty", "random")


def items_of(years: list[int | None]) -> pd.DataFrame:
    ids = [f"a{at % 7}#{at}" for at in range(len(years))]
    roles = ["problem" if at % 3 else "measure" for at in range(len(years))]
    return pd.DataFrame({"item_id": ids, "role": roles, "year": pd.array(years, dtype="Int64")})


def themes_of(items: pd.DataFrame, chances: list[float | None]) -> pd.DataFrame:
    rows = [
        (item, 1, chance, "rule" if chance is None else "model")
        for item, chance in zip(items["item_id"], chances, strict=True)
    ]
    themes = pd.DataFrame(rows, columns=["item_id", "rank", "probability", "method"])
    return themes.astype({"probability": "Float64"})


SAMPLED = st.lists(
    st.tuples(st.sampled_from([2019, 2020, 2021, None]), st.one_of(st.none(), st.floats(0, 1))), min_size=4, max_size=60
)


@settings(max_examples=40, deadline=None)
@given(
    rows=SAMPLED,
    n=st.integers(4, 70),
    design=st.sampled_from(DESIGNS),
    allocation=st.sampled_from(["proportional", "equal"]),
    seed=st.integers(0, 99),
)
def test_chances_are_above_0_and_sum_to_the_number_drawn(
    rows: Any, n: int, design: Any, allocation: Any, seed: int
) -> None:
    items = items_of([year for year, _ in rows])
    themes = themes_of(items, [chance for _, chance in rows])

    def draw(data: pd.DataFrame) -> Sample:
        return sample_items(data, themes, n=n, design=design, by=["year"], allocation=allocation, random_state=seed)

    sample = draw(items)
    assert len(sample.items) == min(n, len(items)) == sample.design["n"]
    assert sample.items["item_id"].is_unique
    assert sample.frame["item_id"].tolist() == items["item_id"].tolist()
    assert ((sample.frame["pi"] > 0) & (sample.frame["pi"] <= 1)).all()
    assert sample.frame["pi"].sum() == pytest.approx(len(sample.items))
    assert set(sample.frame.loc[sample.frame["pi"] == 1, "item_id"]) <= set(sample.items["item_id"])
    known = sample.frame.set_index("item_id")["pi"]
    assert sample.items["pi"].tolist() == known[sample.items["item_id"]].tolist()
    turned = draw(items.iloc[::-1])
    assert set(turned.items["item_id"]) == set(sample.items["item_id"])
    assert draw(items).items.equals(sample.items)


@pytest.mark.parametrize("design", DESIGNS)
def test_totals_are_estimated_without_bias(design: Any) -> None:
    random = np.random.default_rng(5)
    items = items_of([2019, *[2020] * 14, *[2021] * 25])
    themes = themes_of(items, [*random.random(39).round(3), None])
    values = pd.Series(random.random(40) * 10, index=items["item_id"])
    totals, drawn = [], pd.Series(0.0, index=items["item_id"])
    for seed in range(120):
        sample = sample_items(items, themes, n=9, design=design, by=["year"], random_state=seed)
        totals.append((values[sample.items["item_id"]].to_numpy() / sample.items["pi"].to_numpy()).sum())
        drawn[sample.items["item_id"]] += 1
    error = np.std(totals) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - values.sum()) < 4 * error
    pi = sample.frame.set_index("item_id")["pi"]
    spread = np.sqrt(pi * (1 - pi) / 120).clip(lower=1e-12)
    assert (abs(drawn / 120 - pi) / spread).max() < 4.5


def test_every_single_chance_is_the_one_that_was_told() -> None:
    pi = inclusion_probabilities(np.random.default_rng(1).random(30) + 0.05, 8)
    random = np.random.default_rng(2)
    drawn = np.array([systematic_draw(pi, random) for _ in range(6000)])
    assert set(drawn.sum(axis=1)) == {8}
    spread = np.sqrt(pi * (1 - pi) / 6000)
    assert (abs(drawn.mean(axis=0) - pi) / spread).max() < 4
    # any two can come together, so that variances could be estimated
    assert ((drawn.T.astype(float) @ drawn) > 0).all()


def test_what_the_program_doubts_is_drawn_more_often() -> None:
    items = items_of([2020] * 4)
    themes = themes_of(items, [0.99, 0.5, None, 0.9])
    themes.loc[3, "method"] = "human"
    pi = sample_items(items, themes, n=1, design="uncertainty").frame["pi"]
    sizes = np.array([FLOOR, 0.5, 1.0, FLOOR])
    np.testing.assert_allclose(pi, sizes / sizes.sum())


def test_only_problems_and_measures_are_drawn() -> None:
    items = items_of([2020] * 6).assign(role=["cause", "problem", "achievement", "measure", "problem", "cause"])
    assert sample_items(items, n=99, design="random").items["item_id"].tolist() == ["a1#1", "a3#3", "a4#4"]


def test_a_missing_value_is_a_stratum() -> None:
    sample = sample_items(items_of([2020, 2020, None]), n=2, by=["year"])
    assert sample.design["strata"] == [{"stratum": "2020", "of": 2, "n": 1}, {"stratum": "?", "of": 1, "n": 1}]


@settings(max_examples=100)
@given(
    sizes=st.lists(st.integers(1, 50), min_size=1, max_size=12),
    n=st.integers(1, 200),
    allocation=st.sampled_from(["proportional", "equal"]),
)
def test_every_stratum_gets_one_and_none_more_than_it_has(sizes: list[int], n: int, allocation: Any) -> None:
    if n < len(sizes):
        with pytest.raises(ValueError, match="cannot cover"):
            allocate(np.array(sizes), n, allocation)
        return
    given_out = allocate(np.array(sizes), n, allocation)
    assert given_out.sum() == min(n, sum(sizes))
    assert ((given_out >= 1) & (given_out <= sizes)).all()


def test_allocation_follows_the_sizes() -> None:
    assert allocate(np.array([100, 50, 50]), 40).tolist() == [20, 10, 10]
    assert allocate(np.array([100, 50, 3]), 30, "equal").tolist() == [14, 13, 3]


@settings(max_examples=100)
@given(sizes=st.lists(st.floats(0.05, 1), min_size=1, max_size=40), n=st.integers(1, 50))
def test_chances_keep_the_order_of_sizes(sizes: list[float], n: int) -> None:
    chances = inclusion_probabilities(np.array(sizes), n)
    order = np.argsort(sizes, kind="stable")
    assert (np.diff(chances[order]) >= -1e-12).all()
    assert chances.max() <= 1
    assert chances.sum() == pytest.approx(min(n, len(sizes)))


def test_what_cannot_be_drawn_says_why() -> None:
    items = items_of([2019, 2020, 2021])
    with pytest.raises(ValueError, match="2 items cannot cover 3 strata"):
        sample_items(items, n=2, by=["year"])
    with pytest.raises(ValueError, match="no column level; there are item_id, role, year"):
        sample_items(items, n=2, by=["level"])
    with pytest.raises(ValueError, match="needs the themes"):
        sample_items(items, n=2, design="uncertainty")
    assert sample_items(items.head(0), n=2, by=["year"]).items.empty
