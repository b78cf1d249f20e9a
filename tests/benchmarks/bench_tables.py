"""How many cells of broken tables are read right, kind of breaking by kind.

Usage: python tests/benchmarks/bench_tables.py [TABLES [SEED [KIND]]]

A report holds three tables, so that TABLES (10,000 unless told) are a third as many reports. `accuracy` is right
cells by all cells that print a number. `open` cells are missing with the truth among the candidates in `raw`. Of those
not read, `ambiguous` ones have another value in other valid tables that print the same file to the byte, so that no
parser can tell them (`tests/parsing/table_twins.py`); `decidable` is the accuracy without them. A cell is right with its value and, for money, its unit. `silent` are wrong values in a
cell under an identity that no failed check names.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "parsing"))

from table_breaker import kinds
from table_scores import Score, measure

_HEAD = ("reports", "cells", "right", "open", "missing", "ambiguous", "wrong", "silent", "accuracy", "decidable")


def _line(name: str, score: Score) -> str:
    numbers = "".join(f"{getattr(score, name):10}" for name in _HEAD[:-2])
    return f"{name:34}{numbers}{score.accuracy:10.5f}{score.decidable:10.5f}"


def main() -> None:
    """Measure, print a line for each kind and the sums."""
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        scores = measure(seed, -(-tables // 3), Path(folder), only=only)
    print(f"{'kind':34}" + "".join(f"{name:>10}" for name in _HEAD))
    for survives in (True, False):
        total = Score()
        for name in kinds(survives):
            if name in scores:
                total += scores[name]
                print(_line(name, scores[name]))
        print(_line("STRUCTURE SURVIVES" if survives else "STRUCTURE LOST", total))
        print()
    seconds = time.perf_counter() - start
    print(f"{tables} tables, seed {seed}, {seconds:.0f} s")
    show = int(os.environ.get("FAULTS", "0"))
    for name, score in scores.items():
        for fault in sorted(score.faults, key=lambda fault: "SILENT" not in fault)[:show]:
            print(name, fault)


if __name__ == "__main__":
    main()
