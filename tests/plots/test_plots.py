"""What the figures hold, measured on their artists."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import frames
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from frames import AGENCIES, estimates, keyness, shares
from legible import assert_legible, drawn
from matplotlib.figure import Figure

from textkit.plots import (
    Width,
    figure_style,
    plot_coverage,
    plot_distribution,
    plot_keyness,
    plot_keyness_scatter,
    plot_network,
    plot_problems_measures,
    plot_report,
    plot_reuse_shares,
    plot_sensitivity,
    plot_slots,
    plot_strips,
    plot_substance,
    plot_theme_heatmap,
    plot_years,
    save_figure,
)
from textkit.plots.colours import RESULT_COLOURS, REUSE_COLOURS, SUBSTANCE_COLOURS
from textkit.plots.labels import broken, label
from textkit.plots.style import missing_characters
from textkit.records import LEVELS, RESULTS, ROLES, SLOTS, STATUSES, SUBSTANCES

THEMES = {
    "content": "主动公开内容",
    "timeliness": "时效更新",
    "standards": "标准化规范化与目录",
    "vetting": "信息管理与审核",
    "requests": "依申请公开",
    "disputes": "复议诉讼与合法性",
    "interpretation": "政策解读",
    "participation": "互动回应与公众参与",
    "platform": "平台与渠道",
    "staffing": "队伍力量",
    "skills": "业务能力",
    "awareness": "意识与重视",
    "coordination": "组织领导与协调",
    "oversight": "监督考核",
    "other": "其他",
}


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def named(themes: list[str] | None = None) -> pd.DataFrame:
    rows = [
        (theme, THEMES[theme], role, 0.02 + 0.01 * ((place * step) % 15), n, 0.01, 0.3)
        for place, theme in enumerate(themes or list(THEMES))
        for role, step, n in (("problem", 7, 412), ("measure", 4, 1655))
    ]
    return pd.DataFrame(rows, columns=["term", "label", "role", "estimate", "n_items", "ci_low", "ci_high"])


def by_group(groups: list[Any]) -> pd.DataFrame:
    rows = [
        (theme, name, group, (row * 3 + column) % 40 / 100, 100 + column)
        for column, group in enumerate(groups)
        for row, (theme, name) in enumerate(THEMES.items())
    ]
    return pd.DataFrame(rows, columns=["term", "label", "group", "estimate", "n_items"])


def substance(groups: list[str]) -> pd.DataFrame:
    rows = [
        (group, level, share, 90 + place)
        for place, group in enumerate(groups)
        for level, share in zip(SUBSTANCES, (0.5, 0.3, 0.15, 0.05), strict=True)
    ]
    return pd.DataFrame(rows, columns=["group", "substance", "share", "n"])


def test_dumbbells_stand_in_order_with_both_ends() -> None:
    data = named()
    data = data.loc[~((data["term"] == "disputes") & (data["role"] == "problem"))]
    ax = plot_problems_measures(data, lang="zh")
    problems = data.loc[data["role"] == "problem"].set_index("term")["estimate"]
    names = [text.get_text().replace("\n", "") for text in ax.get_yticklabels()]
    codes = {name: theme for theme, name in THEMES.items()}
    shares = [problems.get(codes[name], 0.0) for name in names]
    assert shares == sorted(shares, reverse=True)
    assert names[-1] == THEMES["disputes"]
    marks = {line.get_label(): line for line in ax.lines if not str(line.get_label()).startswith("_")}
    assert list(marks) == ["问题 (n = 412)", "改进措施 (n = 1,655)"]
    for line, role in zip(marks.values(), ("problem", "measure"), strict=True):
        expected = data.loc[data["role"] == role].set_index("term")["estimate"] * 100
        found = {codes[names[round(row)]]: share for share, row in line.get_xydata()}
        assert found == pytest.approx(expected.to_dict())
    assert sum(str(line.get_label()).startswith("_") for line in ax.lines) == len(THEMES) - 1


@pytest.mark.parametrize("width", ["single", "double", "slide"])
def test_marks_of_one_value_do_not_cover_one_another(width: Width) -> None:
    data = pd.DataFrame(
        [(theme, THEMES[theme], role, value, 9) for theme, value in (("skills", 0.4), ("other", 0.0), ("content", 0.0))
         for role in ("problem", "measure")],
        columns=["term", "label", "role", "estimate", "n_items"],
    )  # fmt: skip
    with figure_style(width, lang="zh"):
        ax = plot_problems_measures(data, lang="zh")
        assert isinstance(ax.figure, Figure)
        drawn(ax.figure)
    marks = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    above, below = (line.get_transform().transform(line.get_xydata())[:, 1] for line in marks)
    size = marks[0].get_markersize() * ax.figure.dpi / 72
    assert (above - below > 0.5 * size).all()


def test_heat_map_cells_hold_the_shares() -> None:
    data = by_group([2022, 2020, 2021])
    data.loc[(data["term"] == "skills") & (data["group"] == 2021), "estimate"] = np.nan
    data = data.loc[~((data["term"] == "other") & (data["group"] == 2020))]
    ax = plot_theme_heatmap(data)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["2020\nn=101", "2021\nn=102", "2022\nn=100"]
    cells = {(int(t.get_position()[0]), int(t.get_position()[1])): t.get_text() for t in ax.texts}
    known = data.dropna(subset=["estimate"])
    rows, columns = list(THEMES), [2020, 2021, 2022]
    expected = {
        (columns.index(group), rows.index(theme)): f"{share * 100:.0f}"
        for theme, group, share in zip(known["term"], known["group"], known["estimate"], strict=True)
    }
    assert cells == expected
    assert len(cells) == 43


def test_many_groups_become_rows() -> None:
    ax = plot_theme_heatmap(by_group(AGENCIES), by="agency", lang="zh")
    assert len(ax.get_yticklabels()) == 40
    assert [text.get_text() for text in ax.get_xticklabels()] == list(THEMES.values())


def test_levels_stand_in_their_order() -> None:
    ax = plot_theme_heatmap(by_group(["township", "central", "city"]), by="level", lang="zh")
    assert [text.get_text().split()[0] for text in ax.get_xticklabels()] == ["中央", "市级", "乡级"]


def test_bars_are_stacked_to_the_whole() -> None:
    ax = plot_substance(substance(["county", "city"]))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["City (n = 91)", "County (n = 90)"]
    assert [str(bars.get_label()) for bars in ax.containers] == list(SUBSTANCES)
    for row in range(2):
        bars = [container.patches[row] for container in ax.containers]  # type: ignore[attr-defined]
        assert [bar.get_width() for bar in bars] == pytest.approx([50, 30, 15, 5])
        assert [bar.get_x() for bar in bars] == pytest.approx([0, 50, 80, 95])


def test_what_had_no_report_to_compare_is_hatched() -> None:
    parts = ["template", "own_past", "other_agencies", "novel", "unknown"]
    rows = [(2020, part, share, 9, 9) for part, share in zip(parts, [0.1, None, 0.2, None, 0.7], strict=True)]
    rows += [(2021, part, share, 4, 9) for part, share in zip(parts, [0.1, 0.4, 0.2, 0.3, 0.0], strict=True)]
    data = pd.DataFrame(rows, columns=["group", "reuse", "share", "n", "of"])
    ax = plot_reuse_shares(data)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["2020 (n = 9)", "2021 (n = 4 / 9)"]
    bars = {str(each.get_label()): each.patches for each in ax.containers}  # type: ignore[attr-defined]
    assert [bar.get_width() for bar in bars["unknown"]] == pytest.approx([70, 0])
    assert [bar.get_width() for bar in bars["novel"]] == pytest.approx([0, 30])
    assert bars["unknown"][0].get_hatch() and not bars["novel"][0].get_hatch()
    assert_legible(ax)
    strip = pd.DataFrame({"strip": [2020, 2021], "start": 0, "end": 90, "reuse": ["unknown", "novel"]})
    assert [each.get_hatch() is not None for each in plot_strips(strip).collections] == [True, False]
    lines = pd.DataFrame({"start": [0, 4], "end": [4, 9], "reuse": ["unknown", "own_past"]})
    assert [each.get_hatch() for each in plot_report(lines).patches] == [None, None]
    known = plot_reuse_shares(data[data["group"] == 2021])
    assert "unknown" not in [str(each.get_label()) for each in known.containers]


def test_coverage_takes_the_best_file_and_shows_gaps() -> None:
    data = pd.DataFrame(
        [("甲局", 2020, "failed"), ("甲局", 2020, "ok"), ("乙局", 2022, "no_items")],
        columns=["agency", "year", "result"],
    )
    ax = plot_coverage(data)
    codes = np.asarray(ax.collections[0].get_array()).reshape(2, 3)
    results = [[list(RESULT_COLOURS)[code] for code in row] for row in codes]
    assert results == [["ok", "missing", "missing"], ["missing", "missing", "no_items"]]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["2020", "2021", "2022"]
    with pytest.raises(ValueError, match="lost"):
        plot_coverage(data.assign(result="lost"))


def test_own_axes_are_drawn_on_and_nothing_global_changes() -> None:
    before = dict(mpl.rcParams)
    data = named()
    copy = data.copy(deep=True)
    figure = Figure(layout="constrained")
    ax = figure.add_subplot()
    assert plot_problems_measures(data, ax=ax, lang="zh") is ax
    drawn(figure)
    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(data, copy)


def test_saved_files_are_the_same_each_time(tmp_path: Path) -> None:
    data = named(["skills", "requests"])
    data.loc[0, "label"] = "=1+1"
    made = []
    for stem in ("a", "b"):
        with figure_style(lang="zh"):
            ax = plot_problems_measures(data, lang="zh")
        made.append(save_figure(ax.figure, tmp_path / stem, data))
    for first, second in zip(*made, strict=True):
        assert first.read_bytes() == second.read_bytes()
    pdf, png, csv = made[0]
    assert csv.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in csv.read_text(encoding="utf-8-sig")
    assert b"CreationDate" not in pdf.read_bytes()
    assert png.stat().st_size > 1000


def test_pdf_text_can_be_read_and_font_is_embedded(tmp_path: Path) -> None:
    import pdfplumber

    with figure_style(lang="zh"):
        pdf, _, _ = save_figure(plot_problems_measures(named(), lang="zh").figure, tmp_path / "f", named())
    with pdfplumber.open(pdf) as document:
        text = document.pages[0].extract_text()
        fonts = {char["fontname"] for char in document.pages[0].chars}
        width = document.pages[0].width
    assert "复议诉讼与合法性" in text
    assert "改进措施" in text
    assert all("TextkitSansSC" in font for font in fonts), fonts
    assert float(width) / 72 * 25.4 == pytest.approx(84, abs=0.1)


def test_minus_is_a_glyph_of_the_font() -> None:
    with figure_style():
        figure = Figure(layout="constrained")
        ax = figure.add_subplot()
        ax.plot([-1, 1])
    texts = [text.get_text() for text in drawn(figure)]
    assert any(text.startswith("\u2212") for text in texts)


def test_style_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="single, double, slide"), figure_style("wide"):  # type: ignore[arg-type]
        pass
    with pytest.raises(ValueError, match="en, zh"), figure_style(lang="de"):  # type: ignore[arg-type]
        pass


def test_every_code_has_a_label_in_both_languages() -> None:
    kinds = {"level": LEVELS, "role": ROLES, "status": STATUSES, "substance": SUBSTANCES, "result": RESULTS}
    for kind, codes in kinds.items():
        for code in codes:
            assert label(kind, code, "en") != code
            assert not label(kind, code, "zh").isascii()


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("", 8, ""),
        ("时效更新", 18, "时效更新"),
        ("白鹭区石桥镇住房和城乡建设局", 24, "白鹭区石桥镇住\n房和城乡建设局"),
        ("Standards and catalogues", 14, "Standards and\ncatalogues"),
    ],
)
def test_lines_are_even(text: str, columns: int, expected: str) -> None:
    assert broken(text, columns) == expected


def test_a_dollar_sign_is_no_formula() -> None:
    data = named(["skills"]).assign(label="$x_{业务$")
    ax = plot_problems_measures(data)
    assert "$x_{业务$" in [text.get_text() for text in drawn(ax.figure)]


def test_characters_beyond_the_font_are_named_in_one_warning() -> None:
    data = named(["skills", "requests"])
    data["label"] = "瀋陽㐂縣人" + data["label"]
    lacking = missing_characters("瀋陽㐂縣人")
    assert lacking
    with pytest.warns(UserWarning, match=f"lacks {' '.join(lacking)}: drawn as 〓") as said:
        ax = plot_problems_measures(data, lang="zh")
    assert len(said) == 1
    shown = [text.get_text().replace("\n", "") for text in ax.get_yticklabels()]
    replaced = "".join("〓" if c in lacking else c for c in "瀋陽㐂縣人")
    assert set(shown) == {f"{replaced}业务能力", f"{replaced}依申请公开"}
    drawn(ax.figure)  # and no further warning, which would be an error here


def test_marks_without_interval_are_hollow_and_missing_ones_no_zero() -> None:
    data = pd.DataFrame(
        {
            "term": ["deadline", "object", "actor"],
            "estimate": [0.2, 0.5, None],
            "ci_low": [0.1, None, None],
            "ci_high": [0.3, None, None],
            "n_items": [40, 3, 0],
            "reason": [None, "one agency", "no value"],
        }
    )
    ax = plot_slots(data, lang="zh")
    hollow = [line for line in ax.lines if line.get_label() == "_hollow"]
    assert [line.get_xydata().tolist() for line in hollow] == [[[50.0, 1.0]]]
    assert hollow[0].get_markerfacecolor() == "#ffffff"
    (interval,) = [line for group in ax.collections for line in group.get_segments()]  # type: ignore[attr-defined]
    assert interval.tolist() == [[10.0, 2.0], [30.0, 2.0]]
    assert [(text.get_text(), text.xy[1]) for text in ax.texts] == [("样本过少", 0.0)]  # type: ignore[attr-defined]
    assert not [point for line in ax.lines for point in line.get_xydata() if point[1] == 0.0]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["无区间"]


def test_years_without_a_report_break_the_line_and_formats_are_marked() -> None:
    rows = [(2018, 0.2), (2020, 0.4), (2021, 0.5)]
    data = pd.DataFrame([(y, "substantive", e, e - 0.1, e + 0.1, 30, 12) for y, e in rows],
                        columns=["group", "term", "estimate", "ci_low", "ci_high", "n_items", "n_agencies"])  # fmt: skip
    beside = data.assign(naive=data["estimate"], naive_ci_low=data["ci_low"], naive_ci_high=data["ci_high"])
    ax = plot_years(beside.assign(estimate=data["estimate"] / 2), formats=[2019, 2021], lang="zh")
    assert [text.get_text() for text in ax.texts] == ["2019 年格式", "2021 年格式"]
    lines = {str(line.get_label()): line for line in ax.lines}
    assert np.isnan(np.asarray(lines["实质性措施"].get_ydata())).tolist() == [False, True, False, False]
    assert lines["实质性措施（校正）"].get_linestyle() == "--"
    heights = [np.asarray(lines[name].get_ydata())[0] for name in ("实质性措施", "实质性措施（校正）")]
    assert heights == [pytest.approx(20), pytest.approx(10)]
    assert ax.get_xlabel() == "年份（每年均有报告的 12 个机构）"
    assert [text.get_text() for text in ax.get_xticklabels()] == ["2018\nn=30", "2019\nn=0", "2020\nn=30", "2021\nn=30"]


def test_agencies_that_share_stand_together() -> None:
    rows = [("甲", "丁", 0.9), ("丁", "甲", 0.8), ("乙", "丙", 0.7), ("丙", "乙", 0.6), ("甲", "乙", 0.1)]
    data = pd.DataFrame(rows, columns=["agency_id", "source_agency_id", "share"])
    for frame in (data, data.iloc[::-1]):
        ax = plot_network(frame)
        order = [text.get_text().split()[1] for text in ax.get_yticklabels()]
        assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("甲丁"), frozenset("乙丙")}
    cells = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in ax.texts}
    assert cells[order.index("甲"), order.index("丁")] == "90"
    assert len(cells) == 5


def test_every_character_of_a_report_has_its_colour() -> None:
    ax = plot_report(frames.report(400))
    boxes = list(ax.patches)
    whole = sum(patch.get_width() for patch in boxes)  # type: ignore[attr-defined]
    assert whole == 400
    text = "".join(frames.report(400)["text"])
    assert "".join(each.get_text() for each in ax.texts) == text
    colours = {mpl.colors.to_hex(patch.get_facecolor()) for patch in boxes}
    assert colours <= set(REUSE_COLOURS.values())


def test_keyness_names_no_point_over_another() -> None:
    data = frames.keyness(["city", "county"], [f"{a}{b}" for a in "公开栏目" for b in frames.TERMS])
    ax = plot_keyness_scatter(data)
    drawn(ax.figure)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) > 3
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert {text.get_text() for text in ax.texts} <= set(data.loc[data["z"].abs() >= 1.96, "term"])


def test_sensitivity_rises_and_marks_what_was_chosen() -> None:
    data = frames.choices()
    ax = plot_sensitivity(data)
    (above,) = ax.child_axes
    (marks,) = (line for line in above.lines if line.get_marker() == "o" and len(line.get_xdata()))
    heights = [float(y) for y in marks.get_ydata()]
    assert heights == sorted(heights) == sorted(data["estimate"] * 100)
    ranked = data.sort_values("estimate", ignore_index=True)
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names[:2] == ["Unit: items", "Unit: acts"]
    assert ax.lines[1].get_xdata().tolist() == ranked.index[ranked["unit"] == "acts"].tolist()
    with pytest.raises(ValueError, match="2 terms"):
        plot_sensitivity(data.assign(term=["a", "b"] * 4))


def test_a_box_is_drawn_only_of_enough_values() -> None:
    data = pd.concat([frames.values(["city"], 12), frames.values(["county"], 4)])
    ax = plot_distribution(data, lang="zh")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["市级 (n = 12)", "县级 (n = 4)"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert sorted(len(line.get_xdata()) for line in dots) == [4, 12]
    medians = [line for line in ax.lines if mpl.colors.to_hex(line.get_color()) == "#d55e00"]
    assert len(medians) == 1
    assert float(medians[0].get_xdata()[0]) == pytest.approx(data.loc[data["level"] == "city", "value"].median())


def test_many_agencies_stand_by_level() -> None:
    data = frames.coverage([f"{number}{agency}" for number in range(4) for agency in AGENCIES])
    ax = plot_coverage(data, lang="zh")
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        f"{level} (n = 32)" for level in ("中央", "省级", "市级", "县级", "乡级")
    ]
    assert np.asarray(ax.collections[0].get_array()).size == 160 * 10
    assert_legible(ax)
    ax = plot_coverage(data.drop(columns="level"), lang="zh")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["未知 (n = 160)"]


def test_lines_of_a_label_stand_clear_of_one_another() -> None:
    ax = plot_reuse_shares(
        shares([f"高新技术产业开发区住房和城乡建设局{k}" for k in range(3)], "reuse", list(REUSE_COLOURS))
    )
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    for text in ax.get_yticklabels():
        lines = text.get_text().count("\n") + 1
        assert lines > 1
        assert text.get_window_extent().height > 1.05 * lines * text.get_fontsize() / 72 * figure.dpi


def test_a_heat_map_says_what_its_shares_are_of() -> None:
    data = by_group([2020, 2021])
    titles = {
        role: plot_theme_heatmap(data.assign(role=role), lang="zh").get_title(loc="right")
        for role in ("problem", "measure", None)
    }
    assert titles == {"problem": "占问题比例（%）", "measure": "占改进措施比例（%）", None: "占条目比例（%）"}


def test_more_rows_than_can_be_labelled_leave_labels_out() -> None:
    many = [f"{agency}{number}" for number in range(6) for agency in AGENCIES]
    with figure_style("single", lang="zh"):
        ax = plot_substance(shares(many, "substance", list(SUBSTANCE_COLOURS)), lang="zh")
    assert_legible(ax)
    assert 20 < len(ax.get_yticklabels()) < len(many)


def test_more_blocks_than_can_be_read_are_a_heat_map() -> None:
    with figure_style("single", lang="zh"):
        few, many = (plot_slots(estimates(AGENCIES[:n], list(SLOTS)), lang="zh") for n in (4, 40))
    assert few.get_yticklabels()[0].get_text() == AGENCIES[0] and not few.get_title(loc="right")
    assert len(many.get_yticklabels()) == 40 and len(many.get_xticklabels()) == len(SLOTS)
    assert many.get_title(loc="right") == "占行动比例（%）"


def test_a_level_has_one_colour_in_every_figure_of_words() -> None:
    data = keyness(["city", "county"])
    lollipop, scatter = plot_keyness(data), plot_keyness_scatter(data.assign(z=9.0))
    colours = [{str(line.get_label()): line.get_color() for line in ax.lines} for ax in (lollipop, scatter)]
    assert colours[0]["City"] == colours[1]["City"] != colours[0]["County"] == colours[1]["County"]
    alone = plot_keyness(data[data["group"] == "county"])
    assert {str(line.get_label()): line.get_color() for line in alone.lines}["County"] == colours[0]["County"]


def test_more_groups_than_colours_have_headings() -> None:
    ax = plot_keyness(keyness(AGENCIES[:8]), top=2)
    assert ax.get_legend() is None
    assert [text.get_text() for text in ax.get_yticklabels()][::3] == AGENCIES[:8]
