"""Cells of the statistical tables: real documents, round trips, and text that lost its structure."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest
from table_generator import Grid, Key, Tables, make, years

import textkit
from textkit.parsing.tables import (
    Cell,
    cells_frame,
    load_form,
    parse_stated,
    parse_tables,
    read_tables,
    table_ids,
)
from textkit.parsing.tables.numbers import value_of
from textkit.reading import read_report
from textkit.records import FRAMES, Report

# --- real documents: each number was compared with the document by eye ---------------------------------------

ZEROS = "0 0 0 0 0 0 0"
HUAIAN = """
3001 53 0 0 61 4 3119
34 0 0 0 0 0 34
1288 21 0 0 50 3 1362
447 7 0 0 0 0 454
2 0 0 0 0 0 2
30 1 0 0 0 0 31
5 0 0 0 0 0 5
6 0 0 0 0 0 6
7 1 0 0 0 0 8
12 0 0 0 0 0 12
9 0 0 0 0 0 9
105 0 0 0 0 0 105
746 12 0 0 10 1 769
11 0 0 0 0 0 11
1 0 0 0 0 0 1
56 6 0 0 0 0 62
25 0 0 0 0 0 25
0 0 0 0 0 0 0
0 0 0 0 0 0 0
1 0 0 0 0 0 1
67 3 0 0 1 0 71
6 0 0 0 0 0 6
108 2 0 0 0 0 110
2932 53 0 0 61 4 3050
103 0 0 0 0 0 103
"""
SHANGHAI = """
821 35 - - 2 1 859
18 - - - - - 18
258 12 - - 1 1 -
3 - - - - - -
14 - - - - - -
- - - - - - -
- - - - - - -
- - - - - - -
5 - - - - - -
3 1 - - - - -
- - - - - - -
10 2 - - - - -
252 12 - - 1 - -
44 3 - - - - -
25 - - - - - -
148 1 - - - - -
5 4 - - - - -
- - - - - - -
- - - - - - -
- - - - - - -
- - - - - - -
767 35 - - 2 1 805
72 - - - - - 72
"""
KEWEI = """
32 2 0 0 0 0 34
2 0 0 0 0 0 2
9 0 0 0 0 0 9
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
1 0 0 0 0 0 1
1 0 0 0 0 0 1
0 0 0 0 0 0 0
0 0 0 0 0 0 0
4 0 0 0 0 0 4
6 0 0 0 0 0 6
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
0 0 0 0 0 0 0
8 2 0 0 0 0 10
0 0 0 0 0 0 0
4 0 0 0 0 0 4
33 2 0 0 0 0 35
1 0 0 0 0 0 1
"""
REAL = {
    "2020_吴忠市教育局.txt": (
        "2019",
        "0 0 0  4 4 15  5 -1 469  32 1 0  15 -7 0  1 0 0  7 0  6 1866.12",
        f"{ZEROS} " * 23,
        "- - - - -  0 0 0 0 0  0 0 0 0 0",
    ),
    "2024_淮安市人民政府.pdf": (
        "2021",
        "1 0 11  8 26 66  447228  3985758  88283  96171.6",
        HUAIAN,
        "72 64 178 37 351  13 4 8 1 26  12 1 1 6 20",
    ),
    "2019_上海市人民政府办公厅.html": (
        "2019",
        "13 13 524  60 60 368  0 0 0  0 0 0  0 0 0  0 0 0  0 0  6 251000",
        SHANGHAI,
        "5 - - 2 7  8 - - 1 9  - - - - -",
    ),
    "2024_上海市科委_kewei-2024-source.md": (
        "2021",
        "0 0 0  13 0 55  97  0  0  0",
        KEWEI,
        "1 0 0 0 1  0 0 0 0 0  0 0 0 0 0",
    ),
    "template_2021_format.docx": ("2021", "- " * 10, "- " * 175, "- " * 15),
}


@pytest.mark.parametrize("name", REAL)
def test_every_cell_of_a_real_report(real: Path, name: str) -> None:
    layout, *numbers = REAL[name]
    cells = [cell for cell in parse_tables(read_report(real / "disclosure" / name)) if cell.table != "stated"]
    expected = []
    for table, printed in zip(("disclosure", "requests", "disputes"), numbers, strict=True):
        keys = [(table, row.id, column.id) for row, column in load_form(table).cells(layout)]
        values = [None if number == "-" else float(number) for number in printed.split()]
        expected += list(zip(keys, values, strict=True))
    assert [((cell.table, cell.row, cell.column), cell.value) for cell in cells] == expected


def test_units_and_signs_stay_as_printed(real: Path) -> None:
    found = {(c.row, c.column): c for c in parse_tables(read_report(real / "disclosure" / "2020_吴忠市教育局.txt"))}
    assert (
        found["procurement", "procurement_amount"].raw,
        found["procurement", "procurement_amount"].unit,
    ) == (
        "1866.12万元",
        "万元",
    )
    assert found["permits", "change"].raw == "-1"
    assert found["other_services", "change"].raw == "+1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2011_平潭县人民政府.txt", {"published": 425, "new": 0}),
        ("2011_平潭综合实验区.txt", {"published": 425, "published_cumulative": 1516, "new": 0}),
        ("2012_平潭县人民政府.txt", {"published": 2026, "new": 21, "answered": 21, "granted": 17}),
        ("2013_平潭县人民政府.txt", {"published": 1853, "new": 7, "answered": 3, "granted": 2}),
        ("2013_平潭综合实验区.txt", {"published": 4970, "new": 0, "reviews": 1}),
    ],
)
def test_older_reports_state_figures(real: Path, name: str, expected: dict[str, float]) -> None:
    cells = parse_tables(read_report(real / "disclosure" / name))
    assert {cell.table for cell in cells} == {"stated"}
    found = {cell.row: cell.value for cell in cells}
    assert {row: found.get(row) for row in expected} == expected


SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def _gold() -> Iterator[tuple[Path, Key, float]]:
    """Yield file, cell and number of every cell that is printed in the marked-up sample reports."""
    for marked in sorted((SAMPLE / "gold").rglob("*.xml")):
        (path,) = (SAMPLE / marked.parent.name).glob(f"{marked.stem}.*")
        for table in ElementTree.parse(marked).getroot().iter("table"):
            form = load_form(str(table.get("kind")))
            numbers = " ".join(row.text or "" for row in table.iter("row")).split()
            for (row, column), printed in zip(form.cells(str(table.get("form"))), numbers, strict=True):
                if printed != "-":
                    yield path, (form.table, row.id, column.id), float(re.sub("[万元]", "", printed))


def test_every_cell_of_the_sample_corpus() -> None:
    lost = 0
    for path, gold in groupby(_gold(), key=lambda each: each[0]):
        cells = {(c.table, c.row, c.column): c for c in parse_tables(read_report(path))}
        for _, key, number in gold:
            # a cell that the rendering left blank is missing
            assert cells[key].value == number or cells[key].raw == "", (path.name, key, number, cells[key])
            lost += cells[key].value is None
    assert lost == 160


# --- round trips ---------------------------------------------------------------------------------------------

Render = Callable[[Grid], str]


def _number(cell: str | None) -> bool:
    return re.fullmatch(r"[-+]?[\d.]+", cell or "") is not None


def _tabs(grid: Grid) -> str:
    return "\n".join("\t".join(cell or "" for cell in row) for row in grid)


def _pipes(grid: Grid) -> str:
    return "\n".join(f"| {' | '.join(cell or '' for cell in row)} |" for row in grid)


def _words(grid: Grid) -> str:
    return "\n".join(" ".join(cell for cell in row if cell) for row in grid)


def _one_a_line(grid: Grid) -> str:
    return "\n".join(cell for row in grid for cell in row if cell)


def _one_line(grid: Grid) -> str:
    return " ".join(cell for row in grid for cell in row if cell)


def _commas(grid: Grid) -> str:
    return "\n".join(",".join(cell or "" for cell in row) for row in grid)


def _thousands(grid: Grid) -> str:
    return "\n".join(" ".join(f"{int(c):,}".replace(",", " ") if c.isdigit() else c for c in row if c) for row in grid)


def _full_width(grid: Grid) -> str:
    wide = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")
    return "\n".join("\t".join(c.translate(wide) if c and _number(c) else c or "" for c in row) for row in grid)


def _wrapped(grid: Grid) -> str:
    """Break long labels around their numbers, as in text drawn from a page."""
    lines = []
    for row in grid:
        label = "".join(cell for cell in row if cell and not _number(cell))
        numbers = " ".join(cell for cell in row if cell and _number(cell))
        half = len(label) // 2 if len(label) > 12 and numbers else len(label)
        lines += [f"{label[:half]} {numbers}", label[half:]]
    return "\n".join(lines)


def report_of(tables: Tables, render: Render, *, year: int = 2023) -> Report:
    year = 2019 if tables.layout == "2019" else year
    lines = [f"{year}年政府信息公开工作年度报告", "一、总体情况", "本年度各项任务有序开展。"]
    for table, heading in tables.headings():
        lines += [heading, render(tables.grids[table])]
    lines += [
        "五、存在的主要问题及改进情况",
        "一是人员不足；二是更新不及时。",
        "六、其他需要报告的事项",
        "无。",
    ]
    return Report("澄湖市/2023", "\n".join(lines), agency="澄湖市", year=year)


def compare(tables: Tables, cells: Sequence[Cell]) -> tuple[float, float]:
    """Return the shares of right and of wrong cells; the rest is missing."""
    found = {(cell.table, cell.row, cell.column): cell.value for cell in cells}
    values = [(found.get(key), value) for key, value in tables.values.items()]
    right = sum(got == value for got, value in values)
    wrong = sum(got is not None and got != value for got, value in values)
    return right / len(values), wrong / len(values)


@pytest.mark.parametrize("nothing", ["0", "", "/", "—"])
@pytest.mark.parametrize("render", [_tabs, _pipes, _full_width])
def test_round_trip_where_structure_survives(render: Render, nothing: str) -> None:
    for seed in range(12):
        tables = make(random.Random(seed), ("2019", "2021")[seed % 2], size=(0, 5, 60, 400)[seed % 4], nothing=nothing)
        assert compare(tables, parse_tables(report_of(tables, render))) == (1.0, 0.0)


@pytest.mark.parametrize("render", [_words, _one_a_line, _one_line, _commas, _thousands, _wrapped])
def test_round_trip_where_structure_is_lost(render: Render) -> None:
    shares = []
    for seed in range(12):
        tables = make(random.Random(seed), ("2019", "2021")[seed % 2], size=(0, 5, 60, 400)[seed % 4])
        right, wrong = compare(tables, parse_tables(report_of(tables, render)))
        shares.append(right)
        assert wrong == 0
    assert sum(shares) / len(shares) >= 0.99


def test_blanks_are_missing_and_marks_stay_apart() -> None:
    for nothing in ("", "/", "—", "无"):
        tables = make(random.Random(3), "2021", nothing=nothing)
        cells = parse_tables(report_of(tables, _tabs))
        blank = next(k for k, value in tables.values.items() if value is None and k[0] == "requests")
        cell = next(c for c in cells if (c.table, c.row, c.column) == blank)
        assert (cell.value, cell.raw) == (None, nothing)


@pytest.mark.parametrize("gap", ["\t", "\n"])
def test_words_for_none_are_cells(gap: str) -> None:
    text = TEXT.format(gap.join(("不涉及", "暂无", "3")), "不适用").replace("行政规范性文件 ", f"行政规范性文件{gap}")
    cells = {(c.row, c.column): c for c in parse_tables(Report("甲市/2024", text, year=2024))}
    read = [(c.value, c.raw) for (row, _), c in cells.items() if row == "normative_documents"]
    assert read == [(None, "不涉及"), (None, "暂无"), (3.0, "3")]
    assert cells["permits", "decisions"].raw == "不适用"


def test_lost_blanks_are_never_filled_wrongly() -> None:
    for seed in range(8):
        tables = make(random.Random(seed), "2021", size=60, nothing="")
        _, wrong = compare(tables, parse_tables(report_of(tables, _one_a_line)))
        assert wrong == 0


def _read(tmp_path: Path, text: str, name: str = "2022_澄湖市水务局.txt") -> dict[tuple[str, str], Cell]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return {(cell.row, cell.column): cell for cell in parse_tables(read_report(path))}


APPLICANTS = ("natural_person", "business", "research", "charity", "legal_service", "other", "total")
REQUESTS = """三、收到和处理政府信息公开申请情况

