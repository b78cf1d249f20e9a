"""Reuse: what is found, what is not, and what the shares say of it."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.records import FRAMES, Report, frame
from textkit.reuse import (
    compare_reports,
    count_phrases,
    find_leftovers,
    find_phrases,
    find_reuse,
    rarefy_other_agencies,
    score_reuse,
    score_sections,
    share_network,
    template_coverage,
)
from textkit.reuse.masking import Masker, counted, own_names, places, template_phrases

COPY = "目前专职人员力量仍然不足影响更新"
LETTERS = [chr(point) for point in range(0x4E00, 0x4E00 + 2000)]


def letters(random_: random.Random, size: int) -> str:
    return "".join(random_.choices(LETTERS, k=size))


def whole(reports: list[Report]) -> pd.DataFrame:
    """Return every report as one item."""
    rows = [(f"{r.report_id}#0", r.report_id, 0, len(r.text)) for r in reports]
    return pd.DataFrame(rows, columns=["item_id", "report_id", "start", "end"])


def shares(reports: list[Report]) -> pd.DataFrame:
    items = whole(reports)
    return score_reuse(reports, items, find_reuse(reports, items=items)).set_index("item_id")


# ---- what is found ---------------------------------------------------------------------------------------------


def planted(random_: random.Random, size: int, edit_share: float) -> tuple[str, list[bool]]:
    """Return a text and a copy's edits: True for characters that are changed; a run of ten is always kept."""
    kept = random_.randrange(size - 9)
    free = [k for k in range(size) if not kept <= k < kept + 10]
    changed = set(random_.sample(free, min(round(size * edit_share), len(free))))
    return letters(random_, size), [k in changed for k in range(size)]


def recall_table(random_: random.Random) -> pd.DataFrame:
    """Return the share of copies found at all, and of their characters found, by length and edit share."""
    rows = []
    for size in (10, 20, 30, 50, 100, 200):
        for edit_share in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4):
            hits, found_share, complete, tries = 0, 0.0, 0, 25
            for _ in range(tries):
                text, changes = planted(random_, size, edit_share)
                copy = "".join(random_.choice(LETTERS) if edit else c for c, edit in zip(text, changes, strict=True))
                first = min(k for k in range(size) if not changes[k])
                last = max(k for k in range(size) if not changes[k])
                source = Report("a", letters(random_, 40) + text + letters(random_, 40))
                target = Report("b", letters(random_, 40) + copy + letters(random_, 40))
                spans = compare_reports(source, target)
                held = np.zeros(len(target.text), bool)
                for start, end in zip(spans["start"], spans["end"], strict=True):
                    held[start:end] = True
                hits += len(spans) > 0
                found_share += held[40 + first : 41 + last].mean()
                complete += bool(held[40 + first : 41 + last].all())
            rows.append((size, edit_share, hits / tries, found_share / tries, complete / tries))
    return pd.DataFrame(rows, columns=["length", "edit_share", "found", "characters", "complete"])


def test_planted_copies() -> None:
    table = recall_table(random.Random(4))
    print(table.round(3).pivot(index="length", columns="edit_share", values="characters").to_string())
    assert (table["found"] == 1).all()
    slight = table[(table["length"] >= 20) & (table["edit_share"] <= 0.1)]
    assert (slight["complete"] == 1).all(), slight
    assert table.loc[table["edit_share"] <= 0.2, "characters"].min() > 0.65


def test_nothing_long_on_shuffled_text() -> None:
    random_ = random.Random(2)
    words = (
        "加强政府信息公开工作进一步完善制度提高人员业务水平及时更新内容强化监督考核机制规范答复主动解读回应关切" * 12
    )
    reports = [
        Report(f"r{k}", "".join(random_.sample(words, len(words))), agency=f"a{k}", year=2020) for k in range(60)
    ]
    found = find_reuse(reports)
    assert (found.loc[found["kind"] != "template", "n_chars"] <= 15).all()


