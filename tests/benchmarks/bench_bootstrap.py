"""2,000 draws over 100,000 items and 15 themes: ``python tests/benchmarks/bench_bootstrap.py [ITEMS]``."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from textkit.compare.differences import compare_groups
from textkit.compare.estimates import estimate_means

THEMES = 15
ITEMS_OF_REPORT, REPORTS_OF_AGENCY = 8, 4


def corpus(items: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return items, 8 a report and 4 reports an agency, and one or two themes of each."""
    chance = np.random.default_rng(1)
    number = np.arange(items)
    report = number // ITEMS_OF_REPORT
    agency = report // REPORTS_OF_AGENCY
    data = pd.DataFrame({
        "item_id": number.astype(str), "report_id": report.astype(str), "agency_id": agency.astype(str),
        "role": np.where(number % 2, "measure", "problem"), "year": 2019 + report % REPORTS_OF_AGENCY,
        "level": np.array(["city", "county", "township"])[agency % 3],
    })  # fmt: skip
    values = np.zeros((items, THEMES))
    for theme in chance.integers(0, THEMES, (2, items)):
        values[number, theme] += 0.5
    names = [f"theme {theme}" for theme in range(THEMES)]
    return data, pd.DataFrame(values, columns=names, index=pd.Index(data["item_id"]))


def main() -> None:
    """Print seconds."""
    items, values = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    for name, work in {
        "shares": lambda: estimate_means(items.assign(role="problem"), values),
        "shares by role and level": lambda: estimate_means(items, values, by="level"),
        "differences by role and level": lambda: compare_groups(items, values, by="level"),
    }.items():
        begun = time.perf_counter()
        rows = len(work())
        print(f"{name:30} {rows:4} rows {time.perf_counter() - begun:6.2f} s")


if __name__ == "__main__":
    main()
