"""The tables of a paper and the methods paragraph: true to the run, and safe in every form."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from lxml import etree

import textkit
from textkit.analysis import Analysis, empty_frames
from textkit.cli import main
from textkit.coding.models import load_model
from textkit.compare import compare_groups, estimate_means
from textkit.compare.corrected import corrected_model, corrected_shares
from textkit.compare.models import fit_model
from textkit.figures import draw_figure
from textkit.paper import (
    PaperTable,
    comparison_table,
    corrected_table,
    coverage_table,
    describe_methods,
    regression_table,
    reliability_table,
    run_tables,
    write_tables,
)
from textkit.reading import read_report
from textkit.results import write_results
from textkit.sample import sample_flow

SECTION = "五、存在的主要问题及改进情况\n一是专职人员不足；二是栏目更新慢。下一步，6月底前印发《栏目更新责任清单》，进一步加强培训。"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("年报")
    for place, year in (("澄湖市", 2021), ("澄湖市", 2022), ("云岭县", 2021)):
        text = f"{place}教育局{year}年政府信息公开工作年度报告\n{SECTION}"
        (folder / f"{place}{year}.txt").write_text(text, encoding="utf-8")
    copy = (folder / "澄湖市2021.txt").read_text(encoding="utf-8")
    (folder / "副本.txt").write_text(copy, encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    empty = "云岭县教育局2022年政府信息公开工作年度报告\n一、总体情况\n平稳。"
    (folder / "云岭县2022.txt").write_text(empty, encoding="utf-8")
    return textkit.analyze(folder)


def test_sample_flow_adds_up(run: Analysis) -> None:
    flow = sample_flow(run)
    left: int | None = None
    lost = 0
    for step, reason, n, _ in flow.itertuples(index=False, name=None):
        if isinstance(reason, str):
            lost += n
            continue
        if step in ("reports", "analysed", "with_items"):
            assert left is not None and n == left - lost, step
        left, lost = n, 0
    steps = flow[flow["reason"].isna()].set_index("step")
    assert steps.loc["files", "n"] == 6 and steps.loc["analysed", "n"] == 4 and steps.loc["with_items", "n"] == 3
    assert steps.loc["with_items", "agencies"] == 2
    assert steps.loc["items", "n"] == len(run.items)
    assert flow["reason"].dropna().tolist() == ["failed", "duplicate", "no_items"]


def test_a_report_of_an_unknown_agency_is_analysed_and_no_agency(run: Analysis, tmp_path: Path) -> None:
    """A blank template names nobody: summary, paragraph, flow and coverage count it alike."""
    for place in ("澄湖市", "云岭县"):
        text = f"{place}教育局2021年政府信息公开工作年度报告\n{SECTION}"
        (tmp_path / f"{place}2021.txt").write_text(text, encoding="utf-8")
    (tmp_path / "模板.txt").write_text("政府信息公开工作年度报告\n一、总体情况\n（一）主动公开\n", encoding="utf-8")
    found = textkit.analyze(tmp_path, compare=False)
    assert found.counts()["reports"] == 3 and found.counts()["agencies"] == 2
    analysed = sample_flow(found).set_index("step").loc["analysed"]
    assert (analysed["n"], analysed["agencies"]) == (3, 2)
    assert "3 reports of 2 agencies" in describe_methods(found)
    assert coverage_table(found).rows[-1][-1] == "3 (2)"
    _, drawn = draw_figure("sample-flow", found)
    assert drawn.loc[drawn["reason"].isna(), "n"].tolist()[:2] == [3, 3]


def test_overrides_are_no_report(run: Analysis) -> None:
    row = pd.DataFrame([{"path": "overrides.csv", "result": "skipped", "reader": "overrides", "reason": "1 row"}])
    by_hand = dataclasses.replace(
        run,
        quality=pd.concat([run.quality, row], ignore_index=True),
        manifest=run.manifest | {"overrides": {"file": "overrides.csv", "items": 2}},
    )
    pd.testing.assert_frame_equal(sample_flow(by_hand), sample_flow(run))
    assert "replaced those of the program on 2 items" in describe_methods(by_hand)


def test_coverage_counts_reports_and_agencies(run: Analysis) -> None:
    table = coverage_table(run)
    assert table.header == ("Level", "2021", "2022", "Total")
    assert table.rows[-1] == ("Total", "2 (2)", "2 (2)", "4 (2)")
    unknown = dataclasses.replace(run, reports=run.reports.assign(level=pd.NA, year=pd.NA))
    assert coverage_table(unknown).rows[0] == ("Unknown", "4 (2)", "4 (2)")


def model_frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    data = pd.DataFrame(
        {
            "agency_id": [f"机关{n % 8}" for n in range(64)],
            "level": ["city", "county"] * 32,
            "firm": [n % 3 == 0 for n in range(64)],
            "human": [float(n % 2) if n < 24 else None for n in range(64)],
            "pi": [0.5] * 64,
            "n_chars": range(64),
        }
    )
    return (
        fit_model(data, "firm", ["level", "n_chars"], kind="logit"),
        corrected_model(data, "firm", "human", ["level"], kind="linear"),
    )


def test_regression_table_sets_naive_beside_corrected() -> None:
    logit, corrected = model_frames()
    table = regression_table({"logit": logit, "linear": corrected})
    assert table.header == ("", "logit", "linear, naive", "linear, corrected")
    rows = {row[0]: row for row in table.rows if row[0]}
    assert list(rows) == ["Constant", "Level: County", "n_chars", "Items", "Reports", "Agencies", "Hand-coded"]
    shown = f"{float(corrected['naive'].iloc[1]):.2f}".replace("-", "−")
    assert rows["Level: County"][2] == shown
    assert rows["n_chars"][2:] == ("–", "–")
    assert rows["Hand-coded"] == ("Hand-coded", "–", "–", "24")
    place = [row[0] for row in table.rows].index("Level: County")
    assert re.fullmatch(r"\[−?\d+\.\d\d, −?\d+\.\d\d\]", table.rows[place + 1][1])
    assert any("Egami" in note for note in table.notes) and any("City" in note for note in table.notes)
    zh = regression_table({"模型": logit}, lang="zh")
    assert zh.rows[0][0] == "常数项" and "层级：县级" in [row[0] for row in zh.rows]


def test_missing_coefficient_is_a_dash_and_a_note() -> None:
    logit, _ = model_frames()
    broken = logit.assign(estimate=pd.NA, ci_low=pd.NA, ci_high=pd.NA, reason="one cluster")
    table = regression_table({"m": broken})
    assert table.rows[0][1] == "–" and any("one cluster" in note for note in table.notes)


HOSTILE = PaperTable(
    "a",
    "50 % & more_{x}",
    ("列", "n#1"),
    (("=cmd()|' /C calc'!A0", "−1"), ("[a] \\ ~^ <b>", "2")),
    (1,),
    ("p < 0.05 & $",),
)


def test_latex_escapes_everything() -> None:
    text = HOSTILE.to_latex()
    body = text.split("\n", 1)[1]
    assert "\\usepackage{ctex}" in text.split("\n")[0]
    for bad in ("% ", "& more", "_{", "#1", "$\n", "~", "<b"):
        assert not re.search(r"(?<![\\{])" + re.escape(bad), body), bad
    assert body.count("\\midrule") == 2 and "{[a]" in body
    assert len(re.findall(r"(?<!\\)&", body)) == 3


def test_csv_guards_formulas() -> None:
    rows = list(csv.reader(io.StringIO(HOSTILE.to_csv())))
    assert rows[1][0].startswith("'=") and len(rows) == 3


def test_docx_is_a_word_document_that_reads_back(tmp_path: Path) -> None:
    content = HOSTILE.to_docx()
    assert content == HOSTILE.to_docx()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            etree.fromstring(package.read(name))
        document = etree.fromstring(package.read("word/document.xml"))
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    cells = ["".join(cell.itertext()) for cell in document.findall(".//w:tc", space)]
    assert cells == [*HOSTILE.header, *(cell for row in HOSTILE.rows for cell in row)]
    path = tmp_path / "表.docx"
    path.write_bytes(content)
    report = read_report(path)
    assert report.grids[0].rows == (HOSTILE.header, *HOSTILE.rows)


def test_control_characters_do_not_break_word() -> None:
    table = PaperTable("a", "样\x00本", ("a\x0b", "b"), (("\ufffe", "2"),))
    with zipfile.ZipFile(io.BytesIO(table.to_docx())) as package:
        etree.fromstring(package.read("word/document.xml"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_paragraph_says_what_the_run_did(run: Analysis, lang: str) -> None:
    text = describe_methods(run, lang=lang)  # type: ignore[arg-type]
    counts = run.counts()
    for expected in (
        counts["items"],
        counts["problems"],
        counts["measures"],
        6,
        "2021",
        "2022",
        run.manifest["textkit"],
    ):
        assert str(expected) in text
    assert run.manifest["codebook"]["sha256"][:12] in text and run.manifest["model"]["sha256"][:12] in text
    scores = load_model("disclosure").about["test"]
    assert str(scores["theme"]) in text and ("constructed" in text or "自拟" in text)
    assert "{" not in text and "None" not in text and "nan" not in text


def test_paragraph_says_nothing_that_was_not_done(run: Analysis) -> None:
    full = describe_methods(run)
    assert "runs of at least 10" in full and "No learned model" not in full and "Estimates were" not in full
    assert "not checked against codes by hand" in full and "by hand replaced" not in full
    other = dataclasses.replace(run, manifest=run.manifest | {"textkit": "0.0.9"})
    assert "runs of at least" not in describe_methods(other)
    foreign = run.manifest | {"model": {"codebook": run.manifest["model"]["codebook"], "sha256": "ab" * 32}}
    assert "not trained on" not in describe_methods(dataclasses.replace(run, manifest=foreign))
    assert [table.name for table in run_tables(dataclasses.replace(run, manifest=foreign))] == [
        "sample-flow",
        "coverage",
    ]
    alone = dataclasses.replace(run, reuse_shares=run.reuse_shares.head(0), manifest=run.manifest | {"model": None})
    text = describe_methods(alone)
    assert "compared with" not in text and "No learned model" in text and "linear model" not in text
    bare = dataclasses.replace(run, themes=run.themes.head(0))
    assert "chose the themes of 0.0% of the items" in describe_methods(bare)
    nothing = describe_methods(Analysis(**empty_frames()))
    assert "{" not in nothing and "codebook" not in nothing and "Software" not in nothing


def test_paragraph_tells_the_comparisons_of_the_run_unless_others_are_given(run: Analysis) -> None:
    own = dataclasses.replace(run, comparisons=compared(test="labels permuted between 8 agencies within level"))
    assert "Estimates were compared by: labels permuted between agencies within level" in describe_methods(own)
    told = describe_methods(own, added={"ours": compared(test="labels exchanged within 9 agencies")})
    assert "labels exchanged within agencies." in told and "within level" not in told


def test_paragraph_names_tests_corrections_and_agreement(run: Analysis) -> None:
    logit, corrected = model_frames()
    comparisons = pd.DataFrame(
        {"term": ["firm"], "estimate": [0.1], "test": ["permutation within level"], "interval": ["CR2, t(3.2), logit"]}
    )
    scores = pd.DataFrame(
        [
            ("甲", "乙", "theme", "alpha", None, 0.81, 0.7, 0.9, 120),
            ("甲", "乙", "theme", "f1", "skills", 0.5, 0.4, 0.6, 9),
        ],
        columns=["coder", "against", "of", "measure", "class", "estimate", "ci_low", "ci_high", "n_items"],
    )
    text = describe_methods(
        run, added={"a": logit, "b": corrected, "c": comparisons, "d": scores.astype({"class": "string"})}
    )
    for expected in (
        "permutation within level",
        "CR2, t, logit",
        "Egami",
        "24 hand-coded",
        "alpha 0.81",
        "120 items",
        "logit, errors clustered",
    ):
        assert expected in text, expected
    assert "not checked" not in text and "0.50" not in text
    assert reliability_table(scores).rows == (("Theme", "甲 – 乙", "Krippendorff's alpha", "0.81", "0.70–0.90", "120"),)


def test_command_writes_every_table_in_three_forms(run: Analysis, tmp_path: Path) -> None:
    folder = write_results(run, tmp_path / "结果")
    model = tmp_path / "logit.csv"
    model_frames()[0].to_csv(model, index=False)
    done = CliRunner().invoke(
        main, ["methods", str(folder), "--lang", "zh", "--add", str(model), "--tables", str(tmp_path / "表")]
    )
    assert done.exit_code == 0, done.output
    assert "条目" in done.stdout
    names = {path.name for path in (tmp_path / "表").iterdir()}
    stems = {"sample-flow", "coverage", "model-scores", "regression"}
    assert names == {f"{stem}.{suffix}" for stem in stems for suffix in ("csv", "tex", "docx")}
    assert (tmp_path / "表" / "coverage.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    again = CliRunner().invoke(main, ["methods", str(folder), "--lang", "zh", "--add", str(model)])
    assert again.stdout == done.stdout


def test_command_refuses_what_is_no_results_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["methods", str(tmp_path)])
    assert done.exit_code == 2 and "no results folder" in done.output


def test_written_files_are_the_same_every_time(run: Analysis, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_tables(run_tables(run), tmp_path / "a")]
    second = [path.read_bytes() for path in write_tables(run_tables(run), tmp_path / "b")]
    assert first == second


def test_corrected_shares_stand_beside_the_naive_ones() -> None:
    data = pd.DataFrame(
        {
            "agency_id": [f"机关{n % 8}" for n in range(64)],
            "level": ["city", "county"] * 32,
            "code": ["firm" if n % 3 == 0 else "general" for n in range(64)],
            "human": ["firm" if n % 2 else "general" for n in range(24)] + [None] * 40,
            "pi": [0.5] * 64,
        }
    )
    shares = corrected_shares(data, "code", "human", by="level", classes={"firm": ["firm"]})
    table = corrected_table(shares)
    assert [row[0] for row in table.rows] == ["Firm: all", "Firm: City", "Firm: County"]
    assert table.header[1:4] == ("naive", "DSL", "PPI") and table.header[-3:] == ("Items", "Hand-coded", "Agencies")
    assert table.rows[0][1].startswith(f"{float(shares['naive'].iloc[0]):.2f} [")
    assert table.rows[0][-3:] == ("64", "24", "8") and "Egami" in table.notes[0]
    none = corrected_table(corrected_shares(data.assign(human=None), "code", "human", classes={"firm": ["firm"]}))
    assert none.rows[0][2:6] == ("–",) * 4


def compared(**columns: object) -> pd.DataFrame:
    items = pd.DataFrame({"item_id": [f"{n}#1" for n in range(60)], "role": "measure", "year": 2021})
    items = items.assign(report_id=items["item_id"], agency_id=items["item_id"], level=["city", "county"] * 30)
    firm = pd.DataFrame({"firm": [float(n % 7 < 3) for n in range(60)]}, index=pd.Index(items["item_id"]))
    found = [estimate_means(items, firm, by="level"), compare_groups(items, firm, by="level", draws=99)]
    return pd.concat(found, ignore_index=True).assign(**columns)


def test_comparisons_are_laid_out_groups_first() -> None:
    found = compared()
    table = comparison_table(found.iloc[::-1], name="levels")
    assert [row[0] for row in table.rows] == ["Firm: County", "Firm: City", "Firm: County − City"]
    assert table.rules == (2,) and table.header == ("", "Estimate", "p", "Items", "Agencies")
    difference = found.iloc[2]
    assert table.rows[2][1].startswith(f"{float(difference['estimate']):.2f} [".replace("-", "−"))
    assert table.rows[2][2:] == (f"{difference['p_adjusted']:.3f}", "60", "60")
    assert any("permuted between agencies within level" in note or "labels permuted" in note for note in table.notes)
    assert any("every one counts the same" in note for note in table.notes)
    many = pd.concat([found.assign(term=f"t{n}", reason=f"labels can stand in only {n} ways") for n in range(9)])
    assert [note for note in comparison_table(many).notes if "ways" in note] == [
        "27 rows: labels can stand in too few ways."
    ]
    assert comparison_table(found.assign(estimate=pd.NA, ci_low=pd.NA, ci_high=pd.NA)).rows[0][1] == "–"


def test_command_lays_out_all_that_the_commands_write(run: Analysis, tmp_path: Path) -> None:
    folder, out = write_results(run, tmp_path / "结果"), tmp_path / "表"
    compared().to_csv(tmp_path / "levels.csv", index=False)
    done = CliRunner().invoke(
        main, ["methods", str(folder), "--add", str(tmp_path / "levels.csv"), "--tables", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert {f"levels.{suffix}" for suffix in ("csv", "tex", "docx")} <= {path.name for path in out.iterdir()}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "名单.csv",
            "机构,年份\n澄湖市教育局,2021\n",
            "名单 is nothing that textkit compare, regress, agree or evaluate wrote",
        ),
        ("空.csv", "", "cannot read"),
        ("gbk.csv", "机构".encode("gbk") + b"\n1\n", "cannot read"),
        ("不是.parquet", "PAR0", "cannot read"),
        ("表.xlsx", "", "use .csv or .parquet"),
        ("coverage.csv", compared().to_csv(index=False), "two tables are called coverage"),
    ],
)
def test_command_says_what_cannot_be_added(
    run: Analysis, tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    folder = write_results(run, tmp_path / "结果")
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = CliRunner().invoke(main, ["methods", str(folder), "--add", str(file), "--tables", str(tmp_path / "表")])
    assert done.exit_code == 2 and said in done.output, done.output
    assert not (tmp_path / "表").exists()


def test_command_says_when_two_files_have_one_name(run: Analysis, tmp_path: Path) -> None:
    folder = write_results(run, tmp_path / "结果")
    files = [tmp_path / "甲" / "levels.csv", tmp_path / "乙" / "levels.csv"]
    for file in files:
        file.parent.mkdir()
        compared().to_csv(file, index=False)
    done = CliRunner().invoke(
        main, ["methods", str(folder), *(part for file in files for part in ("--add", str(file)))]
    )
    assert done.exit_code == 2 and "two files are called levels" in done.output


def test_corrected_table_says_why_an_estimate_is_odd() -> None:
    shares = corrected_shares(
        pd.DataFrame({"agency_id": "甲局", "code": [0.0] * 20, "human": [1.0] * 2 + [None] * 18, "pi": 0.05}),
        "code", "human", methods=["dsl"],
    )  # fmt: skip
    assert shares["estimate"].item() > 1
    assert any("one agency; estimate outside 0 to 1" in note for note in corrected_table(shares).notes)


def test_one_note_for_one_reason() -> None:
    logit, _ = model_frames()
    broken = logit.assign(ci_low=pd.NA, ci_high=pd.NA, reason="one cluster")
    table = regression_table({"m": broken})
    assert [note for note in table.notes if "one cluster" in note] == [
        "m, Constant, Level: County, n_chars: one cluster."
    ]
    assert [row[0] for row in table.rows[:3]] == ["Constant", "Level: County", "n_chars"]