@given(
    st.text(alphabet="公开一二年2县。 \n" + COPY, max_size=60),
    st.text(alphabet="公开一二年2县。 \n" + COPY, max_size=60),
)
@settings(max_examples=25, deadline=None)
def test_offsets_and_shares_hold_for_any_text(a: str, b: str) -> None:
    reports = [
        Report("a", COPY + a, agency="甲县", year=2020),
        Report("b", b + COPY, agency="乙县", year=2020),
        Report("c", a + b, agency="甲县", year=2021),
    ]
    texts = {report.report_id: report.text for report in reports}
    found = find_reuse(reports, items=whole(reports))
    assert list(found.columns)[: len(FRAMES["reuse"])] == list(FRAMES["reuse"])
    for row in found.to_dict("records"):
        assert 0 <= row["start"] < row["end"] <= len(texts[row["report_id"]])
        assert row["n_chars"] == counted(texts[row["report_id"]])[row["start"] : row["end"]].sum()
        if row["kind"] != "template":
            assert 0 <= row["source_start"] < row["source_end"] <= len(texts[row["source_report_id"]])
    scored = shares(reports)
    for name in ("own_last", "own_past", "other_agencies", "template", "novel"):
        assert scored[name].dropna().between(0, 1).all()
    parts = scored[["template", "stacked_own_past", "stacked_other_agencies", "novel"]].dropna().sum(axis=1)
    assert np.allclose(parts.astype(float), 1)


def test_only_numbers_and_names_differ() -> None:
    reports = [
        Report("a", f"2020年，澄湖县举办3次培训，{COPY}。", agency="澄湖县", year=2020),
        Report("b", f"2021年，云岭县举办12次培训，{COPY}。", agency="云岭县", year=2020),
        Report("c", f"2021年，云岭县举办12次培训，{COPY[:9]}很大{COPY[9:]}。", agency="丙山县", year=2020),
    ]
    numbers = find_reuse(reports[:2]).set_index("report_id").loc["b"]
    assert (numbers["edited"], numbers["n_edits"], numbers["n_chars"]) == (
        True,
        0,
        counted(reports[1].text).sum(),
    )
    words = find_reuse(reports[1:]).set_index("report_id").loc["c"]
    assert (words["edited"], words["n_edits"]) == (False, 2)
    verbatim = find_reuse([reports[1], Report("d", reports[1].text, agency="丁县", year=2020)]).set_index("report_id")
    assert verbatim.loc["d", ["edited", "n_edits"]].tolist() == [False, 0]


def test_items_cut_spans() -> None:
    reports = [Report(name, f"一是{COPY}；二是{COPY[::-1]}。", agency=name, year=2020) for name in ("甲县", "乙县")]
    starts = [2, 2 + len(COPY) + 3]
    rows = [(f"{r.report_id}#{s}", r.report_id, s, s + len(COPY)) for r in reports for s in starts]
    items = pd.DataFrame(rows, columns=["item_id", "report_id", "start", "end"])
    found = find_reuse(reports, items=items).query("report_id == '甲县'")
    assert found["item_id"].dropna().tolist() == [f"甲县#{s}" for s in starts]
    for row in found.itertuples():
        source = next(r for r in reports if r.report_id == row.source_report_id)
        assert reports[0].text[row.start : row.end] == source.text[row.source_start : row.source_end]


# ---- who counts as a source --------------------------------------------------------------------------------


def test_direction_and_years() -> None:
    text = f"{COPY}。"
    reports = [
        Report("old", text, agency="甲县", year=2019),
        Report("own", text, agency="甲县", year=2021),
        Report("peer", text, agency="乙县", year=2021),
    ]
    found = find_reuse(reports).set_index(["report_id", "kind"])
    assert found.loc[("own", "own_past"), ["source_report_id", "direction"]].tolist() == ["old", "from"]
    assert found.loc[("own", "other_agencies"), ["source_report_id", "direction"]].tolist() == [
        "peer",
        "shared",
    ]
    assert found.loc[("peer", "other_agencies"), ["source_report_id", "direction"]].tolist() == [
        "old",
        "from",
    ]
    assert "old" not in found.index.get_level_values(0)  # a later report is nobody's source
    scored = shares(reports)
    assert pd.isna(scored.loc["own#0", "own_last"])  # none of 2020
    assert scored.loc["own#0", ["own_past", "other_agencies", "novel", "n_sources"]].tolist() == [1, 1, 0, 1]
    assert scored.loc["peer#0", ["other_agencies", "n_sources", "stacked_other_agencies"]].tolist() == [1, 1, 1]
    assert scored.loc["peer#0", ["own_past", "stacked_own_past", "novel"]].isna().all()  # its own past is not known
    assert scored.loc["old#0", ["own_past", "other_agencies", "novel"]].isna().all()


