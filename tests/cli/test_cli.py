"""The commands as their user runs them."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from textkit.cli import COMMANDS, main
from textkit.figures import draw_figure
from textkit.results import read_results

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
REPORT = (
    "澄湖市教育局2021年政府信息公开工作年度报告\n一、总体情况\n公开三件。\n五、存在的主要问题及改进情况\n"
    "一是更新不及时；二是人员不足。\n下一步，我局将从以下方面改进：一是6月底前印发《公开工作规程》；二是加强培训。\n"
    "六、其他需要报告的事项\n无。\n"
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    status, out, _ = run(command, "--help")
    assert status == 0
    assert "Usage:" in out


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from textkit.cli import main; main(['--help'], standalone_mode=False); print(sorted({'pandas', 'spacy', 'sklearn', 'matplotlib', 'numba'} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_themes(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "2021.txt").write_text(REPORT, encoding="utf-8")
    status, out, _ = run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    assert status == 0
    assert "reports: 1, agencies: 1, items: 4 (problems: 2, measures: 2)" in out
    items = pd.read_csv(tmp_path / "out" / "items.csv")
    assert items["text"].tolist() == ["更新不及时", "人员不足", "6月底前印发《公开工作规程》", "加强培训"]
    substance = pd.read_csv(tmp_path / "out" / "substance.csv")
    assert substance["substance"].tolist() == ["firm", "boilerplate"]


def test_themes_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "2021.txt").write_text(REPORT, encoding="utf-8")
    status, out, _ = run("themes", tmp_path / "2021.txt", "-o", tmp_path / "out", "--lang", "zh")
    assert status == 0
    assert "1 份报告" in out and "时效更新" in out


@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_items_of_one_file(tmp_path: Path, form: str) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    status, out, _ = run("items", tmp_path / "甲.txt", "--format", form)
    assert status == 0
    assert "更新" in out  # a narrow terminal breaks cells over lines
    if form == "jsonl":
        rows = [json.loads(line) for line in out.splitlines()]
        assert [row["role"] for row in rows] == ["problem", "problem", "measure", "measure"]
        assert rows[0]["report_id"] == "甲"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx", ".dta"])
def test_items_to_a_file(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    target = tmp_path / f"items{suffix}"
    assert run("items", tmp_path / "甲.txt", "-o", target)[0] == 0
    read = {
        ".csv": pd.read_csv,
        ".jsonl": lambda path: pd.read_json(path, lines=True),
        ".parquet": pd.read_parquet,
        ".xlsx": pd.read_excel,
        ".dta": pd.read_stata,
    }[suffix]
    assert read(target)["text"].tolist()[1] == "人员不足"


def test_items_are_filtered(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    status, out, _ = run("items", tmp_path / "甲.txt", "--substance", "firm", "--format", "jsonl")
    assert status == 0
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["6月底前印发《公开工作规程》"]
    status, _, err = run("items", tmp_path / "甲.txt", "--theme", "weather")
    assert status == 2
    assert "weather" in err and "platform" in err


def test_kwic(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    status, out, _ = run("kwic", "更新", tmp_path / "甲.txt", "--format", "jsonl")
    assert status == 0
    assert [(row["left"], row["right"]) for row in map(json.loads, out.splitlines())] == [("", "不及时")]


TABLE = "四、政府信息公开行政复议、行政诉讼情况\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n5\t1\t0\t2\t9\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n"


def test_tables_and_their_faults(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT.replace("五、存在", TABLE + "五、存在"), encoding="utf-8")
    status, out, _ = run("tables", tmp_path / "甲.txt", "--format", "jsonl")
    assert status == 0
    cells = {(c["row"], c["column"]): c["value"] for c in map(json.loads, out.splitlines()) if c["table"] == "disputes"}
    assert cells["review", "corrected"] == 1
    status, out, _ = run("tables", tmp_path / "甲.txt", "--check", "--format", "jsonl")
    assert status == 0
    assert [(row["expected"], row["found"]) for row in map(json.loads, out.splitlines())] == [(8, 9)]
    status, out, _ = run("tables", tmp_path / "甲.txt", "--check", "--format", "table")
    assert (status, out) == (0, "甲\n  disputes.outcomes.review, total: 8 expected, 9 found\n")
    status, out, _ = run("tables", tmp_path / "甲.txt", "--check", "--format", "table", "--lang", "zh")
    assert out.splitlines()[1] == "  disputes.outcomes.review，total：应为 8，实为 9"


def test_reuse(tmp_path: Path) -> None:
    for year in (2020, 2021):
        (tmp_path / f"{year}.txt").write_text(REPORT.replace("2021年", f"{year}年"), encoding="utf-8")
    status, out, _ = run("reuse", tmp_path, "--format", "jsonl")
    assert status == 0
    spans = [span for span in map(json.loads, out.splitlines()) if span["kind"] != "template"]
    assert {(span["report_id"], span["kind"], span["direction"]) for span in spans} == {("2021", "own_past", "from")}
    status, out, _ = run("reuse", tmp_path / "2020.txt", tmp_path / "2021.txt", "--format", "jsonl")
    assert status == 0
    assert "更新不及时" in out


def test_reuse_of_two_files_is_of_the_chosen_section(tmp_path: Path) -> None:
    for year in (2020, 2021):
        text = REPORT.replace("公开三件", "主动公开各类文件和政策信息")
        (tmp_path / f"{year}.txt").write_text(text.replace("2021年", f"{year}年"), encoding="utf-8")
    pair = ["reuse", tmp_path / "2020.txt", tmp_path / "2021.txt", "--format", "jsonl"]
    found = {
        section: "".join(row["text"] for row in map(json.loads, run(*pair, *section.split())[1].splitlines()))
        for section in ("", "--section problems", "--section overview", "--section all")
    }
    assert found[""] == found["--section problems"]
    assert "更新不及时" in found[""] and "主动公开各类" not in found[""]
    assert "主动公开各类" in found["--section overview"] and "更新不及时" not in found["--section overview"]
    assert "主动公开各类" in found["--section all"] and "更新不及时" in found["--section all"]
    (tmp_path / "2021.txt").write_text("只有一句话的文章，没有任何章节标题可言。\n", encoding="utf-8")
    status, _, err = run(*pair)
    assert status == 2 and "no section problems" in err


def test_reuse_of_a_section_knows_the_registry(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("澄湖市教育局", "云岭市教育局"):
        text = REPORT.replace("澄湖市教育局", name).replace("公开三件", "主动公开各类文件和政策信息")
        (corpus / f"2021_{name}.txt").write_text(text, encoding="utf-8")
    registry = tmp_path / "registry.csv"
    registry.write_text("agency_id,name,parent\nce,澄湖市教育局,ye\nye,云岭市教育局,\n", encoding="utf-8")
    for section in ("overview", "all"):
        command = ["reuse", corpus, "--section", section, "--format", "jsonl"]
        told = [
            {row["report_id"]: row["relation"] for row in map(json.loads, out.splitlines()) if row["relation"]}
            for out in (run(*command)[1], run(*command, "--agencies", registry)[1])
        ]
        assert set(told[0].values()) == {"same_office"}
        assert told[1] == {"2021_澄湖市教育局": "parent", "2021_云岭市教育局": "child"}
    (corpus / "agencies.csv").write_text(registry.read_text(encoding="utf-8"), encoding="utf-8")
    assert '"parent"' in run(*command)[1]  # the one beside the reports
    status, out, _ = run("reuse", corpus, "--section", "overview", "--shares", "--format", "jsonl")
    assert status == 0
    assert [row["other_agencies"] for row in map(json.loads, out.splitlines())] == [1, 1]
    status, _, err = run("reuse", corpus, "--section", "nowhere")
    assert status == 2 and "no section nowhere" in err


def test_reuse_of_results_knows_the_registry_where_it_compares_anew(tmp_path: Path) -> None:
    corpus, out, registry = tmp_path / "corpus", tmp_path / "out", tmp_path / "registry.csv"
    corpus.mkdir()
    for name in ("澄湖市教育局", "云岭市教育局"):
        (corpus / f"2021_{name}.txt").write_text(REPORT.replace("澄湖市教育局", name), encoding="utf-8")
    registry.write_text("agency_id,name,parent\nce,澄湖市教育局,ye\nye,云岭市教育局,\n", encoding="utf-8")
    assert run("themes", corpus, "-o", out)[0] == 0
    command = ["reuse", out, "--section", "problems", "--format", "jsonl"]
    told = [
        {row["relation"] for row in map(json.loads, printed.splitlines()) if row["relation"]}
        for printed in (run(*command)[1], run(*command, "--agencies", registry)[1])
    ]
    assert told == [{"same_office"}, {"parent", "child"}]
    anew = run("reuse", out, "--agencies", registry, "--format", "jsonl")[1]
    assert {row["relation"] for row in map(json.loads, anew.splitlines())} - {None} == told[1]
    status, _, err = run(*command, "--agencies", registry, "--overrides", registry)
    assert status == 2 and "--overrides" in err and "--agencies" not in err


def test_reuse_masks_aliases_of_the_registry(tmp_path: Path) -> None:
    corpus, registry = tmp_path / "corpus", tmp_path / "registry.csv"
    corpus.mkdir()
    for name, alias in (("澄湖市教育局", "湖教中心"), ("云岭市教育局", "岭教之家")):
        told = f"人员太少，{alias}事务繁忙。"
        (corpus / f"2021_{name}.txt").write_text(
            f"{name}2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n{told}\n", encoding="utf-8"
        )
    registry.write_text(
        "agency_id,name,aliases\nce,澄湖市教育局,湖教中心\nye,云岭市教育局,岭教之家\n", encoding="utf-8"
    )
    pair = ["reuse", *sorted(corpus.iterdir()), "--section", "all", "--format", "jsonl"]
    texts = ["".join(row["text"] for row in map(json.loads, run(*pair, *more)[1].splitlines()))
             for more in ((), ("--agencies", registry))]  # fmt: skip
    assert ["忙" in text for text in texts] == [False, True]
    phrases = ["reuse", corpus, "--phrases", "--n", "6", "--format", "jsonl"]
    ends = [[row["phrase"] for row in map(json.loads, run(*phrases, *more)[1].splitlines())]
            for more in ((), ("--agencies", registry))]  # fmt: skip
    assert [any("忙" in phrase for phrase in each) for each in ends] == [False, True]
    # two names of one agency are one user of a phrase
    registry.write_text("agency_id,name,aliases\nce,澄湖市教育局,云岭市教育局\n", encoding="utf-8")
    assert run(*phrases)[1] and not run(*phrases, "--agencies", registry)[1]


def test_phrases_take_characters_and_agencies(tmp_path: Path) -> None:
    for name in ("澄湖市教育局", "云岭市教育局", "白鹭县教育局"):
        text = REPORT.replace("澄湖市教育局", name)
        text = text if name.startswith("白") else text.replace("人员不足。", "人员不足，经费紧张且场地有限。")
        (tmp_path / f"2021_{name}.txt").write_text(text, encoding="utf-8")

    def phrases(*more: str) -> pd.DataFrame:
        out = run("reuse", tmp_path, "--phrases", "--format", "jsonl", *more)[1]
        return pd.DataFrame(map(json.loads, out.splitlines()))

    assert set(phrases()["n_agencies"]) == {2, 3}  # of the paragraph of problems two agencies, of the others three
    assert set(phrases("--min-agencies", "3")["n_agencies"]) == {3}
    longest = phrases()["n_chars"].max()
    assert phrases("--n", str(longest))["n_chars"].tolist() == [longest]
    assert phrases("--n", str(longest + 1)).empty
    for wrong in (["--n", "12"], ["--phrases", "--n", "3"], ["--phrases", "--min-agencies", "1"]):
        assert run("reuse", tmp_path, *wrong)[0] == 2
    status, _, err = run("reuse", tmp_path, "--phrases", "--shares")
    assert status == 2 and "--shares, --phrases" in err


def test_coverage_of_the_template_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "2021.txt").write_text(REPORT, encoding="utf-8")
    _, out, _ = run("reuse", tmp_path / "corpus", "--template", "--format", "jsonl")
    rows = pd.DataFrame(map(json.loads, out.splitlines()))
    met = rows[rows["n_reports"] > 0]
    assert met["phrase"].tolist() == ["存在的主要问题及改进情况"]
    _, whole, _ = run("reuse", tmp_path / "corpus", "--template", "--section", "all", "--format", "jsonl")
    assert sum(row["n_reports"] for row in map(json.loads, whole.splitlines())) > len(met)
    _, said, _ = run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    template = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["template"]
    share = rows["share"].sum()
    assert template == {
        "version": rows["version"].iloc[0],
        "phrases": len(rows),
        "met": 1,
        "n_chars": 12,
        "share": pytest.approx(share),
    }
    line = f"mandated phrases (list {template['version']}): 1 of {len(rows)} met, {share:.1%}"
    assert line in said
    assert f"covers {100 * share:.1f}% of the characters" in run("methods", tmp_path / "out")[1]
    assert run("reuse", tmp_path / "out", "--template", "--format", "jsonl")[1] == out


def test_results_are_read_back_and_not_coded_again(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "2021.txt").write_text(REPORT, encoding="utf-8")
    run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    assert run("items", tmp_path / "out") == run("items", tmp_path / "corpus")
    for arguments in (["items", tmp_path / "out", "--codebook", "disclosure"], ["themes", tmp_path / "out"]):
        status, _, err = run(*arguments)
        assert status == 2 and "results folder" in err


def test_unknown_suffix_is_refused(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    status, _, err = run("items", tmp_path / "甲.txt", "-o", tmp_path / "items.ods")
    assert status == 2
    assert ".ods" in err


def bad_corpus(folder: Path) -> None:
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "cut.pdf").write_bytes((SAMPLE / "beihe-gov" / "2022.pdf").read_bytes()[:3000])
    (folder / "zip.docx").write_bytes(b"PK\x03\x04 no archive at all")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "table.xls").write_bytes(b"\xd0\xcf\x11\xe0")


def test_bad_files_stop_nothing(tmp_path: Path) -> None:
    bad_corpus(tmp_path / "corpus")
    (tmp_path / "corpus" / "2021.txt").write_text(REPORT, encoding="utf-8")
    status, _out, _ = run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    assert status == 0
    quality = pd.read_csv(tmp_path / "out" / "quality.csv").set_index("path")
    assert len(quality) == 7
    assert quality.loc["2021.txt", "result"] == "ok"
    rest = quality.drop("2021.txt")
    assert set(rest["result"]) <= {"failed", "skipped"}
    assert rest["reason"].notna().all()
    assert ".docx" in quality.loc["old.doc", "reason"]


def test_only_bad_files(tmp_path: Path) -> None:
    bad_corpus(tmp_path / "corpus")
    status, _, err = run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    assert status == 1
    assert "empty.txt" in err
    assert not (tmp_path / "out").exists()


def test_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    status, _, err = run("themes", tmp_path / "corpus", "-o", tmp_path / "out")
    assert status == 1
    assert "no file" in err


def test_missing_folder(tmp_path: Path) -> None:
    status, _, err = run("themes", tmp_path / "nowhere")
    assert status == 2
    assert "nowhere" in err


def test_output_of_others_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "2021.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine")
    status, _, err = run("themes", tmp_path / "2021.txt", "-o", tmp_path / "out")
    assert status == 2
    assert "thesis.docx" in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.docx"]


def test_faulty_codebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "2021.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "my.toml").write_text('[meta]\nname = "my"\ncolour = "red"\n', encoding="utf-8")
    status, _, err = run("items", tmp_path / "2021.txt", "--codebook", tmp_path / "my.toml")
    assert status == 2
    assert "colour" in err
    assert run("codebook", "check", tmp_path / "my.toml")[0] == 1


def test_built_in_codebook_has_no_fault() -> None:
    status, out, _ = run("codebook", "check")
    assert status == 0
    assert "no fault" in out


def test_doctor() -> None:
    status, out, _ = run("doctor")
    assert status == 0
    assert "nothing is missing" in out


def test_interrupt_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(1500):
        (tmp_path / "corpus" / f"{number}.txt").write_text(REPORT * 30, encoding="utf-8")
    # a suite that runs in the background hands on that SIGINT is ignored, as nohup does
    start = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{start}; from textkit.cli import main; main()", "themes", "corpus", "-o", "out"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(2.5)
    assert process.poll() is None, "the run is over before it could be interrupted"
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert process.returncode in (130, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus"]


def test_large_report(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text(
        "一、总体情况\n" + "公开了许多信息，内容详实。" * 600_000 + "\n" + REPORT[25:], encoding="utf-8"
    )
    status, out, _ = run("items", tmp_path / "large.txt", "--format", "jsonl")
    assert status == 0
    assert len(out.splitlines()) == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rows_along_with_the_reports_that_match_nothing_are_told(tmp_path: Path, lang: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "甲.txt").write_text(REPORT, encoding="utf-8")
    metadata = tmp_path / "known.csv"
    metadata.write_text("path,region\n甲.txt,云泽省\n乙.txt,云泽省\n,云泽省\n,\n", encoding="utf-8")
    (corpus / "overrides.csv").write_text("item_id,theme\n丙#5,content\n", encoding="utf-8")
    told = ["themes", corpus, "-o", tmp_path / "out", "--metadata", metadata, "--lang", lang]
    status, out, err = run(*told)
    assert status == 0
    lost = {
        "en": ["known.csv: rows that match no file of the corpus: 乙.txt, row 4 without path and report_id",
               "overrides.csv: rows that could not be honoured: line 2: no such item: 丙#5"],
        "zh": ["known.csv：与语料中任何文件都不对应的行: 乙.txt, row 4 without path and report_id",
               "overrides.csv：未能生效的行: line 2: no such item: 丙#5"],
    }  # fmt: skip
    assert err.splitlines()[:2] == lost[lang]
    assert "gave no report" not in out and "未能读出" not in out
    quality = pd.read_csv(tmp_path / "out" / "quality.csv")
    assert quality["reader"].tolist() == ["txt", "metadata", "overrides"]
    flow = run("methods", tmp_path / "out")[1]
    assert "skipped" not in flow
    # nothing to tell where all rows match
    metadata.write_text("report_id,region\n甲,云泽省\n", encoding="utf-8")
    (corpus / "overrides.csv").unlink()
    assert run("items", corpus, "--metadata", metadata, "--lang", lang)[2] == ""


def helps() -> dict[str, str]:
    named = [(), *((name,) for name in COMMANDS), ("codebook", "check"), ("codebook", "show")]
    return {" ".join(name): run(*name, "--help")[1] for name in named}


def test_help_is_whole() -> None:
    for name, text in helps().items():
        assert "\\b" not in text and "\b" not in text, name
        assert "..." not in text.split("\n", 1)[1], name  # what is cut; CODES... of the usage may stand


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_files_that_are_not_there_are_told_plainly(tmp_path: Path, lang: str) -> None:
    corpus = tmp_path / "甲.txt"
    corpus.write_text(REPORT, encoding="utf-8")
    folder, bad = tmp_path / "folder.toml", tmp_path / "bad.toml"
    folder.mkdir()
    bad.write_text("[meta\n", encoding="utf-8")
    for option in ("--metadata", "--agencies", "--overrides", "--codebook", "--genre", "--model"):
        for place in (tmp_path / "none.toml", *([folder] if option != "--model" else [corpus])):
            status, _, err = run("items", corpus, option, place, "--lang", lang)
            assert status == 2 and place.name in err.replace("\n", ""), (option, err)
            assert "Errno" not in err and "Traceback" not in err, (option, err)
    for option in ("--codebook", "--genre"):
        status, _, err = run("items", corpus, option, bad)
        assert status == 2 and "bad.toml" in err and "TOML" in err, err
    status, _, err = run("codebook", "check", "none.toml")
    assert (status, err) == (2, "Error: no such file or folder: none.toml\n")
    assert run("codebook", "show", folder)[2] == f"Error: {folder} is a folder: give a file\n"


def test_wrong_names_are_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "甲.txt"
    corpus.write_text(REPORT, encoding="utf-8")
    themes = run("themes", corpus, "-o", tmp_path / "out")
    assert themes[0] == 0

    def work(*_: object, **__: object) -> None:
        raise AssertionError("the corpus was read")

    monkeypatch.setattr("textkit.study.analyze", work)
    monkeypatch.setattr("textkit.results.read_results", work)
    for place in (corpus, tmp_path / "out"):
        regress = ["regress", place, "--of", "firm", "--on", "level"]
        for command in (["items", place], ["compare", place, "--by", "year"], regress):
            status, _, err = run(*command, "--theme", "weather")
            assert status == 2 and "no theme weather; there are" in err
            assert "platform  平台与渠道  Platforms and channels" in err
        assert "没有主题 weather" in run("items", place, "--theme", "weather", "--lang", "zh")[2]
        assert run("items", place, "--role", "hope")[0] == run("items", place, "--substance", "hot")[0] == 2
        status, _, err = run("plot", "themas", place)
        assert status == 2 and "no figure 'themas'; there are problems-measures" in err


def test_themes_may_be_named_by_label(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    found = [run("items", tmp_path / "甲.txt", "--theme", name) for name in ("staffing", "队伍力量", "Staffing")]
    assert "人员不足" in found[0][1] and found[0] == found[1] == found[2]
    by = ["compare", tmp_path / "甲.txt", "--by", "year", "--theme"]
    assert run(*by, "staffing") == run(*by, "队伍力量")


def test_a_term_that_stands_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    status, out, err = run("kwic", "天气", tmp_path / "甲.txt", "--format", "table")
    assert (status, out, err) == (0, "", "天气 stands in no item (4 items searched)\n")
    assert run("kwic", "天气", tmp_path / "甲.txt", "--lang", "zh")[2] == "4 个条目中没有“天气”\n"


def test_checks_that_hold_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text(REPORT, encoding="utf-8")
    status, out, err = run("tables", file, "--check", "--format", "table")
    assert (status, out) == (0, "")
    assert err == "no statistical table whose figures can be checked was found in 1 report\n"
    file.write_text(REPORT.replace("五、存在", TABLE.replace("\t9\t", "\t8\t") + "五、存在"), encoding="utf-8")
    status, out, err = run("tables", file, "--check", "--format", "table")
    assert (status, out, err) == (0, "", "checks of the tables that hold: 3 of 3 that can be decided, in 1 report\n")
    assert "可判定勾稽关系 3 处，其中 3 处相符" in run("tables", file, "--check", "--lang", "zh")[2]


def test_two_reports_take_no_tables_of_a_corpus(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(REPORT, encoding="utf-8")
    for option in ("--shares", "--phrases", "--template"):
        status, _, err = run("reuse", tmp_path / "甲.txt", tmp_path / "乙.txt", option)
        assert status == 2 and f"{option}: not of two reports" in err


def test_a_folder_and_a_file_are_no_two_reports(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(REPORT, encoding="utf-8")
    status, _, err = run("reuse", tmp_path, tmp_path / "乙.txt")
    assert status == 2 and f"{tmp_path} is a folder: to compare two reports give two files" in err
    assert "比对两份报告请给出两个文件" in run("reuse", tmp_path, tmp_path / "乙.txt", "--lang", "zh")[2]


def test_a_file_of_several_reports_is_none_of_two(tmp_path: Path) -> None:
    table, file = tmp_path / "表.csv", tmp_path / "甲.txt"
    pd.DataFrame({"id": ["甲", "乙"], "text": [REPORT] * 2}).to_csv(table, index=False)
    file.write_text(REPORT, encoding="utf-8")
    status, _, err = run("reuse", table, file)
    assert status == 2 and "表.csv gives 2 reports where one is wanted: give a file of one report" in err


def test_two_reports_that_share_nothing_are_told(tmp_path: Path) -> None:
    one, other = tmp_path / "甲.txt", tmp_path / "乙.txt"
    one.write_text("五、存在的主要问题\n一是更新不及时。", encoding="utf-8")
    other.write_text("五、存在的主要问题\n热线答复口径不一。", encoding="utf-8")
    status, _, err = run("reuse", one, other)
    assert (status, err) == (0, f"{other} shares nothing with {one}\n")
    assert "没有相同文字" in run("reuse", one, other, "--lang", "zh")[2]
    assert not run("reuse", one, other, "--quiet")[2] and not run("reuse", one, one)[2]


def test_reuse_tells_what_is_not_compared(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "丙.txt").write_text("", encoding="utf-8")
    status, _, err = run("reuse", tmp_path)
    assert status == 0 and "not compared: Duplicate 1, Unreadable 1" in err
    assert not run("reuse", tmp_path, "--quiet")[2]


def test_results_are_compared_anew_by_a_registry(tmp_path: Path) -> None:
    corpus, out, registry = tmp_path / "corpus", tmp_path / "out", tmp_path / "registry.csv"
    corpus.mkdir()
    for agency, year in (("澄湖市教育局", 2020), ("云岭市教育局", 2021)):
        text = REPORT.replace("澄湖市教育局2021", f"{agency}{year}")
        (corpus / f"{year}_{agency}.txt").write_text(text, encoding="utf-8")
    assert run("themes", corpus, "-o", out, "--quiet")[0] == 0
    registry.write_text("agency_id,name,aliases\nce,澄湖市教育局,云岭市教育局\n", encoding="utf-8")

    def rows(*more: str | Path) -> list[dict[str, object]]:
        status, printed, err = run("reuse", out, "--format", "jsonl", *more)
        assert status == 0, err
        return [json.loads(line) for line in printed.splitlines()]

    def items(found: list[dict[str, object]]) -> set[object]:
        return {row["item_id"] for row in found if row.get("kind") != "template"}

    run_before, anew = rows(), rows("--agencies", registry)
    assert {row["kind"] for row in run_before} == {"other_agencies", "template"}
    assert {row["kind"] for row in anew} == {"own_past", "template"}  # two names of one agency
    assert items(anew) == items(run_before) and len(items(anew)) > 2
    assert items(rows("--shares", "--agencies", registry)) == items(rows("--shares"))


def test_a_summary_leaves_out_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    out = run("themes", tmp_path / "甲.txt", "-o", tmp_path / "out")[1]
    rows = [line for line in out.splitlines() if line.startswith("  ")]
    assert rows and not any(line.split()[:2] in (["0%", "0%"], ["0%", "–"]) for line in rows)
    assert "1 report of 1 agency for the year 2021 was analysed" in run("methods", tmp_path / "out")[1]


def test_levels_are_left_out_of_a_summary_only_without_a_measure(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text(REPORT, encoding="utf-8")
    (line,) = [line for line in run("themes", file, "-o", tmp_path / "out")[1].splitlines() if "substance" in line]
    assert line.count("%") == 4 and " 0%" in line and line.endswith("(n = 2)")
    file.write_text(re.sub("下一步.*\n", "", REPORT), encoding="utf-8")
    out = run("themes", file, "-o", tmp_path / "out")[1]
    assert "measures: 0" in out and "substance" not in out


def said_of_reuse(tmp_path: Path, *files: tuple[str, int]) -> tuple[str, list[int], Path]:
    """Return the line of a summary on reuse and its shares, and the results of reports of agencies and years."""
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir()
    for agency, year in files:
        text = f"{agency}{year}年政府信息公开工作年度报告\n" + re.sub("^.*\n", "", REPORT).replace(
            "2021年", f"{year}年"
        )
        (corpus / f"{year}_{agency}.txt").write_text(text, encoding="utf-8")
    (line,) = [line for line in run("themes", corpus, "-o", out)[1].splitlines() if line.startswith("words of the")]
    return line, [int(number) for number in re.findall(r"(\d+)%", line)], out


def test_shares_of_reuse_are_of_what_could_be_compared(tmp_path: Path) -> None:
    one, other = "澄湖市教育局", "丙山县水利局"
    line, shares, out = said_of_reuse(tmp_path, (one, 2020), (one, 2021), (other, 2020))
    assert "mandated" in line and len(shares) == 4 and abs(sum(shares) - 100) <= 2
    assert shares[:2] == [0, 100]  # the same text a year later: what 2020 is from is not known
    found = read_results(out)
    assert f"(n = {len(found.items) // 3} of {len(found.items)} items" in line
    assert run("plot", "reuse", out, "-o", tmp_path / "reuse.png")[0] == 0
    rows = pd.read_csv(tmp_path / "reuse.csv").set_index(["group", "reuse"])
    assert rows.loc[(2021, "own_past"), "share"] == pytest.approx(1)
    assert rows.loc[[(2020, "own_past"), (2020, "novel")], "share"].isna().all()
    assert rows.loc[(2020, "other_agencies"), "share"] == pytest.approx(1)

    # enumerators, marks and blanks are no words of nobody
    assert set(draw_figure("agency", found, of=other)[1]["reuse"]) == {"template", "other_agencies"}

    line, shares, _ = said_of_reuse(tmp_path, (one, 2020), (other, 2020))
    assert "no report" in line and "own past, of which" in line and shares[0] == 100
    line, shares, _ = said_of_reuse(tmp_path, (one, 2020), (one, 2021))
    assert "other agencies', of which" in line and shares[0] == 100


WRITERS = [
    *(
        ["items"],
        ["substance"],
        ["tables"],
        ["reuse"],
        ["panel"],
        ["panel", "--long"],
        ["kwic", "公开"],
        ["plot", "themes"],
    ),
    *(["compare", "--by", "year"], ["regress", "--of", "firm", "--on", "level"], ["evaluate"], ["agree"], ["export"]),
]


@pytest.mark.parametrize("command", WRITERS, ids=" ".join)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work was begun")

    for name in ("study.analyze", "results.read_results", "handcoding.codings.read_coding"):
        monkeypatch.setattr(f"textkit.{name}", work)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name not in ("locked", "locked.csv", "locked.pdf"))
    corpus, folder = tmp_path / "corpus", tmp_path / "out.csv"
    for each in (corpus, folder, tmp_path / "locked"):
        each.mkdir()
    suffix = ".pdf" if command[0] == "plot" else ".csv"
    for name in ("甲.txt", f"locked{suffix}"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    read = {"agree": ["甲.txt"], "evaluate": ["corpus", "甲.txt"]}.get(command[0], ["corpus"])
    call = [*command, *(tmp_path / name for name in read), "-o"]
    faults = {
        "a.ods": (f"cannot write .ods: use {suffix if command[0] == 'export' else ''}", "无法写入 .ods 格式"),
        "bare": ("has no suffix", "没有后缀"),
        "out.csv": ("out.csv is a folder: give a file", "是文件夹"),
        f"甲.txt/a{suffix}": ("甲.txt is no folder", "不是文件夹"),
        f"locked/a{suffix}": ("nothing can be written to", "无法写入"),
        f"locked{suffix}": ("nothing can be written to", "无法写入"),
    }
    if command[0] != "export":  # which makes its folder
        faults[f"nowhere/a{suffix}"] = ("no folder", "没有文件夹")
    for name, (said, in_chinese) in faults.items():
        status, _, err = run(*call, tmp_path / name)
        assert status == 2 and said in err, (name, err)
        assert in_chinese in run(*call, tmp_path / name, "--lang", "zh")[2], name


def test_a_full_disk_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    file = tmp_path / "a.csv"

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(file))

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    told = f"Error: {file} cannot be read or written: No space left on device\n"
    assert run("items", tmp_path / "甲.txt", "-o", file) == (2, "", told)


def test_a_folder_of_tasks_that_cannot_be_made_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "甲.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    for name, said in {"甲.txt": "甲.txt is no folder", "a/b": "nothing can be written to"}.items():
        status, _, err = run("export", tmp_path / "corpus", "--to", "label-studio", "-o", tmp_path / name)
        assert status == 2 and said in err


def test_figures_are_written_in_every_format_of_the_library() -> None:
    from textkit.cli.plot import _SUFFIXES
    from textkit.plots import FORMATS

    assert {suffix[1:] for suffix in _SUFFIXES} == set(FORMATS)