申请人情况

自然人

法人或其他组织

总计

商业企业

科研机构

社会公益组织

法律服务机构

其他

一、本年新收政府信息公开申请数量

{}
二、上年结转政府信息公开申请数量

{}
三、本年度办理结果

（一）予以公开

{}
（二）部分公开（区分处理的，只计这一情形，不计其他情形）

{}
四、结转下年度继续办理

0

0

0

0

0

0

0

四、政府信息公开行政复议、行政诉讼情况
"""


def _cells_on_lines(row: str, blank: str) -> str:
    return "".join(blank if cell == "-" else f"{cell}\n\n" for cell in row.split())


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_blank_lines_are_blank_cells(tmp_path: Path, blank: str) -> None:
    rows = ("95 4 - - 2 - 101", "6 0 - - - 0 6", "38 1 - - 1 - 40", "22 - - - - - 22")
    cells = _read(tmp_path, REQUESTS.format(*(_cells_on_lines(row, blank) for row in rows)))
    for name, row in zip(("new", "carried_in", "granted", "partly_granted"), rows, strict=True):
        read = [cells[name, column] for column in APPLICANTS]
        assert [cell.value for cell in read] == [None if cell == "-" else float(cell) for cell in row.split()]
        assert all(cell.raw == "" for cell in read if cell.value is None)


def test_marks_alone_on_a_line_are_cells_and_no_rules(tmp_path: Path) -> None:
    rows = ("41 — — 3 - 0 44", "无 —— 0 / — 0 0", "17 - - - - — 17", "— — — — — — —")
    text = REQUESTS.format(*(row.replace(" ", "\n") + "\n" for row in rows))
    cells = _read(tmp_path, text.replace("\n\n", "\n"))
    for name, row in zip(("new", "carried_in", "granted"), rows[:3], strict=True):
        assert [cells[name, column].raw for column in APPLICANTS] == row.split()


@pytest.mark.parametrize("number", ["1", "3"])
def test_a_number_alone_behind_a_long_label_is_a_cell_and_no_page(tmp_path: Path, number: str) -> None:
    rows = ("9\n9\n", "0\n0\n", f"{number}\n{number}\n")
    partly = f"{number}\n"
    cells = _read(tmp_path, REQUESTS.replace("\n\n", "\n").format(*rows, partly))
    assert cells["partly_granted", "natural_person"].value is None
    assert str(cells["partly_granted", "natural_person"].raw).startswith(number)


def test_numbers_and_their_units_stay_together_on_one_long_line(tmp_path: Path) -> None:
    units = "{} 件 {} 件 0 件 0 件 0 件 0 件 {} 件"
    rows = (units.format(*row) for row in ((6, 1, 7), (0, 0, 0), (2, 1, 3), (0, 0, 0)))
    text = REQUESTS.format(*rows).replace("四、结转", f"③其他 {units.format(4, 0, 4)}\n四、结转").replace("\n", " ")
    cells = _read(tmp_path, text)
    assert [cells["other_other", name].value for name in ("natural_person", "business", "total")] == [4.0, 0.0, 4.0]


def test_a_row_without_label_may_be_any_of_the_rows_that_are_not_there(tmp_path: Path) -> None:
    text = REQUESTS.replace("\n\n", "\n").format("8 1 0 0 0 0 9", "0 0 0 0 0 0 0", "4 0 0 0 0 0 4", "0 0 0 0 0 0 0")
    rows = "1.属于国家秘密 0 0 0 0 0 0 0\n3 1 0 0 0 0 4\n4.保护第三方合法权益 0 0 0 0 0 0 0\n四、结转"
    cells = _read(tmp_path, text.replace("四、结转", rows, 1))
    for row in ("refused_law", "refused_security"):
        assert (cells[row, "business"].value, cells[row, "business"].raw) == (None, "3 1 0 0 0 0 4 ? 1 | blank")
    assert cells["refused_third_party", "total"].value == 0.0


def test_a_nought_between_dashes_is_no_page_number(tmp_path: Path) -> None:
    cells = _read(tmp_path, TEXT.format("— 0 —", "12"))
    assert [cells["normative_documents", name].raw for name in ("issued", "repealed", "in_force")] == ["—", "0", "—"]


def test_two_equal_numbers_are_no_sum_where_sums_are_blank(tmp_path: Path) -> None:
    text = REQUESTS.replace("\n\n", "\n")
    summed = _read(tmp_path, text.format("8\n1\n9\n", "0\n0\n", "4\n4\n", "5\n5\n"))
    assert summed["granted", "total"].value == 4.0
    blank = _read(tmp_path, text.format("8\n1\n9\n", "0\n0\n", "4\n4\n", "2\n"))
    assert blank["granted", "total"].value is None
    assert blank["granted", "total"].raw == "4 4 ? 4 | blank"


def test_a_line_that_every_row_leaves_blank_is_its_last_cell(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "".join(f"{cell} |\n" if cell else "|\n" for cell in cells)

    head = ("第二十条第（一）项", "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量")
    text = "二、主动公开政府信息情况\n" + row(
        *head, "规章", "4", "2", "", "规范性文件", "6", "1", "", "第二十条第（五）项"
    )
    text += row(
        "信息内容", "上一年项目数量", "本年增/减", "处理决定数量", "行政许可", "3", "0", "", "其他对外管理服务事项"
    )
    cells = _read(tmp_path, text + row("8", "", "", "第二十条第（六）项", "信息内容", "上一年项目数量"))
    assert [cells["rules", name].value for name in ("made", "published", "published_total")] == [4.0, 2.0, None]
    assert cells["rules", "published_total"].raw == ""


def test_bars_alone_on_a_line_are_blank_cells(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "".join(f"{cell} |\n" if cell else "|\n" for cell in cells) + "||\n"

    text = "三、收到和处理政府信息公开申请情况\n自然人 |\n法人或其他组织 |\n总计 |\n||\n" + "".join(
        (
            row("一、本年新收政府信息公开申请数量", "41", *[""] * 5, "41"),
            row("二、上年结转政府信息公开申请数量", "0", *[""] * 5, "0"),
            row("三、本年度办理结果", "（一）予以公开", "17", *[""] * 6),
            row("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *[""] * 7),
            row("（三）不予公开", "1.属于国家秘密", *[""] * 7),
            row("四、结转下年度继续办理", "24", *[""] * 5, "24"),
        )
    )
    cells = _read(tmp_path, text)
    assert [cells["new", column].value for column in APPLICANTS] == [41.0, *[None] * 5, 41.0]
    assert [cells["carried_in", column].value for column in APPLICANTS] == [0.0, *[None] * 5, 0.0]
    assert [cells["granted", column].value for column in APPLICANTS] == [17.0, *[None] * 6]


def test_blank_lines_that_fit_no_row_tell_nothing(tmp_path: Path) -> None:
    rows = ("95\n\n\n\n4\n2\n\n101\n", "6\n0\n\n0\n6\n", "38\n1\n\n\n1\n40\n", "22\n22\n")
    cells = _read(tmp_path, REQUESTS.format(*rows))
    assert cells["new", "business"].value is None
    assert cells["new", "business"].raw == "95 4 2 101 ? 4 | 95 | blank"
    assert cells["new", "total"].value == 101.0


def test_bars_that_only_fill_rows_up_tell_of_no_blank(tmp_path: Path) -> None:
    text = (
        "二、主动公开政府信息情况\n第二十条第（一）项 | |||\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "规章 | 0 | 0 | 0 |\n行政规范性文件 | 7 | 31 | |\n第二十条第（五）项 | |||\n信息内容 | 本年处理决定数量 | ||\n"
        "行政许可 | 64 | ||\n"
    )
    cells = _read(tmp_path, text)
    assert [cells["normative_documents", name].value for name in ("issued", "repealed", "in_force")] == [None] * 3
    assert cells["normative_documents", "in_force"].raw == "7 31 ? 1 | 31 | blank"
    assert cells["rules", "in_force"].value == 0.0
    assert cells["permits", "decisions"].value == 64.0


def test_explanations_behind_labels_are_no_part_of_them(tmp_path: Path) -> None:
    text = (
        "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n"
        "规章（由设区的市填报）\t1\t0\t3\n规范性文件（含决定、通告、意见等公文）\t5\t4\t48\n"
        "其他主动公开文件（含以办公室名义印发的文件）\t90\t80\t170\n第二十条第（五）项\n"
        "信息内容\t上一年项目数量（指2019年事项数）\t本年增/减（减用负值表示，如-8）\t处理决定数量\n行政许可\t8\t-2\t77\n"
    )
    cells = _read(tmp_path, text, "2020_澄湖市水务局.txt")
    values = {
        row: [c.value for (r, _), c in cells.items() if r == row] for row in ("rules", "normative_documents", "permits")
    }
    assert values == {"rules": [1, 0, 3], "normative_documents": [5, 4, 48], "permits": [8, -2, 77]}


def test_a_number_too_many_leaves_a_row_open() -> None:
    text = "二、主动公开政府信息情况\n第二十条第（五）项\n信息内容\n上一年项目数量\n本年增/减\n处理决定数量\n行政许可\n6\n2\n1\n5\n"
    cells = {c.column: c for c in parse_tables(Report("甲市/2020", text, year=2020)) if c.row == "permits"}
    assert [cells[name].value for name in ("previous_items", "change", "decisions")] == [None] * 3
    assert cells["decisions"].raw == "6 2 1 5 ? 1 | 5 | 1 5"


def test_a_row_alone_and_table_four_without_header(tmp_path: Path) -> None:
    text = (
        "三、收到和处理政府信息公开申请情况\n结转下年度继续办理 | 2 | 1 | 0 | 0 | 0 | 0 | 3 |\n"
        "四、政府信息公开行政复议、行政诉讼情况\n本年度共有复议和诉讼案件如下。\n"
        "| 4 | 1 | 0 | 2 | 7 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 1 | 2 |\n1、存在的问题\n公开不够及时，内容不够丰富。\n"
    )
    cells = _read(tmp_path, text)
    assert [cells["carried_out", column].value for column in APPLICANTS] == [2, 1, 0, 0, 0, 0, 3]
    outcomes = ("upheld", "corrected", "other", "pending", "total")
    assert [cells["review", column].value for column in outcomes] == [4, 1, 0, 2, 7]
    assert [cells["suit_after_review", column].value for column in outcomes] == [1, 0, 0, 1, 2]
    wrong = _read(tmp_path, text.replace("| 7 |", "| 9 |"))
    assert "review" not in {row for row, _ in wrong}


SAID = "一、总体情况\n全年收到政府信息公开申请{}件，其中自然人申请9件。\n二、主动公开政府信息情况\n无。\n"


@pytest.mark.parametrize(("said", "natural"), [(12, 9.0), (13, None)])
def test_the_text_decides_where_it_tells_a_row(said: int, natural: float | None) -> None:
    text = SAID.format(said) + REQUESTS.format("9\n3\n12", "0\n0", "9\n3\n12", "1\n1").replace("\n\n", "\n")
    cells = {(c.row, c.column): c for c in parse_tables(Report("甲市/2023", text, year=2023))}
    assert cells["new_natural_person", "year"].value == 9.0
    assert cells["new", "total"].value == 12.0
    assert cells["new", "natural_person"].value == natural
    assert cells["new", "business"].value is None


# --- digits that ran together ----------------------------------------------------------------------------------


def _run_together(table: str, row: str) -> Render:
    def render(grid: Grid) -> str:
        lines = []
        for cells in grid:
            numbers = [cell for cell in cells if cell and _number(cell)]
            label = " ".join(cell for cell in cells if cell and not _number(cell))
            glue = "" if row in label else " "
            lines.append(f"{label} {glue.join(numbers)}")
        return "\n".join(lines)

    return render


def test_sums_part_digits_that_ran_together() -> None:
    for seed in range(12):
        tables = make(random.Random(seed), "2021", size=60)
        cells = parse_tables(report_of(tables, _run_together("requests", "予以公开")))
        found = {c.column: c.value for c in cells if c.table == "requests" and c.row == "granted"}
        wanted = {c: v for (t, r, c), v in tables.values.items() if (t, r) == ("requests", "granted")}
        assert all(found[column] in (None, wanted[column]) for column in wanted)
        assert sum(found[column] is not None for column in wanted) >= 6


TEXT = """二、主动公开政府信息情况
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 {}
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 {}
"""


def test_only_the_year_before_tells_what_ran_together() -> None:
    glued = Report("甲市/2024", TEXT.format("693665", "12"), agency="甲市", year=2024)
    alone = {c.column: c for c in parse_tables(glued) if c.row == "normative_documents"}
    assert [alone[name].value for name in ("issued", "repealed", "in_force")] == [None, None, None]
    assert alone["issued"].raw == "693665 ? 6 | 69 | 693 | 6936"
    before = Report("甲市/2023", TEXT.format("7 1 599", "12"), agency="甲市", year=2023)
    both = read_tables([glued, before])
    found = {c.column: c.value for c in both if c.report_id == "甲市/2024" and c.row == "normative_documents"}
    assert found == {"issued": 69.0, "repealed": 3.0, "in_force": 665.0}


def test_numbers_that_fell_apart_are_joined() -> None:
    cells = parse_tables(Report("甲市/2024", TEXT.format("8 26 2 306", "447 228"), year=2024))
    found = {(c.row, c.column): (c.value, c.raw) for c in cells}
    assert found["normative_documents", "in_force"] == (2306.0, "2 306")
    assert found["permits", "decisions"] == (447228.0, "447 228")


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("0", 0.0, None),
        ("", None, None),
        ("/", None, None),
        ("无", None, None),
        ("—", None, None),
        ("2,306", 2306.0, None),
        ("２３０６", 2306.0, None),
        ("－1", -1.0, None),
        ("增10", 10.0, None),
        ("＋1", 1.0, None),
        ("减少3", -3.0, None),
        ("--253", -253.0, None),
        ("251000元", 251000.0, "元"),
        ("1866.12 万元", 1866.12, "万元"),
        ("若干", None, None),
        ("不涉及", None, None),
    ],
)
def test_printed_numbers(raw: str, value: float | None, unit: str | None) -> None:
    assert value_of(raw) == (value, unit)


# --- frames, and reports without tables --------------------------------------------------------------------------


def test_nothing_in_nothing_out() -> None:
    assert parse_tables(Report("甲局/2021", "")) == []
    empty = cells_frame([])
    assert list(empty.columns) == [*FRAMES["tables"], "part"]
    assert empty.empty


def test_bare_headings_and_prose_are_no_tables() -> None:
    text = (
        "一、总体情况\n全年本年新收政府信息公开申请12件，行政许可5件，结果维持1件、结果纠正0件。\n"
        "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
        "五、存在的主要问题及改进情况\n一是人员不足。\n"
    )
    cells = parse_tables(Report("甲局/2021", text, year=2021))
    assert {cell.table for cell in cells} == {"stated"}
    assert {cell.row: cell.value for cell in cells}["new"] == 12.0


def test_second_table_of_a_kind_has_its_own_part() -> None:
    tables = make(random.Random(5), "2021")
    again = make(random.Random(6), "2021")
    text = "三、收到和处理政府信息公开申请情况\n{}\n附：收到和处理政府信息公开申请情况\n{}\n五、存在的主要问题及改进情况\n一是人员不足。"
    report = Report(
        "甲市/2023", text.format(_tabs(tables.grids["requests"]), _tabs(again.grids["requests"])), year=2023
    )
    cells = parse_tables(report)
    for part, made in ((1, tables), (2, again)):
        found = {(c.table, c.row, c.column): c.value for c in cells if c.part == part}
        assert {k: found[k] for k in made.values if k[0] == "requests"} == {
            k: v for k, v in made.values.items() if k[0] == "requests"
        }


def test_stated_figures_keep_their_unit() -> None:
    cells = parse_stated(Report("甲县/2014", "全年主动公开政府信息1.2万余条，收到申请21件，未发生行政复议。"))
    assert {(cell.row, cell.value, cell.unit) for cell in cells} >= {
        ("published", 1.2, "万条"),
        ("new", 21.0, "件"),
    }


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("全年标注不予公开的412件公文均附理由。", None),
        ("公文公开属性中，不予公开9件。\n申请办理中，不予公开2件。", 2.0),
        ("收到申请30件，不予公开4件。", 4.0),
    ],
)
def test_documents_marked_not_for_disclosure_are_no_requests(text: str, refused: float | None) -> None:
    stated = {cell.row: cell.value for cell in parse_stated(Report("甲县/2023", text))}
    assert stated.get("refused") == refused


def test_ids_are_complete_and_named() -> None:
    ids = table_ids()
    assert not ids.duplicated(["table", "kind", "id"]).any()
    assert (ids["label"] != "").all() and (ids["label_en"] != "").all()
    requests = ids[(ids["table"] == "requests") & (ids["kind"] == "row")]["id"].tolist()
    assert requests[:5] == ["new", "carried_in", "granted", "partly_granted", "refused_state_secret"]
    assert requests[-2:] == ["total", "carried_out"]


def test_ids_are_listed_whole() -> None:
    text = (Path(textkit.__file__).parent / "parsing" / "tables" / "README.md").read_text(encoding="utf-8")
    for table, each in table_ids().groupby("table", sort=False):
        rows = zip(*(each[name] for name in ("kind", "id", "label", "label_en", "layouts", "unit")), strict=True)
        lines = [f"| {kind} | `{id_}` | {' | '.join(rest)} |" for kind, id_, *rest in rows]
        assert "\n".join(lines) in text, f"list the ids of {table} in textkit/parsing/tables/README.md"


def test_years_follow_one_another() -> None:
    for first, second in zip(made := years(random.Random(1), "2021", 4), made[1:], strict=False):
        for column in ("natural_person", "total"):
            carried = first.values["requests", "carried_out", column]
            assert second.values["requests", "carried_in", column] == carried
