"""The rows of `find_reuse` against a second, plain implementation of the same rule that compares every pair."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from textkit.records import Report
from textkit.reuse import find_reuse, index, windows
from textkit.reuse.coverage import count_shared
from textkit.reuse.index import build_index
from textkit.reuse.units import build_units

N = 10
Span = tuple[str, str, int, int, str, int, int]


def symbol(character: str) -> str:
    """Return what a character is compared as: digits are alike, and so are marks."""
    return "9" if character.isdigit() else "，" if character in "，。；、" else character


def is_word(character: str) -> bool:
    return character not in "9，"


def price(character: str) -> int:
    return 2 if is_word(character) else 0


def onward(a: str, b: str) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Align `a` and `b` from their beginnings: the best end, and the farthest that is nearly as good."""
    row = {0: (0, 0)}
    for j, y in enumerate(b):
        row[j + 1] = (row[j][0] - price(y), row[j][1] - (price(y) > 0))
        if row[j + 1][0] < -12:
            del row[j + 1]
            break
    best, best_end, far, far_end = 0, (0, 0, 0), 0, (0, 0, 0)
    for i, x in enumerate(a, 1):
        new: dict[int, tuple[int, int]] = {}
        hits = []
        for j in range(min(row), len(b) + 1):
            ways = []
            if j - 1 in row:
                score, edits = row[j - 1]
                if x == b[j - 1]:
                    ways.append((score + is_word(x), edits))
                    if is_word(x):
                        hits.append((score + 1, -j, edits))
                else:
                    cost = max(price(x), price(b[j - 1]))
                    ways.append((score - cost, edits - (cost > 0)))
            if j in row:
                ways.append((row[j][0] - price(x), row[j][1] - (price(x) > 0)))
            if j - 1 in new:
                cost = price(b[j - 1])
                ways.append((new[j - 1][0] - cost, new[j - 1][1] - (cost > 0)))
            if ways and max(ways)[0] >= best - 12:
                new[j] = max(ways)
            elif j > max(row) + 1:
                break
        if hits:
            top, column, edits = max(hits)
            if top >= best:
                best, best_end = top, (i, -column, -edits)
            elif top >= best - 3:
                far, far_end = top, (i, -column, -edits)
        row = new
        if not row:
            break
    return best_end, far_end if far_end[0] > best_end[0] and far >= best - 3 else best_end


def lengthened(a: str, b: str, i: int, j: int, size: int) -> tuple[int, int, int, int]:
    """Return start and end in both of the run of `size` equal symbols at `i` and `j`, with small edits around."""
    right = onward(a[i + size :], b[j + size :])
    left = onward(a[:i][::-1], b[:j][::-1])
    for r, s in ((1, 1), (1, 0), (0, 1), (0, 0)):
        edits = right[r][2] + left[s][2]
        if (r, s) == (0, 0) or edits * 10 <= size + right[r][0] + left[s][0]:
            break
    start, end = i - left[s][0], i + size + right[r][0]
    source_start, source_end = j - left[s][1], j + size + right[r][1]
    while end < len(a) and source_end < len(b) and a[end] == b[source_end]:
        end, source_end = end + 1, source_end + 1
    while start and source_start and a[start - 1] == b[source_start - 1]:
        start, source_start = start - 1, source_start - 1
    return start, end, source_start, source_end


def run_through(a: str, b: str, i: int, j: int) -> tuple[int, int, int]:
    """Return start, start in the source and length of the longest equal run through two equal windows."""
    size = N
    while i + size < len(a) and j + size < len(b) and a[i + size] == b[j + size]:
        size += 1
    while i and j and a[i - 1] == b[j - 1]:
        i, j, size = i - 1, j - 1, size + 1
    return i, j, size


def years_apart(target: Report, source: Report) -> int:
    return 0 if target.year is None or source.year is None else target.year - source.year


def compare_all(reports: list[Report], parents: dict[str, str] | None = None) -> set[Span]:
    texts = {report.report_id: "".join(map(symbol, report.text)) for report in reports}
    where: dict[str, dict[str, list[int]]] = {}
    for name, text in texts.items():
        where[name] = defaultdict(list)
        for j in range(len(text) - N + 1):
            where[name][text[j : j + N]].append(j)
    spans: set[Span] = set()
    for target in reports:
        spans |= set(compare_one(target, reports, texts, where, parents or {}))
    return spans