def test_direction_is_doubtful_where_own_words_are_as_old() -> None:
    def directions(*own: int) -> list[str]:
        reports = [Report(f"甲县/{year}", f"{COPY}。", agency="甲县", year=year) for year in (*own, 2022)]
        found = find_reuse([*reports, Report("乙县/2020", f"{COPY}。", agency="乙县", year=2020)])
        others = found[found["kind"].eq("other_agencies") & found["report_id"].eq("甲县/2022")]
        return list(others["direction"])

    assert directions() == ["from"]
    assert directions(2021) == ["from"]
    assert directions(2020, 2021) == ["shared"]
    assert directions(2019) == ["shared"]


def test_agencies_are_counted_and_known_relations_told() -> None:
    text = f"{COPY}。"
    names = ["澄湖市", "澄湖市教育局", "云岭市教育局", "澄湖市教育体育局"]
    reports = [Report(name, text, agency=name, year=2020) for name in names]
    agencies = pd.DataFrame(
        {
            "agency_id": ["c", "ce", "ye", "cs"],
            "name": names,
            "aliases": [None, "澄湖市教育体育局", None, None],
            "parent": [None, "c", None, "c"],
        }
    )
    relation = {}
    for one in names[1:]:
        pair = [r for r in reports if r.report_id in ("澄湖市教育局", one)]
        if one == "澄湖市教育局":
            pair = [reports[0], reports[1]]
        for row in find_reuse(pair, agencies=agencies.drop(columns="aliases")).itertuples():
            relation[row.report_id, row.source_report_id] = row.relation
    assert relation["澄湖市教育局", "澄湖市"] == "parent"
    assert relation["澄湖市", "澄湖市教育局"] == "child"
    assert relation["澄湖市教育局", "云岭市教育局"] == "same_office"
    both = agencies.assign(aliases=[None, "教体局", None, "教体局"])
    assert find_reuse([reports[1], reports[3]], agencies=both)["relation"].tolist() == ["co_publisher"] * 2
    merged = find_reuse([reports[1], reports[3]], agencies=agencies.iloc[:2])
    assert merged.empty  # an alias is the agency itself


def test_a_registered_relation_goes_before_the_order_of_ids() -> None:
    text = f"{COPY}。"
    agencies = pd.DataFrame({"agency_id": ["z", "o"], "name": ["云泽省", "澄湖市"], "parent": [None, "云泽省"]})
    office = Report("o/2021", text, agency="澄湖市", year=2021)
    parent = Report("z/2021", text, agency="云泽省", year=2021)
    other = Report("a/2021", text, agency="丙山市", year=2021)

    def source(*reports: Report, registry: pd.DataFrame | None = agencies) -> list[str]:
        found = find_reuse([office, *reports], agencies=registry).set_index("report_id")
        return found.loc["o/2021", ["source_report_id", "relation"]].tolist()

    assert source(other, parent) == ["z/2021", "parent"]
    assert source(other, parent, registry=None) == ["a/2021", "same_office"]
    assert source(replace(other, year=2020), parent)[0] == "a/2021"  # the earlier year goes before
    longer = [replace(each, text=f"{COPY}。{more}") for each, more in ((office, "开"), (other, "开"))]
    found = find_reuse([*longer, parent], agencies=agencies).set_index("report_id")
    assert found.loc["o/2021", "source_report_id"] == "a/2021"  # so does the longer run
    second = replace(parent, report_id="z/2021b")
    assert source(other, second, parent) == ["z/2021", "parent"]


def test_sources_are_the_agencies_that_have_the_words() -> None:
    names = [f"q{k}" for k in range(8)]
    reports = [Report(name, f"一是{COPY}；二是{COPY[::-1]}。", agency=name, year=2020) for name in names[:7]]
    reports.append(Report("q7", f"一是{COPY}；二是无关。", agency="q7", year=2020))
    rows = [
        (f"{r.report_id}#{start}", r.report_id, start, end)
        for r in reports
        for start, end in ((2, 2 + len(COPY)), (5 + len(COPY), len(r.text) - 1))
    ]
    items = pd.DataFrame(rows, columns=["item_id", "report_id", "start", "end"])
    found = find_reuse(reports, items=items)
    scored = score_reuse(reports, items, found).set_index("item_id")["n_sources"]
    first, second = (f"q3#{start}" for start in (2, 5 + len(COPY)))
    assert scored[first] == 7
    assert scored[second] == 6
    assert found.set_index("item_id").loc[first, "n_agencies"] == 7
    assert pd.isna(scored[f"q7#{5 + len(COPY)}"])  # too short to be looked for
    assert find_reuse([reports[0], replace(reports[1], agency="q0", year=2021)])["n_agencies"].isna().all()


