"""Agreement: against published examples, a second implementation, and errors that name the rows."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from textkit.coding.agreement import (
    agreement,
    class_scores,
    confusion_table,
    gwet_ac1,
    krippendorff_alpha,
    masi_distance,
)
from textkit.coding.codes import CodesError, check_codes

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D: four observers, twelve units.
OBSERVERS = {
    "A": "123321412...",
    "B": "1233224125.3",
    "C": ".33323422511"[:11] + ".",
    "D": "12332441251.",
}


def observed() -> pd.DataFrame:
    rows = [
        (f"u{unit}", code, coder) for coder, line in OBSERVERS.items() for unit, code in enumerate(line) if code != "."
    ]
    return pd.DataFrame(rows, columns=["item_id", "code", "coder"])


def test_published_alphas() -> None:
    assert krippendorff_alpha(observed()) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(observed(), kind="ordinal", order=list("12345")) == pytest.approx(0.815, abs=5e-4)


def test_published_ac1() -> None:
    # the same data in Gwet (2014), Handbook of Inter-Rater Reliability
    assert gwet_ac1(observed()) == pytest.approx(0.775, abs=1e-3)


def slow_alpha(codes: pd.DataFrame, distance: Any) -> float:
    """Observed over expected disagreement, pair by pair (nothing shared with the package)."""
    units = [group.tolist() for _, group in codes.groupby("item_id")["code"] if len(group) > 1]
    values = [code for unit in units for code in unit]
    n = len(values)
    if not n:
        return float("nan")
    seen = sum(sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    chance = sum(distance(a, b) for a, b in permutations(values, 2)) / (n * (n - 1))
    return 1 - seen / chance if chance else float("nan")


SETS = ["content", "content platform", "platform", "skills staffing", "staffing skills", "content skills"]
ROWS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(SETS), st.sampled_from("abc")), max_size=20)
RANKED = ["boilerplate", "general", "checkable", "firm"]
RANKED_ROWS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(RANKED), st.sampled_from("abc")), max_size=20)


def frame_of(rows: list[tuple[int, str, str]]) -> pd.DataFrame:
    codes = pd.DataFrame(rows, columns=["item_id", "code", "coder"]).astype({"item_id": str})
    return codes.drop_duplicates(["item_id", "coder"])


def slow_masi(a: str, b: str) -> float:
    """Passonneau (2006): Jaccard times 1, 2/3, 1/3 or 0, case by case."""
    one, other = set(a.split()), set(b.split())
    if one == other:
        monotonic = Fraction(1)
    elif one < other or other < one:
        monotonic = Fraction(2, 3)
    elif one & other:
        monotonic = Fraction(1, 3)
    else:
        monotonic = Fraction(0)
    return float(1 - Fraction(len(one & other), len(one | other)) * monotonic)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_alpha_by_a_second_implementation(rows: list[tuple[int, str, str]]) -> None:
    codes = frame_of(rows)
    for kind, distance in (("nominal", lambda a, b: float(a != b)), ("set", slow_masi)):
        fast, slow = krippendorff_alpha(codes, kind=kind), slow_alpha(codes, distance)  # type: ignore[arg-type]
        assert fast == pytest.approx(slow, nan_ok=True, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(RANKED_ROWS)
def test_ordinal_alpha_by_a_second_implementation(rows: list[tuple[int, str, str]]) -> None:
    codes = frame_of(rows)
    paired = codes[codes.groupby("item_id")["code"].transform("size") > 1]
    times = [int((paired["code"] == level).sum()) for level in RANKED]

    def distance(a: str, b: str) -> float:
        low, high = sorted((RANKED.index(a), RANKED.index(b)))
        return float(sum(times[low : high + 1]) - (times[low] + times[high]) / 2) ** 2

    fast = krippendorff_alpha(codes, kind="ordinal", order=RANKED)
    assert fast == pytest.approx(slow_alpha(codes, distance), nan_ok=True, abs=1e-9)


def slow_ac1(codes: pd.DataFrame, classes: list[str]) -> float:
    """Gwet (2008), item by item and coder by coder."""
    units = [group.tolist() for _, group in codes.groupby("item_id")["code"]]
    pairs = [[a == b for a, b in permutations(unit, 2)] for unit in units if len(unit) > 1]
    if not pairs:
        return float("nan")
    agreed = float(np.mean([np.mean(each) for each in pairs]))
    shares = [float(np.mean([unit.count(name) / len(unit) for unit in units])) for name in classes]
    chance = sum(share * (1 - share) for share in shares) / (len(classes) - 1)
    return (agreed - chance) / (1 - chance)


@settings(max_examples=60, deadline=None)
@given(RANKED_ROWS)
def test_ac1_by_a_second_implementation(rows: list[tuple[int, str, str]]) -> None:
    codes = frame_of(rows)
    assert gwet_ac1(codes, classes=RANKED) == pytest.approx(slow_ac1(codes, RANKED), nan_ok=True, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(RANKED_ROWS, st.integers(1, 4))
def test_an_item_of_weight_k_counts_as_k_items(rows: list[tuple[int, str, str]], k: int) -> None:
    codes = frame_of(rows)
    weights = {item: float(k if item == "0" else 1) for item in codes["item_id"]}
    again = [codes[codes["item_id"] == "0"].assign(item_id=f"0 again {n}") for n in range(k - 1)]
    weighed = agreement(codes, order=RANKED, weights=weights, draws=0).set_index("measure")["value"]
    repeated = agreement(pd.concat([codes, *again]), order=RANKED, draws=0).set_index("measure")["value"]
    for name in ("agreement", "ac1"):  # alpha also corrects for the number of codes, which weights leave as it is
        assert weighed[name] == pytest.approx(repeated[name], nan_ok=True, abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("a", "a", 0),
        ("a", "b", 1),
        ("a", "a b", 2 / 3),
        ("a b", "b c", 1 - 1 / 9),
        ("a b c", "a b", 1 - 4 / 9),
    ],
)
def test_masi(one: str, other: str, distance: float) -> None:
    for a, b in ((one, other), (other, one)):
        assert masi_distance(frozenset(a.split()), frozenset(b.split())) == pytest.approx(distance)


def test_ac1_is_steady_where_alpha_is_not() -> None:
    rows = [(f"i{n}", "general", coder) for n in range(98) for coder in "ab"]
    rows += [("x", "firm", "a"), ("x", "general", "b"), ("y", "general", "a"), ("y", "firm", "b")]
    codes = pd.DataFrame(rows, columns=["item_id", "code", "coder"])
    assert krippendorff_alpha(codes) < 0.1 < 0.9 < gwet_ac1(codes)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("pqr")), min_size=1, max_size=30))
def test_scores_are_those_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    pairs = [*pairs, ("p", "q"), ("q", "r"), ("r", "p")]  # every class is seen
    gold = {str(n): a for n, (a, _) in enumerate(pairs)}
    found = {str(n): b for n, (_, b) in enumerate(pairs)}
    table = class_scores(gold, found, draws=2).set_index("class")
    labels = sorted(set(gold.values()))
    sides = list(gold.values()), list(found.values())
    theirs = precision_recall_fscore_support(*sides, labels=labels, zero_division=np.nan)
    np.testing.assert_allclose(table.loc[labels, "recall"], theirs[1])
    np.testing.assert_allclose(table.loc[labels, "precision"], theirs[0])
    assert table.loc["micro", "f1"] == pytest.approx(np.mean([a == b for a, b in pairs]))
    ours = confusion_table(gold, found, order=labels).to_numpy()
    assert (ours == confusion_matrix(*sides, labels=labels)).all()


def test_intervals_draw_whole_clusters() -> None:
    rows = [
        (f"v{v}i{n}", code, coder)
        for v in range(6)
        for n in range(20)
        for coder, code in (("gold", "xy"[n % 2]), ("found", "xy"[(n + (v < 3)) % 2]))
    ]
    codes = pd.DataFrame(rows, columns=["item_id", "code", "coder"])
    voices = {item: item[:2] for item in codes["item_id"]}
    alone = agreement(codes, draws=200).set_index("measure").loc["agreement"]
    whole = agreement(codes, clusters=voices, draws=200).set_index("measure").loc["agreement"]
    assert alone["value"] == whole["value"] == 0.5
    assert whole["ci_high"] - whole["ci_low"] > 3 * (alone["ci_high"] - alone["ci_low"])
    assert whole["n_clusters"] == 6
    again = agreement(codes, clusters=voices, draws=200)
    pd.testing.assert_frame_equal(again, agreement(codes, clusters=voices, draws=200))


def test_order_of_rows_does_not_matter() -> None:
    codes = observed()
    turned = codes.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(agreement(codes, draws=50), agreement(turned, draws=50))


def test_all_faults_are_named_with_their_rows() -> None:
    rows = [("a", "content", "x"), ("a", "skills", "x"), ("z", "content", "x"), ("b", "conten", "x")]
    codes = pd.DataFrame(rows, columns=["item_id", "code", "coder"])
    with pytest.raises(CodesError) as error:
        check_codes(codes, items={"a", "b"}, classes={"content", "skills"})
    said = str(error.value)
    assert "unknown item: row 3 (z)" in said
    assert "two codes by one coder for one item: row 1 (a), row 2 (a)" in said
    assert "unknown class: row 4 (conten)" in said


def test_a_class_never_seen_is_named() -> None:
    with pytest.raises(CodesError, match=r"unknown class: row 1 \(platform\)"):
        class_scores({"a": "content"}, {"a": "platform"})
    with pytest.raises(CodesError, match=r"unknown item: row 1 \(b\)"):
        class_scores({"a": "content"}, {"b": "content"})


def test_one_coder_alone_gives_nothing() -> None:
    codes = pd.DataFrame({"item_id": ["a", "b"], "code": ["x", "y"], "coder": ["k", "k"]})
    assert agreement(codes, draws=5)["value"].isna().all()
    with pytest.raises(ValueError, match="order of its classes"):
        krippendorff_alpha(codes, kind="ordinal")
