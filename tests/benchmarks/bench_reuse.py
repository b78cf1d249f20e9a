"""Seconds, peak memory and growth of the reuse index, beside jieba, datasketch and scikit-learn.

Run on demand: ``python tests/benchmarks/bench_reuse.py 10000 100000`` (numbers of generated sections).

A generated corpus has ten years of each agency. A section is about 1,080 characters in 25 sentences of words
of jieba's dictionary. A sentence is, with the probabilities of `SOURCES`, the agency's own of the year before,
a boilerplate sentence (out of `POOL`, used by Zipf's law), or new; a tenth of the repeated ones have one
character changed. Each size runs in a process of its own, so that peak memory is its own.

Measured on 2 cores of an AMD EPYC (32 MB of shared cache), nothing else running, index and spans together, in two
runs: 100,000 sections 5.3 and 4.9 s (10.2 and 9.4 CPU seconds, 1.3 GB); 1,000,000 (1.03 G characters) 52.2 and 47.4 s
(101 and 93 CPU seconds, 7.3 GB), so 9.8 and 9.6 times. Copying that text once took 7.9 and 6.6 s; plain jieba would
take about 4,500 s, by 1,000 of the sections. So the goals of 60 s, 12 GB and 12 times are met on two free cores. Under
a load of 1.5 to 6 the CPU seconds are the same (89 to 97), the clock stood at 80 to 176 s, growth at 11.4 to 12.8.

By a sample of the partitions, nanoseconds a window among 1,000,000 sections (among 100,000): bringing the runs with
their owners from memory 20 (15), hashing 5 (5), grouping 13 (13), verifying 12 (12), laying out by group 9 (5),
marking 10 (12), writing the marks 7 (2); to this come the two passes that cut the text into runs, 13 (11) a character.
What grows is what goes to memory at random: a text of 2 GB and marks of 1 GB, a line of each for every run.

Beside the peers on 10,000 sections (10.3 M characters) of the same run, seconds on the clock under a load of 3:

================================  =======  ==============================================================
step                              seconds  what it finds
================================  =======  ==============================================================
index and shared spans                0.5  72,070 spans, 71 % of the characters shared; verified on the text
spans as rows, with source            0.9  206,675 rows with their offsets
masking                               0.8  (from 5,000 sections; not in the figures above)
scikit-learn, sparse, 10-grams       17.0  44,971,979 pairs of sections that share one; no place
datasketch, MinHash LSH at 0.5       11.8  489 pairs of sections
jieba.lcut alone                     34.2  words (from 2,000 sections)
================================  =======  ==============================================================
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numba
import numpy as np

YEARS = 10
SENTENCES = 25
POOL = 20_000
SOURCES = (0.45, 0.30)
"""Probability of an own sentence of the year before, and of boilerplate; the rest is new."""
PEERS = {"jieba": 2_000, "datasketch": 10_000, "scikit-learn": 10_000, "mask": 5_000, "rows": 100_000}
"""The most sections on which a slower step is run."""


def words() -> np.ndarray:
    """Return common words of two to four characters as rows of code points, 0 behind their end."""
    import jieba

    jieba.initialize()
    common = sorted(jieba.dt.FREQ.items(), key=lambda pair: (-pair[1], pair[0]))
    chosen = [word for word, _ in common if 2 <= len(word) <= 4 and all("一" <= c <= "鿿" for c in word)]
    table = np.zeros((20_000, 4), np.uint16)
    for row, word in enumerate(chosen[:20_000]):
        table[row, : len(word)] = [ord(c) for c in word]
    return table


@numba.njit(cache=True)
def _sentence(table, to, start):  # type: ignore[no-untyped-def]
    at = start
    for clause in range(3):
        for _ in range(6):
            word = int(len(table) * np.random.random() ** 3)
            for k in range(4):
                if table[word, k]:
                    to[at] = table[word, k]
                    at += 1
        to[at] = 12290 if clause == 2 else 65292
        at += 1
    return at


@numba.njit(cache=True)
def _corpus(table, agencies, seed, own, boiler):  # type: ignore[no-untyped-def]
    """Return the sections' code points, year after year, and where each begins."""
    np.random.seed(seed)
    pool = np.zeros((POOL, 80), np.uint16)
    size = np.zeros(POOL, np.int64)
    for row in range(POOL):
        size[row] = _sentence(table, pool[row], 0)
    text = np.zeros(agencies * YEARS * 1150 + 4096, np.uint16)
    starts = np.zeros(agencies * YEARS + 1, np.int64)
    before = np.zeros((agencies, SENTENCES + 1), np.int64)
    now = np.zeros(SENTENCES + 1, np.int64)
    at = 0
    for year in range(YEARS):
        for agency in range(agencies):
            for number in range(SENTENCES):
                now[number] = at
                chance = np.random.random()
                first = at
                if year and chance < own:
                    for k in range(before[agency, number], before[agency, number + 1]):
                        text[at] = text[k]
                        at += 1
                elif chance < own + boiler:
                    row = int(POOL ** np.random.random()) - 1
                    for k in range(size[row]):
                        text[at] = pool[row, k]
                        at += 1
                else:
                    at = _sentence(table, text, at)
                if chance < own + boiler and np.random.random() < 0.1:
                    text[first + int((at - first) * np.random.random())] = 19968 + int(20000 * np.random.random())
            now[SENTENCES] = at
            before[agency] = now
            starts[year * agencies + agency + 1] = at
    return text[:at].copy(), starts