def test_what_stands_between_items_is_no_row_of_its_own() -> None:
    def reports(lead: str) -> list[Report]:
        text = f"一是{COPY}；\n  {lead}（二）{COPY[::-1]}。其次，{COPY[5:]}{COPY}。"
        return [Report(name, text, agency=name, year=2020) for name in ("甲县", "乙县")]

    def cut(lead: str) -> list[str]:
        both = reports(lead)
        text = both[0].text
        starts = [2, text.index("）") + 1, text.index("其次，") + 3]
        ends = [2 + len(COPY), text.index("。其次"), len(text) - 1]
        rows = [(f"{r.report_id}#{a}", r.report_id, a, b) for r in both for a, b in zip(starts, ends, strict=True)]
        items = pd.DataFrame(rows, columns=["item_id", "report_id", "start", "end"])
        found = find_reuse(both, items=items).query("report_id == '甲县'")
        assert found["item_id"].dropna().tolist() == [f"甲县#{a}" for a in starts]
        assert score_reuse(both, items, found)["other_agencies"].tolist()[:3] == [1, 1, 1]
        return [text[a:b] for a, b in zip(found["start"], found["end"], strict=True) if text[a:b] not in
                {text[i:j] for i, j in zip(starts, ends, strict=True)}]  # fmt: skip

    assert cut("") == []
    assert cut("改进打算。") == ["；\n  改进打算。（二）"]


def test_an_item_too_short_to_be_looked_for_is_not_new() -> None:
    one, other = "一是人员不足；二是更新很慢；三是", "一是更新很慢；二是没有检查；三是人员不足；四是"
    reports = [
        Report("a", f"{one}{COPY}。", agency="云岭县", year=2020),
        Report("b", f"{other}{letters(random.Random(1), 30)}。", agency="云岭县", year=2021),
        Report("c", f"{one}{letters(random.Random(2), 30)}。", agency="丙山县", year=2021),
        Report("d", f"丙山县人民政府人员不足；{COPY}。", agency="丁", year=2021),
    ]
    measured = ["own_last", "own_past", "other_agencies", "novel", "n_sources", "stacked_own_past"]

    def score(name: str, words: str) -> pd.Series:
        report = next(each for each in reports if each.report_id == name)
        start = report.text.index(words)
        items = pd.DataFrame({"item_id": ["i"], "report_id": [name], "start": [start], "end": [start + len(words)]})
        return score_reuse(reports, items, find_reuse(reports, items=items)).iloc[0]

    assert score("b", "人员不足")[measured].isna().all()
    assert score("b", "人员不足")[["template", "n_chars"]].tolist() == [0, 4]
    assert score("b", reports[1].text[-31:-1])[["own_past", "other_agencies", "novel"]].tolist() == [0, 0, 1]
    assert score("c", "人员不足")["other_agencies"] == 1  # found with what stands beside it
    assert pd.isna(score("d", "丙山县人民政府人员不足")["other_agencies"])  # a masked name counts as one


def test_small_corpora() -> None:
    text = f"目前，{COPY}。"
    alone = [Report("a", text, agency="甲县", year=2020)]
    assert find_reuse(alone).empty
    assert shares(alone).loc["a#0", ["own_last", "own_past", "other_agencies", "novel", "n_sources"]].isna().all()
    assert shares(alone).loc["a#0", "template"] == 0

    twins = [Report("a", text), Report("b", text)]  # agency and year unknown
    found = find_reuse(twins)
    assert found["kind"].tolist() == ["other_agencies"] * 2
    assert found["direction"].tolist() == ["shared"] * 2
    assert found["relation"].isna().all()
    assert shares(twins)["other_agencies"].tolist() == [1, 1]
    assert shares(twins)["own_past"].isna().all()

    short = [*alone, Report("s", "人员不足。", agency="乙县", year=2020)]
    assert shares(short).loc["s#0", ["own_past", "other_agencies", "novel"]].isna().all()
    assert shares(short).loc["a#0", "other_agencies"] is pd.NA
    assert find_reuse([]).empty
    assert list(find_reuse([]).columns) == list(find_reuse(twins).columns)
    assert find_reuse([Report("e", "")]).empty
    duplicate = [*alone, Report("d", text, agency="乙县", year=2020, duplicate_of="a")]
    assert find_reuse(duplicate).empty


