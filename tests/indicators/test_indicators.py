"""Indicators and panel: every value from its numerator and denominator, and no silent gap."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import textkit
from textkit.analysis import Analysis, empty_frames
from textkit.cli import main
from textkit.indicators import build_panel, load_indicators, panel_codes, panel_labels, score_indicators
from textkit.indicators.readability import count_wording
from textkit.indicators.registry import indicator_table
from textkit.reading import load_agencies
from textkit.records import FRAMES, SLOTS

ROOT = Path(textkit.__file__).parent
SAMPLE = ROOT.parent / "corpora" / "sample"
HEAD = (
    "澄湖市{name}{year}年政府信息公开工作年度报告\n一、总体情况\n本局公开信息。\n五、存在的主要问题及改进情况\n{text}\n"
)


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return textkit.analyze(SAMPLE)


def corpus(folder: Path, reports: dict[tuple[str, int], str]) -> Path:
    folder.mkdir(exist_ok=True)
    for (name, year), text in reports.items():
        (folder / f"{year}_澄湖市{name}.txt").write_text(HEAD.format(name=name, year=year, text=text), encoding="utf-8")
    return folder


def value(found: Analysis, report: str, indicator: str) -> float:
    rows = found.indicators.set_index(["report_id", "indicator"])
    return float(rows.loc[(report, indicator), "value"])


def test_a_row_per_report_and_indicator(sample: Analysis) -> None:
    listed = [each.id for each in load_indicators(sample.labels)]
    assert list(sample.indicators.columns) == list(FRAMES["indicators"])
    assert sample.indicators["indicator"].tolist() == listed * len(sample.reports)
    assert sample.indicators["report_id"].unique().tolist() == sample.reports["report_id"].tolist()


def test_values_lie_in_the_range_of_the_list(sample: Analysis) -> None:
    for each in load_indicators(sample.labels):
        values = sample.indicators.loc[sample.indicators["indicator"] == each.id, "value"].dropna().astype(float)
        assert len(values), each.id
        assert each.low is None or (values >= each.low).all(), each.id
        assert each.high is None or (values <= each.high + 1e-9).all(), each.id


def test_missing_values_have_a_reason_and_only_they(sample: Analysis) -> None:
    assert (sample.indicators["value"].isna() == sample.indicators["reason"].notna()).all()


def test_ratios_are_their_quotient_and_small_ones_are_marked(sample: Analysis) -> None:
    ratios = {each.id for each in load_indicators(sample.labels) if each.denominator}
    rows = sample.indicators[sample.indicators["indicator"].isin(ratios)]
    known = rows[rows["value"].notna()]
    np.testing.assert_allclose(known["value"].astype(float), (known["numerator"] / known["denominator"]).astype(float))
    assert (known["small"] == (known["denominator"] < 3)).all()
    zero = rows[rows["denominator"] == 0]
    assert zero["value"].isna().all() and len(zero)


def test_counts_are_those_of_the_frames(sample: Analysis) -> None:
    """A second way to the same numbers, report by report."""
    items = sample.items.merge(sample.substance, on="item_id", how="left")
    for report_id, rows in items.groupby("report_id"):
        measures = rows[rows["role"] == "measure"]
        assert value(sample, report_id, "n_measures") == len(measures)
        assert value(sample, report_id, "n_acts") == measures["n_acts"].sum()
        firm = value(sample, report_id, "firm_share") * len(measures) if len(measures) else 0
        assert firm == pytest.approx((measures["substance"] == "firm").sum())
    for slot in SLOTS:
        rows = sample.indicators[sample.indicators["indicator"] == f"{slot}_share"]
        assert rows["numerator"].sum() == sample.acts[slot].sum()


def test_shares_of_themes_sum_to_one(sample: Analysis) -> None:
    wide = sample.indicators.pivot(index="report_id", columns="indicator", values="value")
    for role in ("problem", "measure"):
        total = wide[[f"{role}_share_{theme}" for theme in sample.labels]].astype(float).dropna().sum(axis=1)
        np.testing.assert_allclose(total, 1)


def test_kinds_of_source_are_weighted_by_characters(sample: Analysis) -> None:
    shares = sample.reuse_shares.merge(sample.items[["item_id", "report_id"]], on="item_id").dropna(subset=["novel"])
    for report_id, rows in shares.groupby("report_id"):
        expected = (rows["novel"] * rows["n_chars"]).sum() / rows["n_chars"].sum()
        assert value(sample, report_id, "novel") == pytest.approx(float(expected))


def test_rarefied_shares_are_of_the_characters_of_plain_ones(sample: Analysis) -> None:
    wide = {
        name: sample.indicators[sample.indicators["indicator"] == name].set_index("report_id")
        for name in ("other_agencies", "other_agencies_rarefied", "max_source", "novel", "own_past")
    }
    plain, drawn = wide["other_agencies"], wide["other_agencies_rarefied"]
    known = drawn["value"].notna()
    assert known.sum() > 10
    assert (drawn["denominator"][known] == plain["denominator"][known]).all()
    assert (drawn["value"][known] <= plain["value"][known] + 1e-9).all()
    assert wide["novel"]["value"][wide["own_past"]["value"].isna()].isna().all()
    assert wide["max_source"]["value"].count() > wide["novel"]["value"].count()


def test_persistence_looks_one_year_back(tmp_path: Path) -> None:
    texts = {
        ("教育局", 2020): "一是专职人员不足；二是栏目更新不及时。",
        ("教育局", 2021): "一是专职人员不足；二是政策解读形式单一。",
        ("教育局", 2023): "一是专职人员不足。",
    }
    found = textkit.analyze(corpus(tmp_path / "c", texts))
    assert value(found, "2021_澄湖市教育局", "persistence") == 0.5
    rows = found.indicators[found.indicators["indicator"] == "persistence"].set_index("report_id")
    assert rows.loc["2023_澄湖市教育局", "reason"].startswith("no problem of the agency in the year before")


def test_publication_is_measured_from_the_deadline(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", {("教育局", 2018): "一是人员不足。", ("教育局", 2021): "一是人员不足。"})
    (folder / "metadata.csv").write_text(
        "report_id,published\n2018_澄湖市教育局,2019-04-02\n2021_澄湖市教育局,2022-01-30\n", encoding="utf-8"
    )
    found = textkit.analyze(folder)
    assert value(found, "2018_澄湖市教育局", "publication_delay") == 2
    assert value(found, "2021_澄湖市教育局", "publication_delay") == -1


def test_talk_and_outcome_in_four_classes() -> None:
    """From constructed frames: named × losing, and missing where nothing was contested."""
    cases = {"both": (True, 1), "named": (True, 0), "losing": (False, 2), "neither": (False, 0)}
    frames = empty_frames()
    reports, items, themes, tables = [], [], [], []
    for name, (named, lost) in cases.items():
        reports.append({"report_id": name, "agency_id": name, "year": 2021})
        items.append({"item_id": f"{name}#1", "report_id": name, "role": "problem"})
        themes.append({"item_id": f"{name}#1", "theme": "disputes" if named else "staffing", "rank": 1, "weight": 1.0})
        for column, number in {"corrected": lost, "total": lost + 1, "pending": 0}.items():
            tables.append({"report_id": name, "table": "disputes", "row": "review", "column": column, "value": number})
    reports.append({"report_id": "quiet", "agency_id": "quiet", "year": 2021})
    rows = {"reports": reports, "items": items, "themes": themes, "tables": tables}
    frames |= {name: textkit.records.frame(name, listed) for name, listed in rows.items()}
    frames["checks"] = frames["checks"].assign(warning=pd.array([], "boolean"))
    labels = {"disputes": ("复议诉讼", "Disputes"), "staffing": ("人员", "Staffing")}
    found = score_indicators(Analysis(**frames, labels=labels)).set_index(["report_id", "indicator"])
    codes = {name: found.loc[(name, "talk_outcome"), "value"] for name in cases}
    assert {name: panel_codes()["talk_outcome"][int(code)] for name, code in codes.items()} == {
        "both": "Named and losing",
        "named": "Named only",
        "losing": "Losing only",
        "neither": "Neither",
    }
    assert found.loc[("quiet", "talk_outcome"), "reason"] == "not in the tables"


def test_without_reports_there_is_nothing() -> None:
    frames = empty_frames()
    frames["checks"] = frames["checks"].assign(warning=pd.array([], "boolean"))
    empty = Analysis(**frames)
    assert list(score_indicators(empty).columns) == list(FRAMES["indicators"])
    assert len(score_indicators(empty)) == 0
    assert len(build_panel(empty)) == 0


def test_without_comparison_reuse_is_missing(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", {("教育局", 2020): "一是人员不足。"})
    found = textkit.analyze(folder, compare=False).indicators.set_index("indicator")
    assert found.loc[["novel", "own_past", "n_leftovers"], "value"].isna().all()


def test_the_panel_holds_what_is_expected_and_missing(tmp_path: Path) -> None:
    texts = {("教育局", 2020): "一是人员不足。", ("教育局", 2022): "一是人员不足。", ("民政局", 2020): "一是人员不足。"}
    folder = corpus(tmp_path / "c", texts)
    (folder / "2022_澄湖市民政局.pdf").write_bytes(b"%PDF-1.4 truncated")
    (folder / "agencies.csv").write_text(
        "agency_id,name,level,from\nedu,澄湖市教育局,city,\nciv,澄湖市民政局,city,\nnew,澄湖市数据局,city,2022\n",
        encoding="utf-8",
    )
    panel = build_panel(textkit.analyze(folder), agencies=load_agencies(folder / "agencies.csv"))
    assert panel[["agency_id", "year", "state"]].values.tolist() == [
        ["civ", 2020, "analysed"],
        ["civ", 2022, "unreadable"],
        ["edu", 2020, "analysed"],
        ["edu", 2022, "analysed"],
        ["new", 2022, "not_in_corpus"],
    ]
    assert panel.loc[panel["state"] != "analysed", "n_problems"].isna().all()


def test_reports_of_one_agency_and_year_are_pooled(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "c", {("教育局", 2020): "一是人员不足；二是更新慢。"})
    (folder / "metadata.csv").write_text(
        "report_id,agency,year\n2020_澄湖市教育局,甲局,2020\n2020_澄湖市民政局,甲局,2020\n", encoding="utf-8"
    )
    corpus(folder, {("民政局", 2020): "一是政策解读形式单一，公众看不懂文件内容。"})
    panel = build_panel(textkit.analyze(folder))
    assert panel[["n_reports", "n_problems"]].values.tolist() == [[2, 3.0]]
    assert panel["problem_share_staffing"].tolist() == [pytest.approx(1 / 3)]


def test_the_panel_agrees_with_the_reports(sample: Analysis) -> None:
    panel = build_panel(sample).set_index(["agency_id", "year"])
    wide = sample.indicators.pivot(index="report_id", columns="indicator", values="value")
    for row in sample.reports.itertuples():
        for indicator in ("firm_share", "novel", "readability", "talk_outcome", "n_chars", "persistence"):
            one, other = wide.loc[row.report_id, indicator], panel.loc[(row.agency_id, row.year), indicator]
            assert (pd.isna(one) and pd.isna(other)) or one == pytest.approx(other)


def test_names_suit_stata(sample: Analysis) -> None:
    panel, labels = build_panel(sample), panel_labels(sample, lang="zh")
    assert all(len(name) <= 32 and name.isidentifier() for name in panel)
    assert all(0 < len(labels[name]) <= 80 for name in panel)


def test_stata_reads_labels_back(sample: Analysis, tmp_path: Path) -> None:
    from textkit.cli.frames import show

    labels = panel_labels(sample)
    show(build_panel(sample), fmt=None, output=tmp_path / "panel.dta", labels=labels, codes=panel_codes())
    with pd.io.stata.StataReader(tmp_path / "panel.dta") as stata:
        assert stata.variable_labels()["firm_share"] == "share of firm measures"
        assert stata.value_labels()["talk_outcome"][2] == "Losing only"
        read = stata.read(convert_categoricals=False)
    assert len(read) == len(build_panel(sample))
    assert read["year"].dtype.kind == "i" and read["firm_share"].dtype.kind == "f"


def test_readability_counts() -> None:
    assert count_wording("") == {"chars": 0, "clause_chars": 0, "clauses": 0, "sentences": 0, "function_words": 0}
    assert count_wording("，，。\n")["clauses"] == 0
    twice = count_wording("人员不足，而且流动大。" * 2)
    assert twice["clauses"] == 4 and twice["sentences"] == 2


def test_the_documentation_is_made_of_the_list() -> None:
    text = (ROOT / "indicators" / "README.md").read_text(encoding="utf-8")
    assert indicator_table() in text, "write indicator_table() into textkit/indicators/README.md"


def test_the_command_says_what_the_panel_leaves_out(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "corpus", {("教育局", 2021): "一是专职人员不足；二是栏目更新慢。"})
    (folder / "无名.txt").write_text("五、存在的主要问题及改进情况\n一是人员不足；二是更新慢。\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["panel", str(folder), "--quiet", "--format", "csv"])
    assert done.exit_code == 0 and len(done.stdout.splitlines()) == 2
    assert "1 report without agency or year is not in the panel" in done.stderr