def compare_one(
    target: Report,
    reports: list[Report],
    texts: dict[str, str],
    where: dict[str, dict[str, list[int]]],
    parents: dict[str, str],
) -> Iterator[Span]:
    own = [r for r in reports if r.agency == target.agency and years_apart(target, r) > 0]
    last = [r for r in own if years_apart(target, r) == 1]
    others = [r for r in reports if r.agency != target.agency and years_apart(target, r) >= 0]
    text = texts[target.report_id]
    windows = {i: text[i : i + N] for i in range(len(text) - N + 1) if sum(map(is_word, text[i : i + N])) >= N - N // 2}
    users = {i: len({r.agency for r in others if window in where[r.report_id]}) for i, window in windows.items()}
    done: set[int] = set()
    for kind, sources in (("own_past", last), ("own_past", own), ("other_agencies", others)):
        if kind == "other_agencies" or sources is last:
            done = set()
        pending = {i for i in windows if any(windows[i] in where[r.report_id] for r in sources)} - done
        while pending:
            anchor = min(pending, key=lambda i: (users[i], i))
            runs = []
            for source in sources:
                a, b = str(target.agency), str(source.agency)
                near = 0 if parents.get(a) == b else 1 if parents.get(b) == a else 2
                for j in where[source.report_id].get(windows[anchor], ()):
                    i, k, size = run_through(text, texts[source.report_id], anchor, j)
                    runs.append((-size, source.year or 9999, near, source.report_id, j, i, k))
            minus, _, _, name, _, i, k = min(runs)
            start, end, source_start, source_end = lengthened(text, texts[name], i, k, -minus)
            yield target.report_id, kind, start, end, name, source_start, source_end
            covered = set(range(start, end - N + 1))
            done |= covered
            pending -= covered


def generated(n_agencies: int, years: list[int | None], seed: int) -> list[Report]:
    """Return reports patched from shared sentences, own sentences of the year before and new ones, some edited."""
    random_ = random.Random(seed)
    common = [chr(0x4E00 + k) for k in range(40)]
    rare = [chr(0x5200 + k) for k in range(400)]

    def sentence() -> str:
        letters = [random_.choice(common if random_.random() < 0.5 else rare) for _ in range(random_.randint(8, 26))]
        if random_.random() < 0.4:
            letters[random_.randrange(len(letters))] = str(random_.randrange(2010, 2030))
        return "".join(letters) + random_.choice("，。；")

    def edited(text: str) -> str:
        letters = list(text)
        for _ in range(random_.choice([0, 0, 1, 1, 2, 4])):
            at = random_.randrange(len(letters))
            letters[at] = random_.choice(["", random_.choice(rare), letters[at] + random_.choice(rare), "7"])
        return "".join(letters)

    pool = [sentence() for _ in range(25)]
    reports = []
    for agency in range(n_agencies):
        before: list[str] = []
        for year in years:
            now = []
            for _ in range(random_.randint(2, 6)):
                chance = random_.random()
                if chance < 0.4 and before:
                    now.append(edited(random_.choice(before)))
                elif chance < 0.75:
                    now.append(edited(random_.choice(pool)))
                else:
                    now.append(sentence())
            before = now
            reports.append(Report(f"q{agency}/{year}", "".join(now), agency=f"q{agency}", year=year))
    return reports


def spans_of(reports: list[Report], workers: int = 2, agencies: pd.DataFrame | None = None) -> list[Span]:
    found = find_reuse(reports, workers=workers, agencies=agencies)
    columns = ["report_id", "kind", "start", "end", "source_report_id", "source_start", "source_end"]
    return [tuple(row) for row in found[columns].itertuples(index=False)]


@pytest.mark.parametrize(("n_agencies", "years"), [(60, [2018, 2019, 2020, 2021, 2022]), (25, [2019, None, 2021])])
def test_equals_a_comparison_of_all_pairs(n_agencies: int, years: list[int | None]) -> None:
    reports = generated(n_agencies, years, seed=n_agencies)
    found, expected = spans_of(reports), compare_all(reports)
    assert len(found) == len(set(found))
    assert len(expected) > 100
    assert set(found) == expected


def test_equals_it_with_a_registry_too() -> None:
    reports = generated(40, [2020, 2021], seed=6)
    parents = {f"q{k}": f"q{39 - k // 4}" for k in range(24)}
    names = [f"q{k}" for k in range(40)]
    registry = pd.DataFrame({"agency_id": names, "name": names, "parent": [parents.get(name) for name in names]})
    found = spans_of(reports, agencies=registry)
    assert set(found) == compare_all(reports, parents)
    assert set(found) != set(spans_of(reports))
    shuffled = random.Random(1).sample(reports, len(reports))
    assert spans_of(shuffled, 3, registry.sample(frac=1, random_state=1)) == found


def test_order_of_reports_and_workers_do_not_matter() -> None:
    reports = generated(20, [2019, 2020, 2021], seed=5)
    shuffled = random.Random(1).sample(reports, len(reports))
    assert spans_of(reports, 1) == spans_of(shuffled, 1) == spans_of(shuffled, 3) == spans_of(reports, 7)


def test_partitions_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = generated(15, [2019, 2020], seed=8)
    expected = spans_of(reports)
    monkeypatch.setattr(index, "_WINDOWS_A_PARTITION", 16)
    assert spans_of(reports) == expected


@pytest.mark.parametrize("n", [4, 7, 10, 31])
def test_equal_windows_meet_in_one_partition(n: int) -> None:
    text = np.random.default_rng(n).integers(8, 12, 4000).astype(np.uint16) << 1  # four characters: all repeats
    text[500:1000] |= 1  # no wording
    starts = np.array([0, 700, 703, 2500, 4000])
    hashes, parts, runs = np.empty((2, 4000), np.uint32), np.empty(4001, np.int64), np.empty(4001, np.int64)
    met: dict[bytes, set[int]] = defaultdict(set)
    windows_of: list[int] = []
    for start, end in pairwise(starts.tolist()):
        for k in range(windows._cut(text, start, end, n, 6, hashes, parts, runs)):
            first, size = int(runs[k]) >> 32, int(runs[k]) & 0xFFFFFFFF
            for at in range(first, first + size):
                assert start <= at <= end - n
                met[(text[at : at + n] >> 1).tobytes()].add(int(parts[k]))
                windows_of.append(at)
    indexed = [
        at
        for start, end in pairwise(starts.tolist())
        for at in range(start, end - n + 1)
        if 2 * (1 - (text[at : at + n] & 1).astype(int)).sum() >= n
    ]
    assert windows_of == indexed
    assert max(map(len, met.values())) == 1


def test_windows_of_one_hash_are_told_apart() -> None:
    text = np.array([2 * k for k in [8, 9, 8, 7, 6] * 3], np.uint16)
    here = np.array([0, 1, 5, 6, 2, 10, 11, 7], np.uint32)  # 8 9 8 7 twice, 9 8 7 6 twice, 8 7 6 8 ...
    like = np.zeros(8, np.uint32)
    windows.tell_apart(text, here, 4, like)
    assert like.tolist() == [0, 1, 0, 1, 4, 0, 1, 4]


def test_more_characters_than_fit_sixteen_bits() -> None:
    every = "".join(map(chr, [*range(0x3400, 0xA000), *range(0x20000, 0x24000)]))
    reports = [Report(name, every, agency=name, year=2020) for name in ("q1", "q2")]
    found = find_reuse(reports)
    assert found["n_chars"].tolist() == [len(every)] * 2


def test_shares_without_positions_are_those_of_the_full_index() -> None:
    text = "".join(chr(0x4E00 + k) for k in range(30))
    many = [Report(f"q{k}", text, agency=f"q{k}", year=2020) for k in range(80)]  # more than narrow marks can count
    reports = [*generated(20, [2019, 2020, 2021], seed=3), *many]
    units = build_units(reports)
    full = build_index(units)
    narrow = build_index(units, positions=False)
    assert narrow.marks.itemsize == 1 < full.marks.itemsize
    assert (count_shared(units, narrow) == count_shared(units, full)).all()
    others = full.marks >> windows.OWN_BITS
    assert (narrow.marks >> windows.OWN_BITS == np.minimum(others, 63)).all()
    assert others.max() >= 79