def test_missing_columns_are_named() -> None:
    reports = [Report("a", COPY)]
    with pytest.raises(ValueError, match="section"):
        find_reuse(reports, pd.DataFrame({"report_id": ["a"]}))
    with pytest.raises(ValueError, match="item_id"):
        score_reuse(reports, pd.DataFrame({"report_id": ["a"]}), find_reuse(reports))
    with pytest.raises(ValueError, match="at least 4"):
        find_reuse(reports, n=3)


def test_only_the_chosen_section_is_compared() -> None:
    reports = [Report(name, f"{COPY}。\n无关。", agency=name, year=2020) for name in ("甲县", "乙县")]
    rows = [
        (name, kind, 1, a, b, "")
        for name in ("甲县", "乙县")
        for kind, a, b in (("problems", 18, 21), ("overview", 0, 17))
    ]
    sections = frame("sections", rows)
    assert find_reuse(reports, sections).empty
    assert len(find_reuse(reports, sections, section="overview")) == 2
    assert len(find_reuse(reports, sections, section=None)) == 2


def test_two_reports_are_aligned_section_by_section() -> None:
    a = Report("a", f"{COPY}。\n{COPY[::-1]}。", agency="甲县", year=2021)
    b = Report("b", f"{COPY[::-1]}。\n{COPY}。", agency="乙县", year=2020)
    end = len(COPY) + 1
    rows = [
        (name, kind, 1, start, start + end, "")
        for name in ("a", "b")
        for kind, start in (("problems", 0), ("overview", end + 1))
    ]
    sections = frame("sections", rows)
    assert compare_reports(a, b)["n_chars"].tolist() == [end, end]
    assert compare_reports(a, b, sections).empty  # the problems of one are the overview of the other
    assert compare_reports(a, b, sections, section=None)["text"].tolist() == [f"{COPY[::-1]}。", f"{COPY}。"]
    same = compare_reports(a, a, sections, section="overview")
    assert same["source_start"].tolist() == same["start"].tolist() == [end + 1]


# ---- masking -----------------------------------------------------------------------------------------------


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_codes_lie_in_order_over_the_text(text: str) -> None:
    masked = Masker(["澄湖市"]).mask(text, ["澄湖"])
    ends = masked.offset + masked.length
    assert (masked.offset[1:] >= ends[:-1]).all()
    assert len(masked.codes) == 0 or ends[-1] <= len(text)
    assert masked.length.sum() >= counted(text).sum() - 80 * text.count("澄")


def test_masking_makes_names_dates_and_levels_equal() -> None:
    masker = Masker(["澄湖市", "云岭县教育局"])

    def values(text: str, *own: str) -> list[int]:
        return (masker.mask(text, own).codes >> 1).tolist()

    assert values("二〇一二年三月五日") == values("2012年3月5日")
    assert values("我县") == values("我区") != values("我们")
    assert values("澄湖市人民政府更新慢") == values("云岭县教育局更新慢") == values("丙山更新慢", "丙山")
    assert values("（一）公开") == values("（三）公开")
    assert values("ＡＢ") == values("ab")
    assert values("公 开\n内容") == values("公开内容")


def test_own_names_and_places() -> None:
    assert places("广东省广州市天河区教育局") == ["广东省", "广州市", "天河区"]
    assert places("吴忠市市场监督管理局") == ["吴忠市"]
    assert "办公室" not in own_names(Report("a", "", agency="澄湖市"))


def test_template_list_is_sound_and_its_coverage_told() -> None:
    assert len(template_phrases()) > 50
    text = f"对涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的 政府信息，{COPY}。"
    found = find_reuse([Report("a", text, agency="甲县", year=2020)])
    assert found["kind"].tolist() == ["template"]
    assert text[found.loc[0, "start"] : found.loc[0, "end"]].startswith("涉及公众利益")
    coverage = template_coverage([Report("a", text)])
    assert coverage["share"].sum() == pytest.approx(found["n_chars"].sum() / counted(text).sum())


