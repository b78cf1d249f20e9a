"""The second coding of the training gold agrees with the first as its README says: `-s` prints the table."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import pandas as pd
import pytest

from textkit.handcoding import read_gold

GOLD = Path(__file__).parents[1] / "corpora" / "gold"
WRITERS = {"first four writers": ("g1", "g2", "g3", "g4"), "`g7`": ("g7",), "`g9` to `gc`": ("g9", "ga", "gb", "gc")}
HARD = ("checkable", "firm")


@pytest.fixture(scope="module")
def both() -> pd.DataFrame:
    """Items coded twice: `first`, `second` primary themes; `level`, `level_2`; `status`, `status_2`."""
    items = read_gold(GOLD).items
    with (GOLD / "second" / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["item_id"]: row for row in csv.DictReader(file)}
    assert set(rows) <= set(items["item_id"])
    items = items[items["item_id"].isin(rows) & items["role"].isin(["problem", "measure"])]
    said = [rows[item] for item in items["item_id"]]
    return pd.DataFrame({
        "writer": items["item_id"].str[:2].to_numpy(), "first": [themes[0] for themes in items["themes"]],
        "second": [row["themes"].split()[0] for row in said], "measure": items["role"].eq("measure").to_numpy(),
        "level": items["substance"].to_numpy(object), "level_2": [row["substance"] for row in said],
        "status": items["status"].to_numpy(object), "status_2": [row["status"] for row in said],
    })  # fmt: skip


def _row(name: str, codes: pd.DataFrame) -> str:
    measures = codes[codes["measure"]]
    hard = measures["level"].isin(HARD) == measures["level_2"].isin(HARD)
    shares = (measures["level"] == measures["level_2"]).mean(), hard.mean()
    theme, status = (codes["first"] == codes["second"]).mean(), (measures["status"] == measures["status_2"]).mean()
    return f"| {name} | {len(codes):,} | {theme:.3f} | {len(measures)} | {shares[0]:.3f} | {shares[1]:.3f} | {status:.3f} |"


def test_agreement_is_what_the_readme_says(both: pd.DataFrame) -> None:
    rows = [_row(name, both[both["writer"].isin(writers)]) for name, writers in WRITERS.items()]
    rows.append(_row("together", both))
    print("\n" + "\n".join(rows))
    told = (GOLD / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\|(?:[^|\n]+\|){6} \d\.\d{3} \|$", told, re.MULTILINE) == rows


def test_a_third_is_coded_twice(both: pd.DataFrame) -> None:
    assert len(both) / len(read_gold(GOLD).items) >= 1 / 3


def test_the_level_of_every_act_is_what_two_of_three_readings_gave() -> None:
    readings = pd.read_csv(GOLD / "second" / "levels.csv", index_col="act_id")
    acts = read_gold(GOLD).acts.set_index("act_id")["level_of_substance"]
    assert set(readings.index) == set(acts.index)
    pairs = [(a, b) for a, b in itertools.combinations(readings.columns, 2)]
    same = {pair: (readings[pair[0]] == readings[pair[1]]).mean() for pair in pairs}
    hard = {(a, b): (readings[a].isin(HARD) == readings[b].isin(HARD)).mean() for a, b in pairs}
    rows = [f"| {a}, {b} | {len(readings):,} | {same[a, b]:.3f} | {hard[a, b]:.3f} |" for a, b in pairs]
    print("\n" + "\n".join(rows))
    told = (GOLD / "README.md").read_text(encoding="utf-8")
    assert [line for line in told.splitlines() if line.startswith(("| writer,", "| second, third"))] == rows
    counts = readings.apply(lambda row: row.value_counts().iloc[0], axis=1)
    found = readings.mode(axis=1)[0].where(counts > 1, "general")
    assert (found == acts.reindex(found.index).astype(object)).all()
