"""Keyness: equal to second implementations, copies counted once."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textkit.compare.keyness import compare_words
from textkit.records import Report, frame
from textkit.reuse import find_reuse
from textkit.words import tokenize

SENTENCES = [
    "业务培训力度不够", "栏目更新不够及时", "专职人员数量不足", "政策解读形式单一", "群众知晓程度不高",
    "网站检索功能较弱", "部门之间配合不紧", "考核办法尚未建立", "目录编制不够规范", "答复文书不够规范",
]  # fmt: skip


def corpus(seed: int = 0, agencies: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for agency in range(agencies):
        for year in (2020, 2021):
            start = 10
            for place in range(6):
                # counties write of the first half of the sentences more often
                weights = np.array([3.0] * 5 + [1.0] * 5) if agency % 2 else np.ones(10)
                text = str(rng.choice(SENTENCES, p=weights / weights.sum())) + f"第{agency}{year}{place}处"
                report = f"机关{agency}/{year}"
                rows.append((f"{report}#{start}", report, f"机关{agency}", year, start, start + len(text), text))
                start += len(text) + 1
    columns = ["item_id", "report_id", "agency_id", "year", "start", "end", "text"]
    data = pd.DataFrame(rows, columns=columns)
    data["level"] = np.where(data["agency_id"].str[2:].astype(int) % 2 == 1, "county", "city")
    return data


def spans(*rows: tuple[str, int, int, str, str | None, int | None, int | None]) -> pd.DataFrame:
    names = ["report_id", "start", "end", "kind", "source_report_id", "source_start", "source_end"]
    return frame("reuse", [dict(zip(names, row, strict=True)) for row in rows])


def test_equal_to_a_second_implementation() -> None:
    items = corpus()
    found = compare_words(items, by="level", reuse=frame("reuse"), min_frequency=1, min_agencies=1, prior=50)
    tokens = [(level, [w for w in tokenize(text) if len(w) > 1 and all("\u3400" <= c <= "\u9fff" for c in w)])
              for level, text in zip(items["level"], items["text"], strict=True)]  # fmt: skip
    counts = {level: Counter(w for at, ws in tokens for w in ws if at == level) for level in ("city", "county")}
    total = counts["city"] + counts["county"]
    size = sum(total.values())
    assert len(found) == 2 * len(total)
    for row in found.itertuples():
        ours, theirs = counts[row.group], counts["county" if row.group == "city" else "city"]
        assert (row.frequency, row.other_frequency) == (ours[row.term], theirs[row.term])
        alpha = 50 * total[row.term] / size
        odds = []
        for each in (ours, theirs):
            y, n = each[row.term] + alpha, sum(each.values()) + 50
            odds.append(math.log(y / (n - y)))
        variance = 1 / (ours[row.term] + alpha) + 1 / (theirs[row.term] + alpha)
        assert row.log_odds == pytest.approx(odds[0] - odds[1])
        assert row.z == pytest.approx((odds[0] - odds[1]) / math.sqrt(variance))
        a, b = ours[row.term], theirs[row.term]
        table = [[a, b], [sum(ours.values()) - a, sum(theirs.values()) - b]]
        test = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
        assert row.g2 == pytest.approx(test.statistic, abs=1e-8)
        assert row.p_value == pytest.approx(test.pvalue, abs=1e-8)
        uses = items[(items["level"] == row.group) & np.array([row.term in tokenize(text) for text in items["text"]])]
        assert row.n_agencies == uses["agency_id"].nunique() and row.n_reports == uses["report_id"].nunique()


def test_group_words_lead_and_rows_do_not_matter() -> None:
    items = corpus(agencies=30)
    found = compare_words(items, by="level", reuse=frame("reuse"))
    county = found[found["group"] == "county"]
    assert county["z"].is_monotonic_decreasing
    assert county.iloc[0]["z"] > 2 and county.iloc[0]["term"] in "".join(SENTENCES[:5])
    shuffled = compare_words(items.sample(frac=1, random_state=1), by="level", reuse=frame("reuse"))
    pd.testing.assert_frame_equal(found, shuffled)


def test_a_copied_item_counts_once() -> None:
    items = corpus()
    copy = items.iloc[[0] * 10].copy()
    copy["report_id"] = [f"抄{n}/2021" for n in range(10)]
    copy["agency_id"], copy["level"], copy["year"] = copy["report_id"], "county", 2021
    copy["item_id"] = copy["report_id"] + "#10"
    both = pd.concat([items, copy], ignore_index=True)
    pd.testing.assert_frame_equal(compare_words(both, by="level", prior=10), compare_words(items, by="level", prior=10))


def test_a_shared_passage_counts_for_the_first_year() -> None:
    text = "设立专门窗口受理申请事项，安排两名专职人员"
    rows = [(f"{a}/{y}#0", f"{a}/{y}", a, y, 0, len(text), text, level)
            for a, y, level in (("乙", 2021, "county"), ("甲", 2020, "city"), ("丙", 2021, "city"))]  # fmt: skip
    columns = ["item_id", "report_id", "agency_id", "year", "start", "end", "text", "level"]
    items = pd.DataFrame(rows, columns=columns)
    reports = [Report(r, t, agency=a, agency_id=a, year=y) for _, r, a, y, _, _, t, _ in rows]
    found = compare_words(items, by="level", reuse=find_reuse(reports, items=items), min_frequency=1, min_agencies=1)
    assert found.loc[found["group"] == "county", "reason"].tolist() == ["no words in the group"]
    assert found.loc[found["group"] == "city", "reason"].tolist() == ["no other words to compare with"]


def test_only_the_shared_part_is_left_out() -> None:
    columns = ["item_id", "report_id", "agency_id", "year", "start", "end", "text", "level"]
    items = pd.DataFrame(
        [
            ("a#3", "a", "甲", 2020, 3, 11, "业务培训力度不够", "city"),
            ("a#12", "a", "甲", 2020, 12, 20, "政策解读形式单一", "city"),
            ("b#5", "b", "乙", 2020, 5, 17, "业务培训力度不够栏目更新", "county"),
        ],
        columns=columns,
    )
    # the row is about the earlier report and names the later one as its source
    mutual = spans(("a", 3, 11, "other_agencies", "b", 5, 13))
    found = compare_words(items, by="level", reuse=mutual, min_frequency=1, min_agencies=1)
    used = found.dropna(subset="term").set_index(["group", "term"])["frequency"]
    assert used["county", "栏目更新"] == 1 and used["county", "业务培训"] == 0 and used["city", "业务培训"] == 1
    # a source that is not among the items cannot have been counted
    outside = spans(("b", 5, 13, "own_past", "z", 0, 8))
    kept = compare_words(items, by="level", reuse=outside, min_frequency=1, min_agencies=1).dropna(subset="term")
    assert kept.set_index(["group", "term"])["frequency"]["county", "业务培训"] == 1
    # the mandated template is nobody's wording
    template = spans(("a", 12, 16, "template", None, None, None))
    left = compare_words(items, by="level", reuse=template, min_frequency=1, min_agencies=1).dropna(subset="term")
    assert "解读" not in "".join(left["term"]) and "形式" in "".join(left["term"])


def test_min_agencies_leaves_out_one_agencys_words() -> None:
    items = corpus()
    mine = items["agency_id"] == "机关1"
    items.loc[mine, "text"] += "龙江号子"
    items["end"] = items["start"] + items["text"].str.len()
    terms = set(compare_words(items, by="level", min_frequency=1, reuse=frame("reuse"))["term"].dropna())
    assert not any("龙江" in term or "号子" in term for term in terms)
    every = set(compare_words(items, by="level", min_frequency=1, min_agencies=1, reuse=frame("reuse"))["term"])
    assert any("龙江" in term or "号子" in term for term in every)


def test_nothing_to_compare() -> None:
    items = corpus()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compare_words(items.head(0), by="level").empty
        one = compare_words(items[items["level"] == "city"], by="level")
        assert one["reason"].tolist() == ["no other words to compare with"] and one["term"].isna().all()
        none = compare_words(items.assign(text="1"), by="level")
        assert none["reason"].notna().all()
        rare = compare_words(items, by="level", min_frequency=10_000)
        assert rare["reason"].tolist() == ["no term is frequent enough"] * 2
        missing = compare_words(items.assign(level=None), by="level")
        assert missing.empty
    with pytest.raises(ValueError, match="no column 'region'; there are item_id"):
        compare_words(items, by="region")