# ---- phrases, network, rarefaction, shares of the index ----------------------------------------------------


def corpus(seed: int, n_agencies: int = 12) -> list[Report]:
    random_ = random.Random(seed)
    pool = [letters(random_, random_.randint(8, 30)) for _ in range(12)]
    return [
        Report(f"q{a}/{y}", "。".join([*random_.sample(pool, 3), letters(random_, 20)]), agency=f"q{a}", year=y)
        for a in range(n_agencies)
        for y in (2019, 2020)
    ]


def test_phrases_are_those_enough_agencies_use() -> None:
    reports = corpus(1)
    words = {r.report_id: r.text.replace("。", "") for r in reports}  # punctuation is no wording
    found = find_phrases(reports, min_agencies=4)
    assert len(found) > 3

    def users(said: str) -> set[str | None]:
        return {r.agency for r in reports if said in words[r.report_id]}

    for row in found.itertuples():
        said = row.phrase.replace("。", "")
        assert row.n_agencies == len(users(said)) >= 4 and row.n_chars == len(said)
        at = next(r for r in reports if r.report_id == row.report_id)
        assert at.text[row.start : row.end] == row.phrase
        for text in words.values():
            for found_at in (match.start() for match in re.finditer(said, text)):
                longer = text[max(found_at - 1, 0) : found_at + len(said)]
                assert longer == said or len(users(longer)) < 4
    grams = {text[k : k + 10] for text in words.values() for k in range(len(text) - 9)}
    curve = count_phrases(reports, lengths=(10,), min_agencies=(2, 4)).set_index("min_agencies")
    assert curve.loc[4, "n_phrases"] == sum(len(users(gram)) >= 4 for gram in grams)
    assert curve.loc[2, "share"] >= curve.loc[4, "share"]
    with pytest.raises(ValueError, match="min_agencies"):
        find_phrases(reports, min_agencies=1)


@pytest.mark.parametrize(
    ("bodies", "phrases"),
    [
        # punctuation beside it, or other punctuation inside, makes no other phrase
        (("，部分栏目，更新不及时。", "；部分栏目、更新不及时，"), ["部分栏目、更新不及时"]),
        # nothing runs over a paragraph or a cell of a table
        (("部分栏目更新不及时。\n下一步加强日常巡检\t1件", "部分栏目更新不及时。\n下一步加强日常巡检\t2件"),
         ["部分栏目更新不及时", "下一步加强日常巡检"]),
        # a bracket comes with the one that it belongs to, and not alone
        (("及时修订《公开事项清单》（试行）。", "及时修订《公开事项清单》（试行）；"), ["及时修订《公开事项清单》（试行）"]),
        (("《公开事项清单》尚未修订）", "《公开事项清单》尚未修订”"), ["《公开事项清单》尚未修订"]),
    ],
)  # fmt: skip
def test_phrases_are_whole_words_of_one_paragraph(bodies: tuple[str, ...], phrases: list[str]) -> None:
    reports = [Report(name, body, agency=name) for name, body in zip(("甲县", "乙县"), bodies, strict=True)]
    found = find_phrases(reports, n=8)
    assert sorted(found["phrase"]) == sorted(phrases)
    for row in found.itertuples():
        first = next(report for report in reports if report.report_id == row.report_id)
        assert first.text[row.start : row.end] == row.phrase


def test_network_and_index_shares_equal_a_plain_count() -> None:
    reports = corpus(3)
    grams = {r.report_id: {r.text[k : k + 10] for k in range(len(r.text) - 9)} for r in reports}

    def held(report: Report, sources: list[Report]) -> int:
        known = set().union(*(grams[s.report_id] for s in sources)) if sources else set()
        return len({i + k for i in range(len(report.text) - 9) if report.text[i : i + 10] in known for k in range(10)})

    network = share_network(reports).set_index(["agency_id", "source_agency_id"])["n_chars"]
    for a in ("q0", "q5"):
        for b in ("q1", "q7"):
            mine = [r for r in reports if r.agency == a]
            expected = sum(held(r, [s for s in reports if s.agency == b and s.year <= r.year]) for r in mine)
            assert network.get((a, b), 0) == expected
    scored = score_sections(reports).set_index("report_id")
    for report in reports[::5]:
        others = [s for s in reports if s.agency != report.agency and s.year <= report.year]
        assert scored.loc[report.report_id, "other_agencies"] == pytest.approx(held(report, others) / len(report.text))
    exact = shares(reports)
    assert (exact["other_agencies"].to_numpy() >= scored["other_agencies"].reindex(
        exact.index.str.removesuffix("#0")).to_numpy() - 1e-9).all()  # fmt: skip


