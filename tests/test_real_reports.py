"""The whole way on real reports: counts, identity, and fragments of at most 12 characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from textkit.analysis import Analysis
from textkit.study import analyze

# report → problems, measures
COUNTS = {
    "2011_平潭县人民政府": (4, 3),
    "2012_平潭县人民政府": (4, 3),
    "2013_平潭县人民政府": (4, 3),
    "2011_平潭综合实验区": (4, 3),
    "2013_平潭综合实验区": (4, 2),
    "2019_上海市人民政府办公厅": (4, 6),
    "2020_吴忠市教育局": (3, 3),
    "2024_上海市科委_kewei-2024-source": (1, 3),
    "2024_淮安市人民政府": (2, 2),
    "template_2021_format": (0, 0),
}
FRAGMENTS = {
    "2020_吴忠市教育局": ["认识不深、重视程度不够", "进一步整合优化网站栏目"],
    "2024_淮安市人民政府": ["内容简单、形式单一", "面对面、手把手"],
    "2024_上海市科委_kewei-2024-source": ["“张江高新区”专栏"],
}


@pytest.fixture(scope="module")
def found(real: Path) -> Analysis:
    return analyze(real / "disclosure")


@pytest.mark.parametrize("report_id", COUNTS)
def test_counts(found: Analysis, report_id: str) -> None:
    roles = found.items.loc[found.items["report_id"] == report_id, "role"]
    assert ((roles == "problem").sum(), (roles == "measure").sum()) == COUNTS[report_id]


def test_the_coded_section_ends_with_its_last_item(found: Analysis) -> None:
    """No annex table or signature behind it: of 平潭 each year has one."""
    coded = found.sections[found.sections["section"] == "problems"].set_index("report_id")["end"]
    last = found.items.groupby("report_id")["end"].max()
    pingtan = [report_id for report_id in COUNTS if "平潭" in report_id]
    assert len(pingtan) == 5 and (coded[pingtan] - last[pingtan]).le(2).all()


@pytest.mark.parametrize("report_id", FRAGMENTS)
def test_text_is_unbroken(found: Analysis, report_id: str) -> None:
    texts = "\n".join(found.items.loc[found.items["report_id"] == report_id, "text"])
    for fragment in FRAGMENTS[report_id]:
        assert fragment in texts


def test_identity(found: Analysis) -> None:
    report = found.reports.set_index("report_id").loc["2020_吴忠市教育局"]
    assert report[["agency", "year", "level", "body"]].tolist() == [
        "吴忠市教育局",
        2020,
        "city",
        "department",
    ]
    assert (found.sections["report_id"] == "2020_吴忠市教育局").sum() == 6
    measures = found.items[(found.items["report_id"] == "2020_吴忠市教育局") & (found.items["role"] == "measure")]
    assert measures["status"].tolist() == ["planned"] * 3


def test_status_sentence_dates_its_list(found: Analysis) -> None:
    kewei = found.items[found.items["report_id"].str.contains("科委") & (found.items["role"] == "measure")]
    assert kewei["status"].tolist() == ["done", "ongoing", "ongoing"]


def test_empty_form_says_why(found: Analysis) -> None:
    row = found.quality.set_index("report_id").loc["template_2021_format"]
    assert (row["result"], row["reason"]) == ("no_items", "the section on problems is blank")


def test_every_offset_gives_its_text(found: Analysis) -> None:
    for item in found.items.itertuples():
        assert found.texts[item.report_id][item.start : item.end] == item.text
    owner = found.items.set_index("item_id")["report_id"]
    for act in found.acts.itertuples():
        assert found.texts[owner[act.item_id]][act.start : act.end] == act.text
    acts = found.acts.set_index("act_id")["item_id"]
    for slot in found.slots.itertuples():
        assert found.texts[owner[acts[slot.act_id]]][slot.start : slot.end] == slot.text
    for theme in found.themes.dropna(subset=["start"]).itertuples():
        assert found.texts[owner[theme.item_id]][theme.start : theme.end] == theme.cue


def test_whose_words(found: Analysis) -> None:
    shares = found.reuse_shares.merge(found.items[["item_id", "report_id"]], on="item_id").set_index("report_id")
    for report_id in ("2012_平潭县人民政府", "2013_平潭县人民政府"):
        assert shares.loc[report_id, "own_past"].eq(1).all()
    assert shares.loc["2011_平潭综合实验区", "other_agencies"].eq(1).all()
    assert shares.loc["2013_平潭综合实验区", "own_past"].mean() > 0.9
    spans = found.reuse[(found.reuse["report_id"] == "2011_平潭综合实验区") & (found.reuse["kind"] != "template")]
    assert set(spans["direction"]) == {"shared"}
    assert found.leftovers[["report_id", "text"]].values.tolist() == [["2011_平潭综合实验区", "我县"]]


def test_every_item_has_codes(found: Analysis) -> None:
    assert set(found.themes.loc[found.themes["rank"] == 1, "item_id"]) == set(found.items["item_id"])
    assert found.themes.groupby("item_id")["weight"].sum().round(9).eq(1).all()
    assert set(found.substance["item_id"]) == set(found.items.loc[found.items["role"] == "measure", "item_id"])


def test_work_reports_are_read(real: Path) -> None:
    found = analyze(real / "work_reports", workers=1)
    assert len(found.reports) == 280
    assert found.reports["agency"].notna().all() and found.reports["year"].notna().all()
    assert set(found.quality["result"]) <= {"ok", "partial", "no_items"}
