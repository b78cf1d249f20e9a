"""How the program's codes agree with the gold of the sample corpus, end to end, with floors.

The gold was at hand while the rules were written: these scores say that nothing broke, not how well the rules
do on reports nobody has seen.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textkit.analysis import Analysis
from textkit.handcoding import Gold, align_items, read_gold
from textkit.study import analyze

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
FLOORS = {
    "found whole": 0.95,
    "role": 0.98,
    "status": 0.95,
    "theme": 0.90,
    "substance": 0.93,
    "substantive": 0.94,
}


@pytest.fixture(scope="module")
def found() -> Analysis:
    return analyze(SAMPLE)


@pytest.fixture(scope="module")
def gold() -> Gold:
    return read_gold(SAMPLE / "gold")


def scores(found: Analysis, gold: Gold) -> dict[str, float]:
    aligned = align_items(found.items, gold.items)
    met = aligned.dropna(subset=["predicted_id", "gold_id"])[["predicted_id", "gold_id"]]
    columns = ["item_id", "role", "status"]
    pairs = met.merge(found.items[columns], left_on="predicted_id", right_on="item_id")
    pairs = pairs.merge(gold.items[columns], left_on="gold_id", right_on="item_id", suffixes=("", "_gold"))
    primary = found.themes[found.themes["rank"] == 1].set_index("item_id")["theme"]
    truth = gold.themes[gold.themes["rank"] == 1].set_index("item_id")["theme"]
    measures = pairs[(pairs["role"] == "measure") & (pairs["role_gold"] == "measure")]
    level = found.substance.set_index("item_id")["substance"].reindex(measures["item_id"]).to_numpy()
    wanted = gold.substance.set_index("item_id")["substance"].reindex(measures["gold_id"]).to_numpy()
    hard = {"firm", "checkable"}
    coded = pairs[pairs["role"].isin(["problem", "measure"])]
    return {
        "found whole": (aligned["match"] == "whole").sum() / len(gold.items),
        "role": (pairs["role"] == pairs["role_gold"]).mean(),
        "status": (measures["status"] == measures["status_gold"]).mean(),
        "theme": (primary.reindex(coded["item_id"]).to_numpy() == truth.reindex(coded["gold_id"]).to_numpy()).mean(),
        "substance": (level == wanted).mean(),
        "substantive": pd.Series([(a in hard) == (b in hard) for a, b in zip(level, wanted, strict=True)]).mean(),
    }


def test_floors(found: Analysis, gold: Gold) -> None:
    reached = scores(found, gold)
    print("\nsample corpus, end to end: " + ", ".join(f"{name} {score:.3f}" for name, score in reached.items()))
    assert {name for name, floor in FLOORS.items() if reached[name] < floor} == set()