def test_template_lowers_no_share_of_the_network() -> None:
    text = "存在的主要问题及改进情况：部分栏目更新不够及时，其他需要报告的事项，解读方式仍然单一。"
    reports = [Report(name, text, agency=name, year=2020) for name in ("甲县", "乙县")]
    assert share_network(reports)["share"].tolist() == [1, 1]


def test_rarefaction_is_reproducible_and_rises_with_agencies() -> None:
    reports = corpus(3)
    few, same, many = (rarefy_other_agencies(reports, n_agencies=k, random_state=7) for k in (2, 2, 8))
    pd.testing.assert_frame_equal(few, same)
    assert few["other_agencies_rarefied"].mean() < many["other_agencies_rarefied"].mean()
    all_but_one = rarefy_other_agencies(reports, n_agencies=11, draws=2).set_index("report_id")
    scored = score_sections(reports).set_index("report_id")
    pd.testing.assert_series_equal(all_but_one["other_agencies_rarefied"], scored["other_agencies"], check_names=False)
    assert rarefy_other_agencies(reports, n_agencies=12)["other_agencies_rarefied"].isna().all()


def test_rarefied_shares_of_items_are_on_their_characters() -> None:
    reports = [replace(r, text=f"{r.agency}市{r.text}", agency=f"{r.agency}市") for r in corpus(6)]
    rows = []
    for report in reports:
        parts = [(m.start(), m.end()) for m in re.finditer("[^。]+", report.text)]
        rows += [(f"{report.report_id}#{a}", report.report_id, a, b) for a, b in parts[1:]]  # the first is no item
    items = pd.DataFrame(rows, columns=["item_id", "report_id", "start", "end"])
    plain = score_reuse(reports, items, find_reuse(reports, items=items))
    for n_agencies in (2, 11):
        drawn = rarefy_other_agencies(reports, items=items, n_agencies=n_agencies, draws=5)
        assert drawn["item_id"].tolist() == items["item_id"].tolist()
        assert drawn["n_chars"].tolist() == plain["n_chars"].tolist()
        known = plain["other_agencies"].notna()
        assert (drawn["other_agencies_rarefied"][known] <= plain["other_agencies"][known] + 1e-9).all()
        assert drawn["other_agencies_rarefied"].max() == 1
    with pytest.raises(ValueError, match="item_id"):
        rarefy_other_agencies(reports, items=items.drop(columns="item_id"))


# ---- leftovers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "agency", "expected"),
    [
        ("目前，我县在公开中仍有不足", "澄湖区", ["我县"]),
        ("目前，我县在公开中仍有不足", "澄湖县", []),
        ("我省、我市高度重视，我县落实", "澄湖县教育局", []),
        ("我区将落实", "澄湖市", []),  # in an autonomous region it would be right
        ("自我市场化", "澄湖县", []),
        ("2020年，我们将继续加强", "澄湖县", ["2020年"]),
        ("2021年，我们将继续加强", "澄湖县", []),
        ("2020年，我局将公开纳入考核", "澄湖县", []),
        ("统计期限自2019年1月1日起", "澄湖县", ["2019年"]),
        ("统计期限自2020年1月1日起", "澄湖县", []),
        ("云岭县政府信息公开工作仍有不足", "澄湖县", ["云岭县"]),
        ("赴云岭县学习", "澄湖县", []),
        ("我区将落实", "澄湖县", ["我区"]),
        ("按自治区要求，我区将落实", "澄湖县", []),
        ("我局重视，本局落实", "云泽省水利厅", ["我局", "本局"]),
        ("我厅重视", "云泽省水利厅", []),
        ("我局重视", "澄湖市卫生健康委员会", ["我局"]),
        ("我委委托第三方，自我委屈，样本局部缺失", "澄湖市教育局", ["我委"]),
        ("我局与我厅会商", "云泽省公安厅交通管理局", []),  # an office of another speaks for both
        ("我局重视", "澄湖开发区管理委员会", []),
        ("我局重视", "云泽省人民政府办公厅", []),
        ("县政府高度重视，推动全县公开工作", "澄湖区", ["县政府", "全县"]),
        ("县政府高度重视，推动全县公开工作", "澄湖县", []),
        ("健全县级平台，各县政府、市县政府落实，市、县政府联动，全县乡联动", "澄湖区", []),
        ("县政府高度重视", "澄湖新区", []),  # a zone may hold a county
    ],
)
def test_leftovers(text: str, agency: str, expected: list[str]) -> None:
    reports = [Report("a", text, agency=agency, year=2020), Report("b", "无", agency="云岭县", year=2020)]
    found = find_leftovers(reports)
    assert found["text"].tolist() == expected
    for row in found.itertuples():
        assert text[row.start : row.end] == row.text


