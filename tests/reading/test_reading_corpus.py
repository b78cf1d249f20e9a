"""Folders: what is read, in which order, what stands twice."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from constructed import PARAGRAPHS, TEXT

from textkit.reading import find_sources, mark_duplicates, read_corpus, read_report, read_source

Save = Callable[..., Path]


def ids(root: Path) -> list[str]:
    return [source.report_id for source in find_sources(root)]


def test_what_is_left_out(save: Save, tmp_path: Path) -> None:
    for name in (".hidden.txt", "README.md", "readme.txt", "gold/a.xml", "metadata.csv", "agencies.csv"):
        save(name, "x")
    save(".git/a.txt", "x")
    save("~$a.docx", "x")
    save("results/manifest.json", json.dumps({"textkit": "0.1"}))
    save("results/items.csv", "x")
    save("other/manifest.json", json.dumps({"name": "app"}))
    save("extra/list.csv", "x")
    save("乙/b.txt", "x")
    save("a b.txt", "x")
    sources = find_sources(tmp_path, exclude=[tmp_path / "extra" / "list.csv"])
    assert [source.report_id for source in sources] == ["a b", "other/manifest", "乙/b"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*nowhere"):
        find_sources(tmp_path / "nowhere")


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(tmp_path)
    assert (corpus.reports, corpus.quality) == ([], [])


def test_paths_are_posix_and_composed(save: Save, tmp_path: Path) -> None:
    save(unicodedata.normalize("NFD", "Café/é.txt"), TEXT)
    (source,) = find_sources(tmp_path)
    assert source.path == unicodedata.normalize("NFC", "Café/é.txt")
    assert read_source(source).reports[0].report_id == unicodedata.normalize("NFC", "Café/é")


def test_names_that_differ_in_form_only_are_both_read(save: Save, tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        save(unicodedata.normalize(form, "é.txt"), TEXT)
    assert len({source.report_id for source in find_sources(tmp_path)}) == len(list(tmp_path.iterdir()))


def test_stems_that_collide_keep_their_suffix(save: Save, tmp_path: Path) -> None:
    for name in ("a.txt", "a.pdf", "b.txt"):
        save(name, "x")
    assert ids(tmp_path) == ["a.pdf", "a.txt", "b"]


def test_links_in_a_circle_end(save: Save, tmp_path: Path) -> None:
    file = save("in/a.txt", TEXT)
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    assert ids(tmp_path) == ["gone", "in/a"]
    corpus = read_corpus(tmp_path)
    assert [(row.path, row.result) for row in corpus.quality] == [("gone.txt", "failed"), ("in/a.txt", "ok")]
    assert file.samefile(tmp_path / "in" / "loop" / "in" / "a.txt")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (row,) = read_corpus(tmp_path).quality
    assert (row.result, row.reason) == ("skipped", "not a regular file")


def test_one_file_is_a_corpus(save: Save) -> None:
    save("b.txt", "x")
    assert [report.report_id for report in read_corpus(save("a.txt", TEXT)).reports] == ["a"]


def test_texts_that_stand_twice_are_marked_whatever_the_order(save: Save, tmp_path: Path) -> None:
    save("x/copy.txt", TEXT)
    save("page.html", "".join(f"<p>{line}</p>" for line in TEXT.split("\n")))
    save("longer.txt", TEXT + "\n印发日期以原件为准。")
    save("other.txt", TEXT.split("\n")[0] + "\n" + "\n".join(PARAGRAPHS[:2]))
    save("2022.txt", TEXT.replace("2021", "2022"))
    readings = [read_source(source) for source in find_sources(tmp_path)]
    expected = {"2022": None, "longer": None, "other": None, "page": "longer", "x/copy": "longer"}
    for seed in range(4):
        random.Random(seed).shuffle(readings)
        marked = mark_duplicates(readings)
        assert [m.quality[0].path for m in marked] == [r.quality[0].path for r in readings]
        assert {m.reports[0].report_id: m.reports[0].duplicate_of for m in marked} == expected
        rows = {m.quality[0].report_id: m.quality[0] for m in marked}
        assert rows["page"].result == "duplicate"
        assert rows["other"].reason == "another text of this agency and year: longer"
        assert rows["2022"].reason is None


def test_a_text_can_be_given_itself() -> None:
    report = read_report(TEXT)
    assert (report.text, report.agency, report.path) == (TEXT, "云屏市水务局", "")


def test_no_report_or_several_are_refused(save: Save, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gives 0 reports: empty file"):
        read_report(save("a.txt", ""))
    with pytest.raises(ValueError, match="use read_corpus"):
        read_report(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_report("没有.txt")


def test_a_large_report_is_read(save: Save) -> None:
    report = read_report(save("2021_云屏市水务局.txt", TEXT + "\n" + "公开文件，更新专栏，答复来电。" * 150_000))
    assert len(report.text) > 2_000_000
