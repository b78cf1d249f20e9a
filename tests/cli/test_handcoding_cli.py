"""Hand coding as its user does it: export, code, evaluate, agree, override, train."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from textkit.cli import main
from textkit.cli.frames import show
from textkit.cli.steps import highlighted
from textkit.cli.train import card
from textkit.results import write_results
from textkit.study import analyze

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
REPORT = (
    "{agency}2021年政府信息公开工作年度报告\n一、总体情况\n公开三件。\n五、存在的主要问题及改进情况\n"
    "一是更新不及时；二是人员不足。\n下一步，我局将从以下方面改进：一是6月底前印发《公开工作规程》；二是加强培训。\n"
    "六、其他需要报告的事项\n无。\n"
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for agency in ("澄湖市教育局", "云泽省财政厅"):
        (folder / agency).mkdir(parents=True)
        (folder / agency / "2021.txt").write_text(REPORT.format(agency=agency), encoding="utf-8")
    return folder


@pytest.fixture
def sheet(corpus: Path, tmp_path: Path) -> Path:
    status, _, said = run("export", corpus, "-o", tmp_path / "甲.csv", "--prefill", "--n", "6", "--sample", "random")
    assert status == 0
    assert "6 of 8 problems and measures written to" in said
    return tmp_path / "甲.csv"


@pytest.mark.parametrize("by", ["theme", "role,substance", "status"])
def test_the_programs_own_codes_make_strata(corpus: Path, tmp_path: Path, by: str) -> None:
    write_results(analyze(corpus, compare=False), tmp_path / "results")
    options = ("--by", by, "--allocation", "equal", "--n", "5")
    for source in (corpus, tmp_path / "results"):
        status, _, said = run("export", source, "-o", tmp_path / f"{source.name}.csv", *options)
        assert status == 0, said
    manifest = json.loads((tmp_path / "corpus.manifest.json").read_text(encoding="utf-8"))
    coded = analyze(corpus, compare=False).coded()
    strata = coded[by.split(",")].fillna("?").agg(" / ".join, axis=1)
    assert {each["stratum"] for each in manifest["sample"]["strata"]} == set(strata)
    drawn = pd.read_csv(tmp_path / "corpus.csv")
    assert set(strata[coded["item_id"].isin(drawn["item_id"])]) == set(strata)
    assert drawn["theme"].isna().all()  # blind all the same
    assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "corpus.csv").read_bytes()


def test_a_sample_of_nothing_is_not_written(tmp_path: Path) -> None:
    report = tmp_path / "2021.txt"
    report.write_text("澄湖市教育局2021年政府信息公开工作年度报告\n一、总体情况\n公开三件。\n", encoding="utf-8")
    status, _, said = run("export", report, "-o", tmp_path / "甲.csv")
    assert (status, said) == (2, "Error: no problem or measure was found that could be coded: nothing is written\n")
    assert [file.name for file in tmp_path.iterdir()] == [report.name]


def test_evaluate_prints_what_a_person_reads(corpus: Path, sheet: Path) -> None:
    status, out, _ = run("evaluate", corpus, sheet, "--of", "theme", "--draws", "20")
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "theme: 甲 – program, 6 items in 2 clusters"
    assert any(line.split()[:2] == ["agreement", "1.00"] for line in lines)
    assert any(line.split()[:2] == ["timeliness", "1.00"] for line in lines)
    status, out, _ = run("evaluate", corpus, sheet, "--of", "status", "--draws", "20", "--lang", "zh")
    assert "一致率" in out


def test_results_folder_as_csv_and_jsonl(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    write_results(analyze(corpus, compare=False), tmp_path / "results")
    status, out, _ = run("evaluate", tmp_path / "results", sheet, "--format", "jsonl", "--draws", "5")
    assert status == 0
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["of"] for row in rows} == {"item", "theme", "substance", "substantive", "role", "status"}
    assert {row["estimate"] for row in rows if row["measure"] == "agreement"} == {1.0}
    assert run("evaluate", tmp_path / "results", sheet, "-o", tmp_path / "scores.csv", "--draws", "5")[0] == 0
    assert len(pd.read_csv(tmp_path / "scores.csv")) == len(rows)


def test_two_coders_agree_or_not(sheet: Path, tmp_path: Path) -> None:
    other = tmp_path / "乙.csv"
    data = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    data.loc[0, "theme"] = "disputes"
    data.to_csv(other, index=False)
    status, out, _ = run("agree", sheet, other, "--of", "theme", "--draws", "20", "--format", "csv")
    assert status == 0
    rows = pd.read_csv(pd.io.common.StringIO(out))
    assert rows.loc[rows["measure"] == "agreement", "estimate"].tolist() == [pytest.approx(5 / 6)]
    assert run("agree", sheet)[0] == 2


def test_what_sheets_lack_is_told(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    assert "all codes are by one coder, 甲: agreement needs two" in run("agree", sheet)[2]
    blanks = [tmp_path / name for name in ("空.csv", "白.csv")]
    data = pd.read_csv(sheet, dtype=str, keep_default_na=False).assign(role="", status="", theme="", substance="")
    for blank in blanks:
        data.to_csv(blank, index=False)
    status, _, err = run("agree", sheet, blanks[0], "--lang", "zh")
    assert status == 2 and "全部编码出自一名编码员 甲" in err
    train = ["train", blanks[0], "--corpus", corpus, "-o", tmp_path / "model"]
    for command, n in ((["agree", *blanks], 12), (train, 6), ([*train, "--coder", "甲"], 6)):
        status, _, err = run(*command)
        assert (status, err) == (2, f"Error: no cell of role, theme or substance is filled in ({n} rows read)\n")
    other = tmp_path / "别.csv"
    other.write_text(f"item_id,sha256,start,end,theme\nx#1,{'0' * 64},1,3,content\n", encoding="utf-8")
    err = run("train", other, "--corpus", corpus, "-o", tmp_path / "model")[2]
    assert "1 coded row is about no item of this run; are the codes those of another corpus?" in err


def test_faulty_codes_stop_with_their_lines(corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("item_id,theme\nnowhere#1,content\nnowhere#2,contents\n", encoding="utf-8")
    status, out, said = run("evaluate", corpus, file)
    assert status == 2
    assert out == ""
    assert "line 2: no such item: nowhere#1" in said
    assert "line 3: unknown theme contents" in said
    file.write_text("item_id,theme\n", encoding="utf-8")
    assert "nothing to compare" in run("evaluate", corpus, file)[2]


def test_lost_rows_are_named_and_the_rest_is_scored(corpus: Path, sheet: Path) -> None:
    kept = sorted(corpus.iterdir())[0]
    shutil.rmtree(kept)
    status, out, said = run("evaluate", corpus, sheet, "--of", "role", "--draws", "5")
    assert status == 0
    assert "of 6 coded rows are about no item of this run" in said
    lost = [line for line in said.splitlines() if "its file is not in the corpus" in line]
    assert out.splitlines()[0].startswith(f"role: 甲 – program, {6 - len(lost)} items")


def test_nothing_is_written_where_it_would_be_read_or_lost(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    status, _, said = run("export", corpus, "-o", corpus / "sheet.csv")
    assert status == 2
    assert "choose a place outside" in said
    assert not (corpus / "sheet.csv").exists()
    status, _, said = run("export", corpus, "-o", sheet, "--sample", "random")
    assert status == 2
    assert "is there already" in said
    status, _, said = run("export", corpus, "-o", tmp_path / "b.csv", "--n", "1", "--by", "agency")
    assert status == 2
    assert "1 items cannot cover 2 strata" in said


def test_overrides_are_honoured(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    item = pd.read_csv(sheet)["item_id"].iloc[0]
    own.write_text(f"item_id,theme\n{item},disputes\n", encoding="utf-8")
    for arguments in ((), ("--overrides", own)):
        status, out, _ = run("items", corpus, "--format", "jsonl", *arguments)
        assert status == 0
        themes = {row["item_id"]: row["theme"] for row in map(json.loads, out.splitlines())}
        assert (themes[item] == "disputes") == bool(arguments)
        assert len(themes) == 8


def test_marked_up_reports_are_codes_too() -> None:
    arguments = ("--of", "theme", "--draws", "0", "--format", "jsonl", "--quiet")
    status, out, said = run("evaluate", SAMPLE, SAMPLE / "gold", *arguments)
    assert status == 0
    rows = [json.loads(line) for line in out.splitlines()]
    (agreed,) = (row for row in rows if row["measure"] == "agreement")
    assert agreed["coder"] == "gold"
    assert agreed["n_items"] > 320
    assert agreed["estimate"] > 0.85
    assert "are about no item of this run" in said


def test_train_needs_to_know_what_sheets_are_about(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    status, _, said = run("train", sheet, "-o", tmp_path / "model")
    assert status == 2
    assert "--corpus" in said
    status, _, said = run("train", sheet, "--corpus", corpus, "-o", tmp_path / "model")
    assert status == 2
    assert "reports by 8 voices" in said
    status, _, said = run("train", sheet, "--corpus", corpus, "--coder", "乙", "-o", tmp_path / "model")
    assert status == 2
    assert "no codes by 乙" in said


def test_the_evidence_of_items_is_highlighted_in_a_table(corpus: Path) -> None:
    found = analyze(corpus, compare=False)
    shown = dict(zip(found.items["item_id"], highlighted(found, found.items), strict=True))
    slots = found.slots.assign(item_id=found.slots["act_id"].str.rpartition("/")[0])
    assert len(slots)
    starts = found.items.set_index("item_id")["start"]
    for item, start, end in slots[["item_id", "start", "end"]].itertuples(index=False, name=None):
        assert any((span.start, span.end) == (start - starts[item], end - starts[item]) for span in shown[item].spans)
    for text in shown.values():
        assert all(0 <= span.start < span.end <= len(text) for span in text.spans)
    status, out, _ = run("items", corpus, "--format", "table", "--role", "problem")
    assert status == 0
    assert "更新不及时" in out


def test_kwic_as_a_table_is_a_concordance(corpus: Path) -> None:
    status, out, _ = run("kwic", "加强", corpus, "--format", "table")
    assert status == 0
    assert all("加强培训" in line for line in out.splitlines() if line.strip())
    assert "#" in out


def test_kwic_tells_whose_words_they_are(tmp_path: Path) -> None:
    file = tmp_path / "2021.txt"
    file.write_text(REPORT.format(agency="澄湖市教育局").replace("更新不及", "栏目更新\n不及"), encoding="utf-8")
    status, out, _ = run("kwic", "更新", file, "--format", "table")
    assert status == 0
    assert "澄湖市教育局 2021  " in out
    assert len(out.splitlines()) == 1


def test_sentences_are_shown_whole_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = "".join(chr(0x4E00 + n) for n in range(120))
    row = {"agency": "澄湖市教育局", "year": 2021, "role": "problem", "theme": "interpretation", "substance": "firm"}
    show(pd.DataFrame([{**row, "text": said[:60] + "\n" + said[60:]}]), fmt="table", output=None)
    lines = capsys.readouterr().out.splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    shown = "".join(lines)
    assert all(one in shown for one in said) and "…" not in shown
    assert len(lines) < 16
    show(pd.DataFrame([{"text": said, "source_text": said, "kind": "own_past"}]), fmt="table", output=None)
    shown = capsys.readouterr().out
    assert all(shown.count(one) == 2 for one in said)


def test_codes_of_another_corpus_are_called_so(corpus: Path, sheet: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(REPORT.format(agency="白鹭县水务局"), encoding="utf-8")
    status, _, err = run("evaluate", other, sheet, "--draws", "0")
    assert status == 2 and "nothing to compare: 6 coded rows are about no item of this run" in err
    bare = tmp_path / "乙.csv"
    bare.write_text("item_id,theme\nx#1,content\nx#2,content\n", encoding="utf-8")
    status, _, err = run("evaluate", other, bare)
    assert status == 2
    assert "乙.csv: none of its 2 coded rows is about an item of this run; of another corpus?" in err


def test_marked_up_reports_that_are_not_there_are_not_missed(corpus: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    for place in ("澄湖市教育局/2021", "别处/2021"):
        (gold / place).parent.mkdir(parents=True)
        (gold / f"{place}.xml").write_text(
            '<section kind="problems"><problem theme="timeliness">更新不及时</problem>。</section>', encoding="utf-8"
        )
    status, out, err = run("evaluate", corpus, gold, "--of", "item", "--draws", "0")
    assert status == 0
    assert "别处/2021.xml (别处/2021): no such report in the corpus" in err
    assert "found no such item" not in err
    assert ["recall", "1.00"] in [line.split() for line in out.splitlines()]


def test_only_some_lost_rows_are_named(corpus: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "甲.csv"
    rows = [f"x#{n},{'0' * 64},{n},{n + 2},content" for n in range(30)]
    sheet.write_text("\n".join(["item_id,sha256,start,end,theme", *rows]), encoding="utf-8")
    err = run("evaluate", corpus, sheet)[2]
    assert err.count("its file is not in the corpus") == 20 and "  … 10\n" in err


def test_a_model_tells_how_much_is_from_sheets() -> None:
    about = {"items": 4213, "voices": 104, "from_sheets": 1900}
    lines = card(about).splitlines()[2:]
    assert " ".join(lines) == (
        "Learned from 4213 coded items, 1900 of them from sheets, in 104 voices (agencies, in sheets): the primary and "
        "further themes of items, and which acts are boilerplate, general or substantive."
    )
    assert max(map(len, lines)) <= 100
    del about["from_sheets"]
    assert card(about).splitlines()[2].endswith("in 104 voices: the primary and further themes of")