# ---- real documents ----------------------------------------------------------------------------------------


def neighbours(real: Path) -> tuple[list[Report], pd.DataFrame]:
    """Return five real reports of two neighbours, and their problem sections by the heading."""
    reports, rows = [], []
    for path in sorted((real / "disclosure").glob("201[123]_平潭*.txt")):
        text, (year, agency) = path.read_text(encoding="utf-8"), path.stem.split("_")
        start = text.rindex("存在的主要问题及改进情况")
        end = start + re.search(r"\s*(二○一|平潭县人民政府|附件)", text[start:]).start()
        reports.append(Report(path.stem, text, agency=agency, year=int(year)))
        rows.append((path.stem, "problems", 1, start, end, ""))
    return reports, frame("sections", rows)


def test_neighbours(real: Path) -> None:
    reports, sections = neighbours(real)
    items = sections.assign(item_id=sections["report_id"])
    found = find_reuse(reports, sections, items)
    scored = score_reuse(reports, items, found, sections).set_index("item_id")
    assert scored.loc["2012_平潭县人民政府", ["own_past", "own_last"]].tolist() == [1, 1]
    assert scored.loc["2013_平潭县人民政府", ["own_past", "own_last"]].tolist() == [1, 1]
    assert scored.loc["2011_平潭综合实验区", "other_agencies"] == 1
    shared = found[(found["report_id"] == "2011_平潭综合实验区") & (found["kind"] == "other_agencies")]
    assert shared[["source_report_id", "direction"]].values.tolist() == [["2011_平潭县人民政府", "shared"]]
    assert scored.loc["2013_平潭综合实验区", "own_past"] > 0.8
    assert pd.isna(scored.loc["2013_平潭综合实验区", "own_last"])
    own = found[(found["report_id"] == "2013_平潭综合实验区") & (found["kind"] == "own_past")]
    assert set(own["source_report_id"]) == {"2011_平潭综合实验区"}
    leftovers = find_leftovers(reports, sections)
    assert leftovers[["report_id", "text", "expected"]].values.tolist() == [["2011_平潭综合实验区", "我县", "区"]]


def test_work_reports_run_whole(real: Path) -> None:
    paths = sorted((real / "work_reports").glob("*/*.md"))
    reports = [
        Report(
            f"{path.parent.name}/{path.stem}",
            path.read_text(encoding="utf-8"),
            agency=path.parent.name,
            year=int(path.stem[:4]),
        )
        for path in paths
    ]
    found = find_reuse(reports)
    assert found["report_id"].nunique() > 0.95 * len(reports)
    own = found[(found["kind"] == "own_past")]
    assert set(own["direction"]) == {"from"}
    texts = {report.report_id: report.text for report in reports}
    for row in own.sample(200, random_state=0).itertuples():
        if row.n_edits == 0 and not row.edited:
            ours, theirs = (
                texts[row.report_id][row.start : row.end],
                texts[row.source_report_id][row.source_start : row.source_end],
            )
            assert re.sub(r"\W", "", ours) == re.sub(r"\W", "", theirs)


def test_numba_is_loaded_only_when_used() -> None:
    code = "import sys, textkit.reuse; assert 'numba' not in sys.modules; textkit.reuse.find_leftovers; print('numba' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_a_plan_for_the_reported_year_is_stale_unless_the_genre_plans_it() -> None:
    report = Report("a", "2020年，我们将加强培训。", agency="澄湖区教育局", year=2020)
    assert find_leftovers([report])["kind"].tolist() == ["stale_year"]
    assert find_leftovers([report], plans="same").empty
    earlier = replace(report, year=2021)
    assert find_leftovers([earlier], plans="same")["expected"].tolist() == ["2021"]