def units_of(text: np.ndarray, starts: np.ndarray, agencies: int) -> Any:
    """Return the generated text as units; masking is measured apart."""
    from textkit.records import Report
    from textkit.reuse.units import Units

    codes = text
    table = np.arange(1 << 16, dtype=np.uint32)
    table[table >= 0x4E00] -= 0x4E00 - 8
    table[12290], table[65292] = 2, 2
    codes = ((table << 1) | (table < 4)).astype(np.uint16)[text]
    report = Report("generated", "")
    return Units(
        codes=codes,
        starts=starts,
        agency=np.tile(np.arange(agencies, dtype=np.int32), YEARS),
        year=np.repeat(np.arange(2015, 2015 + YEARS, dtype=np.int32), agencies),
        reports=[report] * (agencies * YEARS),
        offset=np.zeros(0, np.int32),
        length=np.zeros(0, np.uint8),
        known=np.ones(agencies, bool),
        agencies=range(agencies),  # type: ignore[arg-type]
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds `work` took, and what it returned."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def peak() -> float:
    """Return the peak memory of this process in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def measure(sections: int, workers: int) -> dict[str, object]:
    """Measure one size."""
    from textkit.reuse.alignment import cover_units
    from textkit.reuse.coverage import count_shared
    from textkit.reuse.index import build_index

    agencies = sections // YEARS
    table = words()
    warm = units_of(*_corpus(table, 20, 0, *SOURCES), 20)
    cover_units(warm, build_index(warm))
    count_shared(warm, build_index(warm, positions=False))
    text, starts = _corpus(table, agencies, 1, *SOURCES)
    units = units_of(text, starts, agencies)
    texts = ["".join(map(chr, text[a:b])) for a, b in pairwise(starts[: max(PEERS.values())].tolist())]
    texts = texts[-max(PEERS["datasketch"], PEERS["scikit-learn"]) :]
    del text
    copying = timed(units.codes.copy)[0]
    found: dict[str, object] = {"sections": sections, "characters": len(units.codes), "copying_s": copying}
    found["generator_gb"] = peak()
    before = time.process_time()
    found["index_s"], index = timed(lambda: build_index(units, positions=False, workers=workers))
    found["spans_s"], counts = timed(lambda: count_shared(units, index, workers=workers))
    found["index_and_spans_cpu_s"] = time.process_time() - before
    found["load"] = os.getloadavg()[0]
    found["index_gb"] = peak()
    names = ("own_last", "own_past", "other_agencies", "shared")
    found |= {name: counts[:, k].sum() / len(units.codes) for k, name in enumerate(names)}
    found["n_spans"] = int(counts[:, 4].sum())
    if sections <= PEERS["rows"]:
        index = build_index(units, workers=workers)
        found["rows_s"], rows = timed(lambda: cover_units(units, index, workers=workers))
        found["rows"] = len(rows)
    found |= peers(texts, sections)
    return found


def peers(texts: list[str], sections: int) -> dict[str, object]:
    """Time the peers on as many sections as they can take, in seconds per 1,000 sections."""
    import jieba

    from textkit.reuse.masking import Masker

    found: dict[str, object] = {}
    some = texts[: PEERS["jieba"]]
    found["jieba_s_per_1000"] = timed(lambda: [jieba.lcut(text) for text in some])[0] / len(some) * 1000
    some, masker = texts[: PEERS["mask"]], Masker()
    found["masking_s_per_1000"] = timed(lambda: [masker.mask(text) for text in some])[0] / len(some) * 1000
    if sections <= PEERS["datasketch"]:
        if find_spec("datasketch"):
            found["datasketch_s"], found["datasketch_pairs"] = timed(lambda: _datasketch(texts))
        else:
            found["datasketch"] = "not installed: pip install datasketch"
        found["sklearn_s"], found["sklearn_pairs"] = timed(lambda: _sklearn(texts))
    return found


def _datasketch(texts: list[str]) -> int:
    """Return the pairs MinHash LSH proposes at Jaccard similarity 0.5."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    sketches = []
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([text[k : k + 10].encode() for k in range(len(text) - 9)])
        lsh.insert(number, sketch)
        sketches.append(sketch)
    return sum(len(lsh.query(sketch)) - 1 for sketch in sketches) // 2


def _sklearn(texts: list[str]) -> int:
    """Return the pairs that share a 10-gram, by scikit-learn's sparse counts and their product."""
    from sklearn.feature_extraction.text import HashingVectorizer

    vectors = HashingVectorizer(analyzer="char", ngram_range=(10, 10), binary=True, norm=None, dtype=np.float32)
    found = vectors.transform(texts)
    return int(((found @ found.T).nnz - len(texts)) // 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    for sections in options.sections:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(measure, (sections, options.workers))
        json.dump(found, sys.stdout, indent=1, default=float)
        print(flush=True)


if __name__ == "__main__":
    main()
