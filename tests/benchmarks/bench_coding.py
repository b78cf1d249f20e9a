"""Coding beside plain jieba over the same items: ``python tests/benchmarks/bench_coding.py [ITEMS]``.

The items are those of the training gold, over and over, with a random character put into each clause, so that no
clause comes twice and nothing is gained by remembering.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import pandas as pd

from textkit.coding.models import load_model
from textkit.coding.substance import score_substance
from textkit.coding.themes import tag_themes
from textkit.handcoding.training import coded_items

GOLD = Path(__file__).parents[2] / "corpora" / "gold"


def items_of(count: int) -> pd.DataFrame:
    """Return `count` items of 60 to 150 characters."""
    chance = random.Random(1)
    gold = coded_items(GOLD).items
    gold = gold[gold["role"].isin(["problem", "measure"]) & gold["text"].str.len().between(57, 145)]

    def varied(text: str) -> str:
        return re.sub("[^，；。]+", lambda clause: _with_character(clause[0], chance), text)

    times = -(-count // len(gold))
    copies = [gold.assign(start=0, report_id=gold["report_id"] + f"~{n}", item_id=gold["item_id"] + f"~{n}")
              for n in range(times)]  # fmt: skip
    items = pd.concat(copies, ignore_index=True).head(count)
    return items.assign(text=items["text"].map(varied), head=None)


def _with_character(clause: str, chance: random.Random) -> str:
    at = chance.randrange(len(clause) + 1)
    return clause[:at] + chr(chance.randrange(0x4E00, 0x9FA5)) + clause[at:]


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print seconds, ratios and memory."""
    items = items_of(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    model = load_model("disclosure")
    jieba.initialize()
    tag_themes(items.head(10), model=model)
    score_substance(items.head(10), model=model)
    plain = seconds(lambda: [jieba.lcut(text) for text in items["text"]])
    themes = seconds(lambda: tag_themes(items, model=model))
    substance = seconds(lambda: score_substance(items, model=model))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{len(items)} items, {items['text'].str.len().sum()} characters; peak {peak:.1f} GiB")
    for name, took in (("jieba.lcut", plain), ("themes", themes), ("substance", substance)):
        print(f"{name:12} {took:7.1f} s {took / plain:6.2f}")


if __name__ == "__main__":
    main()
