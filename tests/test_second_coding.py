"""The second coding of the training gold agrees with the first as its README says: `-s` prints the table."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from textkit.handcoding import read_gold

GOLD = Path(__file__).parents[1] / "corpora" / "gold"
WRITERS = {"first four writers": ("g1", "g2", "g3", "g4"), "`g7`": ("g7",), "`g9`, `ga`": ("g9", "ga")}
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
    assert re.findall(r"^\| (?!-|items|\| ).*\d\.\d{3} \|$", told, re.MULTILINE) == rows


def test_thirty_percent_are_coded_twice(both: pd.DataFrame) -> None:
    assert 0.29 < len(both) / len(read_gold(GOLD).items) < 0.34
