"""The results folder: whole or not at all, and nothing of others written over."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textkit.analysis import Analysis, empty_frames
from textkit.records import FRAMES, frame
from textkit.results import ResultsRefusedError, read_results, write_results
from textkit.study import analyze, publish

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def found() -> Analysis:
    return analyze(ROOT / "corpora" / "sample" / "chenghu-edu")


def test_round_trip(found: Analysis, tmp_path: Path) -> None:
    folder = publish(found, tmp_path / "out")
    again = read_results(folder)
    for name, data in found.frames().items():
        if name != "comparisons":
            pd.testing.assert_frame_equal(getattr(again, name), data)
    assert again.texts == found.texts
    assert list(again.labels.items()) == list(found.labels.items())
    item = found.items.iloc[0]
    assert again.cite(item["item_id"]) == found.cite(item["item_id"])


def test_groups_are_compared(found: Analysis, tmp_path: Path) -> None:
    compared = read_results(publish(found, tmp_path / "out", by="year")).comparisons
    assert set(compared["group"]) == {"2020", "2021", "2022"}
    shares = compared[compared["reference"].isna() & (compared["role"] == "problem") & (compared["group"] == "2021")]
    assert set(shares["term"]) == set(found.labels)
    assert float(shares["estimate"].sum()) == pytest.approx(1)
    assert {"substantive"} < set(compared["term"]) and compared["reference"].notna().any()
    assert found.comparisons.empty


def test_folder_holds_what_is_promised(found: Analysis, tmp_path: Path) -> None:
    folder = publish(found, tmp_path / "out", by="year", lang="zh")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in found.frames():
        assert {f"{name}.csv", f"{name}.parquet"} <= names
    assert "manifest.json" in names
    for figure in ("problems-measures", "themes-by-year", "substance-by-year", "coverage"):
        assert {f"figures/{figure}.{suffix}" for suffix in ("pdf", "png", "csv")} <= names
    assert (folder / "items.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_by"] == "textkit"
    assert len(manifest["inputs"]) == 3


def test_two_runs_give_the_same_bytes(found: Analysis, tmp_path: Path) -> None:
    first, second = publish(found, tmp_path / "a"), publish(found, tmp_path / "b")
    for path in first.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path


def test_workers_and_order_change_nothing(found: Analysis) -> None:
    again = analyze(ROOT / "corpora" / "sample" / "chenghu-edu", workers=2)
    for name, data in found.frames().items():
        pd.testing.assert_frame_equal(getattr(again, name), data)


def test_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(ResultsRefusedError, match=r"thesis\.docx"):
        write_results(Analysis(**empty_frames()), tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_results_with_a_foreign_file_are_refused(tmp_path: Path) -> None:
    folder = write_results(Analysis(**empty_frames()), tmp_path / "out")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ResultsRefusedError, match=r"notes\.txt"):
        write_results(Analysis(**empty_frames()), folder)


def test_failed_write_leaves_the_old_results(tmp_path: Path) -> None:
    folder = write_results(Analysis(**empty_frames(), manifest={"run": 1}), tmp_path / "out")

    def fail(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_results(Analysis(**empty_frames(), manifest={"run": 2}), folder, draw=fail)
    assert read_results(folder).manifest["run"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_formulas_are_guarded_in_csv_only(tmp_path: Path) -> None:
    frames = empty_frames()
    row = {"path": "=cmd.txt", "result": "failed", "reason": "+1+1"}
    frames["quality"] = frame("quality", [row])
    folder = write_results(Analysis(**frames), tmp_path / "out")
    assert "'=cmd.txt" in (folder / "quality.csv").read_text(encoding="utf-8-sig")
    assert read_results(folder).quality.loc[0, "path"] == "=cmd.txt"


@pytest.mark.parametrize("name", FRAMES)
def test_empty_frames_have_their_columns(name: str) -> None:
    empty = frame(name)
    assert list(empty.columns) == list(FRAMES[name])
    assert {c: str(t) for c, t in empty.dtypes.items()} == dict(FRAMES[name])


def test_reports_come_back_with_text_and_identity(found: Analysis) -> None:
    reports = found.to_reports()
    assert [(r.report_id, r.agency, r.year) for r in reports] == [
        (f"{year}", "澄湖市教育局", year) for year in (2020, 2021, 2022)
    ]
    assert all(r.text == found.texts[r.report_id] for r in reports)


def test_without_comparison_the_rest_is_the_same(found: Analysis) -> None:
    alone = analyze(ROOT / "corpora" / "sample" / "chenghu-edu", compare=False)
    assert alone.reuse.empty and alone.reuse_shares.empty and alone.leftovers.empty
    for name in ("items", "acts", "slots", "themes", "substance", "tables", "checks", "quality"):
        pd.testing.assert_frame_equal(getattr(alone, name), getattr(found, name))
