"""Out to coders and back: in any file a spreadsheet makes, wherever the reports lie now, and nothing lost unnamed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

import textkit
from textkit.analysis import Analysis
from textkit.coding.codes import CodesError
from textkit.handcoding.codings import Coding, gold_coding, read_coding
from textkit.handcoding.evaluation import agree_codes, coded_as, evaluate_codes, program_codes
from textkit.handcoding.exporting import PlaceTakenError, write_sample
from textkit.handcoding.sampling import sample_items
from textkit.handcoding.sheets import COLUMNS


def exported(found: Analysis, place: Path, *, n: int = 20, **options: Any) -> Path:
    sample = sample_items(found.items, found.themes, n=n, by=["year"], random_state=3)
    return write_sample(found, sample, place, **options)


def rows_of(sheet: Path) -> pd.DataFrame:
    return pd.read_csv(sheet, dtype=str, keep_default_na=False)


def by_name(scores: pd.DataFrame, of: str, measure: str, name: str | None = None) -> pd.Series[Any]:
    chosen = scores[(scores["of"] == of) & (scores["measure"] == measure)]
    return chosen.iloc[0] if name is None else chosen[chosen["class"] == name].iloc[0]


def saved_as(sheet: Path, how: str) -> Path:
    """The sheet as some program saves it."""
    data, copy = rows_of(sheet), sheet.with_name(f"{how}.csv")
    if how == "workbook":
        copy = copy.with_suffix(".xlsx")
        data.astype({"start": int, "end": int, "pi": float}).to_excel(copy, index=False)
        return copy
    delimiter, encoding = {
        "excel": (",", "utf-8-sig"),
        "gb": (",", "gb18030"),
        "europe": (";", "utf-8"),
        "unicode": ("\t", "utf-16"),
    }[how]
    copy.write_bytes(data.to_csv(index=False, sep=delimiter, lineterminator="\r\n").encode(encoding))
    return copy


@pytest.mark.parametrize("how", ["excel", "gb", "europe", "unicode", "workbook"])
def test_the_programs_own_codes_come_back_as_they_went(found: Analysis, tmp_path: Path, how: str) -> None:
    sheet = saved_as(exported(found, tmp_path / "样本.csv", prefill=True), how)
    coding = read_coding(sheet, found)
    assert len(coding.codes) == 20
    assert coding.lost.empty
    assert set(coding.codes["coder"]) == {how}
    scores = evaluate_codes(found, coding.codes, draws=20)
    for of in ("theme", "substance", "substantive", "role", "status"):
        assert by_name(scores, of, "agreement")["estimate"] == 1
        assert by_name(scores, of, "f1", "micro")["estimate"] == 1
    assert by_name(scores, "theme", "alpha_sets")["estimate"] == 1


def annotated(tasks: list[dict[str, Any]], by: Any) -> list[dict[str, Any]]:
    """The tasks as Label Studio exports them once predictions were accepted."""
    answer = lambda task: task["predictions"][0]["result"]  # noqa: E731
    return [
        {
            **{name: value for name, value in task.items() if name != "predictions"},
            "id": at,
            "annotations": [
                {"completed_by": by, "was_cancelled": False, "result": answer(task)},
                {"completed_by": 99, "was_cancelled": True, "result": answer(task)},
            ],
            "predictions": task["predictions"],
        }
        for at, task in enumerate(tasks, start=100)
    ]


@pytest.mark.parametrize("by", [7, {"id": 7, "email": "jia@example.cn"}])
def test_label_studio_and_back(found: Analysis, tmp_path: Path, by: Any) -> None:
    tasks = json.loads(exported(found, tmp_path / "ls", to="label-studio", prefill=True).read_text(encoding="utf-8"))
    assert tasks[0]["meta"].keys() >= {"item_id", "sha256", "start", "end", "pi"}
    back = tmp_path / "back.json"
    back.write_text(json.dumps(annotated(tasks, by)), encoding="utf-8")
    coding = read_coding(back, found)
    assert coding.codes["coder"].unique().tolist() == ["7" if by == 7 else "jia@example.cn"]
    assert len(coding.codes) == 20
    themes = program_codes(found, "theme")
    assert coded_as(coding.codes, "theme") == {item: themes[item] for item in coding.codes["item_id"]}
    assert by_name(evaluate_codes(found, coding.codes, draws=5), "substance", "agreement")["estimate"] == 1


def test_label_studio_offers_every_code(found: Analysis, tmp_path: Path) -> None:
    exported(found, tmp_path / "ls", to="label-studio")
    view = ElementTree.parse(tmp_path / "ls" / "config.xml").getroot()
    offered = {each.get("name"): [choice.get("alias") for choice in each] for each in view.iter("Choices")}
    assert offered["theme"] == offered["further"] == list(found.labels)
    assert set(offered["substance"]) == {"boilerplate", "general", "checkable", "firm"}
    names = {each.get("name") for each in view.iter()}
    shown = {value[1:] for each in view.iter("Text") if (value := each.get("value"))}
    task = json.loads((tmp_path / "ls" / "tasks.json").read_text(encoding="utf-8"))[0]
    assert shown <= task["data"].keys()
    assert {each.get("toName") for each in view.iter("Choices")} <= names
    # a label that was exported instead of its alias is understood as well
    label = next(choice.get("value") for choice in view.iter("Choice") if choice.get("alias") == "skills")
    choice = {"from_name": "theme", "type": "choices", "value": {"choices": [label]}}
    back = tmp_path / "back.json"
    back.write_text(json.dumps([{**task, "annotations": [{"completed_by": 1, "result": [choice]}]}]), encoding="utf-8")
    assert read_coding(back, found).codes["theme"].tolist() == ["skills"]


@pytest.mark.parametrize("to", ["csv", "label-studio"])
def test_blind_means_blind(found: Analysis, tmp_path: Path, to: Any) -> None:
    place = exported(found, tmp_path / "blind", to=to)
    if to == "csv":
        rows = rows_of(place)
        assert tuple(rows.columns) == COLUMNS
        assert (rows[["role", "status", "theme", "substance", "coder", "note"]] == "").all(axis=None)
        coding = read_coding(place, found)
        assert coding.codes.empty
        assert coding.n_blank == 20
    else:
        text = place.read_text(encoding="utf-8")
        assert "prediction" not in text
        assert not [code for code in ("problem", "measure", "planned", *found.labels) if f'"{code}"' in text]


def test_a_sheet_shows_the_item_in_its_place(found: Analysis, tmp_path: Path) -> None:
    rows = rows_of(exported(found, tmp_path / "a.csv"))
    for row in rows.to_dict("records"):
        report = found.texts[row["report_id"]]
        assert report[int(row["start"]) : int(row["end"])] == row["text"]
        assert f"【{row['text']}】" in row["context"]
        assert len(row["context"]) > len(row["text"]) + 2
        plain = row["context"].replace("【", "").replace("】", "")
        assert plain in report.replace("\n", " ")


def test_the_manifest_says_what_was_drawn(found: Analysis, tmp_path: Path) -> None:
    exported(found, tmp_path / "a.csv")
    about = json.loads((tmp_path / "a.manifest.json").read_text(encoding="utf-8"))
    assert about["sample"]["random_state"] == 3
    assert sum(each["n"] for each in about["sample"]["strata"]) == 20
    assert sum(each["of"] for each in about["sample"]["strata"]) == 48
    assert about["run"]["inputs_sha256"] == found.manifest["inputs_sha256"]


def test_the_same_seed_gives_the_same_bytes(found: Analysis, tmp_path: Path) -> None:
    one, other = (exported(found, tmp_path / name / "a.csv").read_bytes() for name in "xy")
    assert one == other


def test_hand_coding_is_never_written_over(found: Analysis, tmp_path: Path) -> None:
    sheet = exported(found, tmp_path / "a.csv")
    sheet.write_text("mine", encoding="utf-8")
    with pytest.raises(PlaceTakenError, match=r"a\.csv is there already"):
        exported(found, tmp_path / "a.csv")
    with pytest.raises(PlaceTakenError):
        exported(found, tmp_path, to="label-studio")
    assert sheet.read_text(encoding="utf-8") == "mine"


def test_moved_reports_are_found_by_their_hash(found: Analysis, corpus: Path, tmp_path: Path) -> None:
    sheet = exported(found, tmp_path / "a.csv", prefill=True)
    moved = tmp_path / "moved"
    for at, file in enumerate(sorted(corpus.rglob("*.txt"))):
        (moved / f"{at % 3}").mkdir(parents=True, exist_ok=True)
        shutil.copy(file, moved / f"{at % 3}" / f"r{at}.txt")
    again = textkit.analyze(moved, compare=False)
    coding = read_coding(sheet, again)
    assert coding.lost.empty
    texts = again.items.set_index("item_id")["text"]
    assert [texts[item] for item in coding.codes["item_id"]] == rows_of(sheet)["text"].tolist()
    years = again.items.set_index("item_id")["year"]
    assert [str(years[item]) for item in coding.codes["item_id"]] == [
        re.findall(r"20\d\d", name)[-1] for name in rows_of(sheet)["report_id"]
    ]


def test_swapped_files_do_not_swap_codes(found: Analysis, corpus: Path, tmp_path: Path) -> None:
    """Where the ids still exist but name other files, the hash decides."""
    sheet = exported(found, tmp_path / "a.csv", n=48, prefill=True)
    swapped = tmp_path / "swapped"
    shutil.copytree(corpus, swapped)
    for agency in swapped.iterdir():
        (agency / "2020.txt").rename(agency / "x")
        (agency / "2021.txt").rename(agency / "2020.txt")
        (agency / "x").rename(agency / "2021.txt")
    coding = read_coding(sheet, textkit.analyze(swapped, compare=False))
    assert len(coding.codes) == 48
    known = rows_of(sheet).set_index("item_id")["report_id"]
    for item, (_, old) in zip(coding.codes["item_id"], known.items(), strict=True):
        assert item.partition("#")[0][-4:] != old[-4:]


def changed(sheet: Path, **columns: Any) -> Path:
    rows = rows_of(sheet)
    for name, change in columns.items():
        rows[name] = [change(value) for value in rows[name]]
    rows.to_csv(sheet, index=False)
    return sheet


def test_spans_that_moved_a_little_keep_their_items(found: Analysis, tmp_path: Path) -> None:
    sheet = exported(found, tmp_path / "a.csv", n=48, prefill=True)
    ids = rows_of(sheet)["item_id"].tolist()
    shifted = changed(sheet, item_id=lambda _: "", text=lambda _: "", start=lambda cell: str(int(cell) + 2))
    assert read_coding(shifted, found).codes["item_id"].tolist() == ids


def test_the_words_beat_a_wrong_place(found: Analysis, tmp_path: Path) -> None:
    """Another way of cleaning shifts all places: the neighbour must not get the codes."""
    sheet = exported(found, tmp_path / "a.csv", n=48, prefill=True)
    ids = rows_of(sheet)["item_id"].tolist()
    shift = lambda cell: str(int(cell) + 17)  # noqa: E731
    shifted = changed(sheet, item_id=lambda _: "", start=shift, end=shift)
    assert read_coding(shifted, found).codes["item_id"].tolist() == ids


def test_what_cannot_be_anchored_is_listed_row_by_row(found: Analysis, tmp_path: Path) -> None:
    sheet = exported(found, tmp_path / "a.csv", prefill=True)
    rows = rows_of(sheet)
    rows.loc[0, ["item_id", "sha256"]] = "gone#3", "0" * 64
    rows.loc[1, ["item_id", "start", "end", "text"]] = "gone#4", "0", "5", ""
    rows.to_csv(sheet, index=False)
    coding = read_coding(sheet, found)
    assert coding.lost["where"].tolist() == ["a.csv: line 2", "a.csv: line 3"]
    assert coding.lost["reason"].tolist() == [
        "its file is not in the corpus, or has changed",
        "no item is found at its place",
    ]
    assert len(coding.codes) + len(coding.lost) + coding.n_blank == len(rows)


def test_all_faults_are_named_at_once(found: Analysis, tmp_path: Path) -> None:
    first, second, third = found.items["item_id"].head(3)
    file = tmp_path / "a.csv"
    lines = [
        "item_id,role,status,theme,substance,coder,pi,note",
        f'{first},problem,,content,,甲,,"two\nlines"',
        f"{first},,,skills,,甲,,",
        f"{first},,,skills,,乙,,",
        "nowhere#3,,,skills,,甲,,",
        f"{second},,,contents,,甲,,",
        f"{third},problem,planned,,firm,甲,0,",
        f"{third},,,content;skills;platform;staffing,,乙,1.5,",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CodesError) as error:
        read_coding(file, found)
    said = str(error.value)
    assert f"line 2, line 4: {first} coded more than once by 甲" in said
    assert "line 6: no such item: nowhere#3" in said
    assert "line 7: unknown theme contents; known are content, timeliness" in said
    assert "line 8: status of a problem: only measures have one" in said
    assert "line 8: substance of a problem" in said
    assert "line 8: pi 0 is no probability" in said
    assert "line 9: unknown theme 4 themes, at most 3" in said
    assert "line 9: pi 1.5" in said
    assert "乙" not in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"theme\ncontent\n", "no column item_id"),
        (b"item_id,theme,theme\na,content,\n", "column theme stands twice"),
        (b"item_id,theme\na,content,x\n", "line 2: more cells than columns"),
        (b"PK\x03\x04", "no workbook that can be read; save it as csv"),
    ],
)
def test_files_that_are_no_sheets_say_so(found: Analysis, tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(CodesError, match=message):
        read_coding(file, found)


def test_a_folder_is_no_sheet(found: Analysis, tmp_path: Path) -> None:
    with pytest.raises(CodesError, match="is a folder"):
        read_coding([tmp_path], found)


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]", '[{"item_id": "a"}]', "[" * 100_000])
def test_json_that_is_no_export_says_so(found: Analysis, tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CodesError, match="JSON"):
        read_coding(file, found)


def test_another_export_of_label_studio_is_told_which_to_choose(found: Analysis, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('[{"id": 1, "item_id": "a#1", "theme": "content", "annotator": 4}]', encoding="utf-8")
    with pytest.raises(CodesError, match="choose JSON, not JSON-MIN"):
        read_coding(file, found)


def test_a_file_given_twice_is_one_fault(found: Analysis, tmp_path: Path) -> None:
    one, other = exported(found, tmp_path / "a.csv", prefill=True), tmp_path / "b.csv"
    sheet = rows_of(one).assign(coder="甲")
    for file in (one, other):
        sheet.to_csv(file, index=False)
    with pytest.raises(CodesError) as error:
        read_coding([one, one], found)
    assert str(error.value) == f"{one} is named twice"
    with pytest.raises(CodesError) as error:
        read_coding([one, other], found)
    assert str(error.value) == f"{one} and {other} hold the same codes by one coder"
    sheet.head(1).to_csv(other, index=False)
    with pytest.raises(CodesError, match=r"^a\.csv: line 2, b\.csv: line 2: .* coded more than once by 甲$"):
        read_coding([one, other], found)


def test_labels_are_understood_in_both_languages(found: Analysis, tmp_path: Path) -> None:
    item, other = found.items.loc[found.items["role"] == "measure", "item_id"].head(2)
    file = tmp_path / "a.csv"
    text = f"item_id,role,status,theme,substance\n{item},改进措施,计划,时效更新；业务能力,明确承诺\n{other},Measures,Ongoing,skills|content,Firm\n"
    file.write_text(text, encoding="utf-8")
    codes = read_coding(file, found).codes
    assert codes[["role", "status", "theme", "substance"]].to_numpy().tolist() == [
        ["measure", "planned", "timeliness skills", "firm"],
        ["measure", "ongoing", "skills content", "firm"],
    ]


def test_cells_like_formulas_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "=1+1.txt").write_text(
        "甲局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n一是-更新慢；二是人员不足。",
        encoding="utf-8",
    )
    found = textkit.analyze(folder, compare=False)
    sheet = exported(found, tmp_path / "a.csv", prefill=True)
    assert "'=1+1#" in sheet.read_text(encoding="utf-8-sig")
    changed(sheet, sha256=lambda _: "")  # the id alone must do
    assert read_coding(sheet, found).codes["item_id"].tolist() == found.items["item_id"].tolist()


# --- scores ---------------------------------------------------------------------------------------------


def coded(found: Analysis, **columns: Any) -> Coding:
    data = found.items[["item_id"]].assign(coder="甲", **columns)
    return Coding(data, data.head(0), 0)


def test_unequal_chances_weigh_the_scores(found: Analysis) -> None:
    roles = program_codes(found, "role")
    pi = [0.1 if at % 4 == 0 else 0.5 for at in range(48)]
    said = [("cause" if at % 4 == 0 else roles[item]) for at, item in enumerate(found.items["item_id"])]
    alike = evaluate_codes(found, coded(found, role=said).codes, of=["role"], draws=10)
    weighed = evaluate_codes(found, coded(found, role=said, pi=pi).codes, of=["role"], draws=10)
    assert by_name(alike, "role", "agreement")["estimate"] == 0.75
    # 12 wrong items that stand for 10 each beside 36 right ones that stand for 2 each
    assert by_name(weighed, "role", "agreement")["estimate"] == pytest.approx(72 / 192)
    assert by_name(weighed, "role", "f1", "micro")["estimate"] == pytest.approx(72 / 192)
    assert weighed["weighted"].all()
    assert not alike["weighted"].any()
    confusion = weighed[weighed["measure"] == "confusion"]
    assert confusion["n_items"].sum() == 48


def test_intervals_draw_agencies(found: Analysis) -> None:
    scores = evaluate_codes(found, coded(found, theme="content").codes, of=["theme"], draws=50)
    assert set(scores.loc[scores["measure"] != "confusion", "n_clusters"]) == {4}
    one = found.items["agency"] == "澄湖市教育局"
    alone = evaluate_codes(found, coded(found, theme="content").codes[one], of=["theme"], draws=50)
    assert alone["ci_low"].isna().all()


def test_every_coder_is_compared_with_every_other(found: Analysis) -> None:
    ids = found.items["item_id"].tolist()
    said = {"甲": "content", "乙": "content skills", "丙": "skills"}
    codes = pd.DataFrame(
        [(item, coder, theme) for coder, theme in said.items() for item in ids], columns=["item_id", "coder", "theme"]
    )
    scores = agree_codes(codes, themes=list(found.labels), draws=10)
    shares = scores[scores["measure"] == "agreement"].set_index(["coder", "against"])["estimate"]
    assert len(shares) == 4
    assert shares[("乙", "甲")] == 1
    assert shares[("丙", "甲")] == 0
    assert shares[("all", "")] == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="no item was coded by two"):
        agree_codes(codes[codes["coder"] == "甲"], themes=list(found.labels))


def test_codes_from_elsewhere(tmp_path: Path, found: Analysis) -> None:
    file = tmp_path / "a.csv"
    file.write_text("item_id,code,coder\nx,good,甲\ny,bad,甲\nx,good,乙\ny,not sure,乙\n", encoding="utf-8")
    scores = agree_codes(read_coding(file).codes, themes=[], draws=5)
    assert by_name(scores, "code", "agreement")["estimate"] == 0.5
    item = found.items["item_id"].iloc[0]
    file.write_text(f"item_id,code,coder\n{item},firm,甲\n", encoding="utf-8")
    assert read_coding(file, found).codes["substance"].tolist() == ["firm"]
    file.write_text(f"item_id,code,coder\n{item},good,甲\n", encoding="utf-8")
    with pytest.raises(CodesError, match="belong to no one field"):
        read_coding(file, found)
    with pytest.raises(CodesError, match="line 2: unknown theme good"):
        read_coding(file, found, of="theme")


def test_one_wrong_code_is_named_and_hides_no_other(tmp_path: Path, found: Analysis) -> None:
    ids = found.items["item_id"].tolist()
    themes = [theme.split()[0] for theme in program_codes(found, "theme").values()]
    one, other = tmp_path / "甲.csv", tmp_path / "乙.csv"
    for file in (one, other):
        rows = [f"{item},{theme},{file.stem}" for item, theme in zip(ids, themes, strict=True)]
        rows[3] = f"{ids[3]},{'contents' if file == other else 'content'},{file.stem}"
        file.write_text("\n".join(["item_id,code,coder", *rows]), encoding="utf-8")
    meant = r"乙\.csv: line 5: unknown theme contents; known are content, .*; did you mean content\?$"
    for files, run in (([one, other], None), ([other], found), ([other], None)):
        with pytest.raises(CodesError, match=meant) as error:
            read_coding(files, run, themes=found.labels)
        assert len(str(error.value).splitlines()) == 1
    # codes of half the rows say nothing without a run; with one, no other codes could be compared
    other.write_text(f"item_id,code,coder\n{ids[0]},content,乙\n{ids[1]},good,乙\n", encoding="utf-8")
    assert read_coding(other, themes=found.labels).codes["code"].tolist() == ["content", "good"]
    with pytest.raises(CodesError, match="line 3: unknown theme good"):
        read_coding(other, found)


def test_coders_of_different_fields_are_told_what_each_coded() -> None:
    codes = pd.DataFrame(
        {"item_id": ["a#1", "a#1", "a#7"], "coder": ["甲", "乙", "乙"], "theme": ["content", None, None]}
        | {"code": [None, "good", "bad"]}
    )
    with pytest.raises(ValueError, match=r"by two coders: 乙: code \(of no field\) of 2; 甲: theme of 1"):
        agree_codes(codes, themes=["content"])


# --- what is no item, and what was missed ---------------------------------------------------------------


def test_what_is_no_item_counts_against_what_was_found(found: Analysis, tmp_path: Path) -> None:
    ids = found.items["item_id"].tolist()
    roles = program_codes(found, "role")
    file = tmp_path / "甲.csv"
    rows = [f"{item},{'不是条目' if at < 12 else roles[item]}" for at, item in enumerate(ids)]
    file.write_text("\n".join(["item_id,role", *rows]), encoding="utf-8")
    codes = read_coding(file, found).codes
    assert (codes["role"] == "none").sum() == 12
    scores = evaluate_codes(found, codes, draws=20)
    found_in_vain = by_name(scores, "item", "precision")
    assert found_in_vain[["estimate", "n_items", "n_clusters"]].tolist() == [0.75, 48, 4]
    assert set(scores.loc[scores["of"] == "item", "measure"]) == {"precision"}
    assert by_name(scores, "role", "agreement")["estimate"] == 0.75
    assert by_name(scores, "role", "recall", "macro")["estimate"] == 1  # none is no class that could be found
    assert by_name(scores, "role", "precision", "micro")["estimate"] == 0.75
    two = pd.concat([codes, codes.assign(coder="乙", role="problem")])
    agreed = agree_codes(two, themes=list(found.labels), of=["item"], draws=5)
    assert by_name(agreed, "item", "agreement")["estimate"] == 0.75


def test_no_item_has_no_other_code(found: Analysis, tmp_path: Path) -> None:
    file = tmp_path / "甲.csv"
    file.write_text(f"item_id,role,theme\n{found.items['item_id'].iloc[0]},none,content\n", encoding="utf-8")
    with pytest.raises(CodesError, match="line 2: theme of what is no item"):
        read_coding(file, found)


def test_marked_up_reports_tell_what_was_missed_and_found_in_vain(found: Analysis, tmp_path: Path) -> None:
    report = found.reports["report_id"].iloc[0]
    items = found.items[found.items["report_id"] == report]
    marked = [*items.loc[items["role"] == "problem", "text"].iloc[1:], "公众号无人维护"]
    problems = "；".join(f'<problem theme="other">{text}</problem>' for text in marked)
    file = tmp_path / "gold" / f"{report}.xml"
    file.parent.mkdir(parents=True)
    file.write_text(f'<section kind="problems">{problems}。</section>', encoding="utf-8")
    coding = gold_coding(tmp_path / "gold", found)
    assert coding.codes["role"].value_counts().to_dict() == {"none": 4, "problem": 2}
    assert len(coding.lost) == 1
    scores = evaluate_codes(found, coding.codes, missed=coding.lost["item_id"].tolist(), of=["item"], draws=5)
    assert by_name(scores, "item", "precision")["estimate"] == pytest.approx(2 / 6)
    assert by_name(scores, "item", "recall")[["estimate", "n_items"]].tolist() == [pytest.approx(2 / 3), 3]
    assert set(scores["n_clusters"]) == {1}


def test_faults_name_their_file(tmp_path: Path) -> None:
    sheet = tmp_path / "乙.csv"
    sheet.write_text("item_id,theme\na#1,没有的主题\n", encoding="utf-8")
    with pytest.raises(CodesError, match=r"乙\.csv: line 2: unknown theme"):
        read_coding(sheet, themes={"content": ("公开内容", "Content")})
