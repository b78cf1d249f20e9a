"""Codes set by hand are honoured on every run, or named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import textkit
from textkit.analysis import Analysis
from textkit.coding.codes import CodesError
from textkit.handcoding.evaluation import evaluate_codes
from textkit.results import read_results, write_results


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus, tmp_path / "corpus"))


def first_of(found: Analysis, role: str) -> pd.Series:  # type: ignore[type-arg]
    return found.items[found.items["role"] == role].iloc[0]


def test_frames_hold_what_people_said(found: Analysis, folder: Path) -> None:
    problem, measure = first_of(found, "problem"), first_of(found, "measure")
    sha256 = found.reports.set_index("report_id")["sha256"][problem["report_id"]]
    text = (
        "item_id,sha256,start,end,role,status,theme,substance\n"
        f"{measure['item_id']},,,,,done,业务能力|content,checkable\n"
        f",{sha256},{problem['start'] + 1},{problem['end']},measure,ongoing,,\n"
    )
    (folder / "overrides.csv").write_bytes(text.encode("gb18030"))
    again = textkit.analyze(folder, compare=False)
    assert len(again.reports) == len(found.reports)
    items = again.items.set_index("item_id")
    assert items.loc[measure["item_id"], ["status", "human"]].tolist() == ["done", "status theme substance"]
    assert items.loc[problem["item_id"], ["role", "status", "human"]].tolist() == ["measure", "ongoing", "role status"]
    assert items["human"].notna().sum() == 2
    themes = again.themes[again.themes["item_id"] == measure["item_id"]]
    assert themes[["theme", "rank", "weight", "method"]].to_numpy().tolist() == [
        ["skills", 1, 0.5, "human"],
        ["content", 2, 0.5, "human"],
    ]
    assert themes[["probability", "start", "cue"]].isna().all(axis=None)
    levels = again.substance.set_index("item_id")["substance"]
    assert levels[measure["item_id"]] == "checkable"
    assert problem["item_id"] in levels.index  # what people call a measure is scored as one
    assert problem["item_id"] in set(again.acts["item_id"])
    about = again.manifest["overrides"]
    assert {name: about[name] for name in ("items", "role", "status", "theme", "substance", "not_honoured")} == {
        "items": 2, "role": 1, "status": 2, "theme": 1, "substance": 1, "not_honoured": 0,
    }  # fmt: skip
    numbered = again.items.groupby(["report_id", "role"])["position"].apply(list)
    assert all(places == list(range(1, len(places) + 1)) for places in numbered)


def test_everything_else_stays_as_it_was(found: Analysis, folder: Path) -> None:
    measure = first_of(found, "measure")["item_id"]
    (folder / "overrides.csv").write_text(f"item_id,theme\n{measure},other\n", encoding="utf-8")
    again = textkit.analyze(folder, compare=False)
    others = [data[data["item_id"] != measure].reset_index(drop=True) for data in (again.themes, found.themes)]
    pd.testing.assert_frame_equal(*others)
    pd.testing.assert_frame_equal(again.items.drop(columns="human"), found.items)
    pd.testing.assert_frame_equal(again.substance, found.substance)
    assert again.themes.columns.tolist() == found.themes.columns.tolist()


def test_rows_that_match_nothing_are_named(found: Analysis, folder: Path) -> None:
    problem = first_of(found, "problem")["item_id"]
    text = f"item_id,sha256,start,end,theme,substance\nnowhere#3,,,,content,\n,{'0' * 64},3,9,content,\n{problem},,,,,firm\n"
    (folder / "overrides.csv").write_text(text, encoding="utf-8")
    again = textkit.analyze(folder, compare=False)
    (reason,) = again.quality.loc[again.quality["path"] == "overrides.csv", "reason"]
    assert reason.startswith("rows that could not be honoured: line 2")
    assert "line 2: no such item: nowhere#3" in reason
    assert "line 3: its file is not in the corpus" in reason
    assert "line 4: a status or substance, but the item is a problem" in reason
    assert again.manifest["overrides"]["not_honoured"] == 3
    pd.testing.assert_frame_equal(again.themes, found.themes)


def test_faults_stop_the_run(found: Analysis, folder: Path) -> None:
    item = first_of(found, "measure")["item_id"]
    text = f"item_id,theme,status\n{item},contents,\n{item},,done\n{item},content,soon\n{item},content,\n"
    (folder / "overrides.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CodesError) as error:
        textkit.analyze(folder, compare=False)
    assert "line 2: unknown theme contents" in str(error.value)
    assert "line 4: unknown status soon" in str(error.value)
    assert f"line 2, line 3, line 4, line 5: {item} is overridden more than once" in str(error.value)
    assert str(error.value).startswith(f"{folder / 'overrides.csv'}: line 2")


def test_a_file_elsewhere_and_more_workers(found: Analysis, folder: Path, tmp_path: Path) -> None:
    item = first_of(found, "measure")["item_id"]
    own = tmp_path / "mine.csv"
    own.write_text(f"item_id,theme\n{item},disputes\n", encoding="utf-8")
    runs = [textkit.analyze(folder, overrides=own, compare=False, workers=n) for n in (1, 2)]
    for run in runs:
        assert run.themes.loc[run.themes["item_id"] == item, "theme"].tolist() == ["disputes"]
    pd.testing.assert_frame_equal(runs[0].items, runs[1].items)
    with pytest.raises(FileNotFoundError):
        textkit.analyze(folder, overrides=tmp_path / "nowhere.csv", compare=False)


def test_people_are_not_compared_with_themselves(found: Analysis, folder: Path, tmp_path: Path) -> None:
    items = found.items[found.items["role"] == "problem"]
    overridden = items["item_id"].iloc[0]
    (folder / "overrides.csv").write_text(f"item_id,theme\n{overridden},disputes\n", encoding="utf-8")
    again = read_results(write_results(textkit.analyze(folder, compare=False), tmp_path / "results"))
    codes = items[["item_id"]].assign(coder="甲", theme="disputes", role="problem")
    scores = evaluate_codes(again, codes, of=["theme", "role"], draws=5)
    agreed = scores[scores["measure"] == "agreement"].set_index("of")
    assert agreed.loc["theme", "n_items"] == len(items) - 1
    assert agreed.loc["theme", "estimate"] == 0
    assert agreed.loc["role", "n_items"] == len(items)


def test_what_is_no_item_is_dropped_everywhere(found: Analysis, folder: Path) -> None:
    gone = first_of(found, "problem")
    (folder / "overrides.csv").write_text(f"item_id,role\n{gone['item_id']},none\n", encoding="utf-8")
    again = textkit.analyze(folder, compare=False)
    assert len(again.items) == len(found.items) - 1
    for name in ("items", "themes", "acts", "substance"):
        assert gone["item_id"] not in set(again.frames()[name]["item_id"])
    same = again.items[(again.items["report_id"] == gone["report_id"]) & (again.items["role"] == "problem")]
    assert same["position"].tolist() == [1, 2]
    assert gone["item_id"] not in set(again.items["pair_id"].dropna())
    assert again.manifest["overrides"]["dropped"] == 1
    assert again.items["human"].isna().all()
