"""A codebook is refused with all its faults at once, and tests itself."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from textkit.coding.codebook import OTHER, CodebookError, check_codebook, load_codebook
from textkit.coding.matching import rank_themes

GOOD = """\
[meta]
name = "parks"
version = "1"
language = "zh"

[[parent]]
id = "all"
label = "全部"
label_en = "All"

[[theme]]
id = "water"
parent = "all"
label = "水"
label_en = "Water"
definition = "Lakes and ponds."
cues = ["湖面", "池塘"]
patterns = ['水位[^，。]{0,4}低']
examples = ["湖面变小了", "水位有点低"]
counterexamples = ["树木枯死"]

[[theme]]
id = "trees"
parent = "all"
label = "树"
label_en = "Trees"
definition = "Trees."
cues = [
  "树木",
  "古树",
]
not_cues = ["树木公司"]
examples = ["古树要保护"]

[[theme]]
id = "other"
parent = "all"
label = "其他"
label_en = "Other"
definition = "The rest."
cues = []
"""


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes the good codebook with some replacements."""

    def write(*changes: tuple[str, str]) -> Path:
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "my.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_builtin_codebook_is_complete() -> None:
    built_in = load_codebook()
    assert check_codebook() == []
    assert " ".join(theme.id for theme in built_in.themes) == (
        "content timeliness standards vetting requests disputes interpretation participation platform "
        "staffing skills awareness coordination oversight other"
    )
    assert " ".join(parent.id for parent in built_in.parents) == (
        "disclosure requests communication capacity governance"
    )
    for theme in built_in.themes:
        assert theme.label and theme.label_en and theme.definition and theme.definition_zh
        assert len(theme.examples) >= 6 and len(theme.counterexamples) >= 4, theme.id
        assert theme.id == OTHER or len(theme.cues) >= 30, theme.id


def test_sha256_is_that_of_the_file() -> None:
    data = (resources.files("textkit") / "resources/codebooks/disclosure.toml").read_bytes()
    assert load_codebook().sha256 == hashlib.sha256(data).hexdigest()


def test_codebook_survives_pickling_for_workers() -> None:
    built_in = load_codebook()
    again = pickle.loads(pickle.dumps(built_in))
    assert again == built_in and hash(again) == hash(built_in)
    assert rank_themes("栏目长期未更新", again) == rank_themes("栏目长期未更新", built_in)


def test_frame_has_a_row_per_theme() -> None:
    frame = load_codebook().to_frame()
    assert frame["theme"].is_unique and len(frame) == 15
    assert frame.set_index("theme").loc["skills", "parent_label_en"] == "Capacity"


def test_a_codebook_of_another_genre_loads_by_path(book: Callable[..., Path]) -> None:
    parks = load_codebook(book())
    assert [hit.theme for hit in rank_themes("湖面结冰，古树倒伏", parks)] == ["water", "trees"]
    assert rank_themes("树木公司来访", parks) == []


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (('"Water"', '"Water"\ncolour = "blue"'), 16, "unknown key 'colour'; allowed are id, parent"),
        (('label = "水"\n', ""), 11, "no label"),
        (('cues = ["湖面", "池塘"]', 'cues = "湖面"'), 17, "cues must be a list of strings"),
        (('id = "trees"', 'id = "water"'), 23, "the id stands twice"),
        (('"trees"\nparent = "all"', '"trees"\nparent = "al"'), 24, "no parent 'al'; there are all"),
        (('cues = ["湖面", "池塘"]', "cues = []"), 17, "no cues"),
        (("'水位[^，。]{0,4}低'", "'水位(低'"), 18, "bad pattern"),
        (("'水位[^，。]{0,4}低'", "'水位.*低'"), 18, "repetition without bound"),
        (("'水位[^，。]{0,4}低'", "'(?:水)?'"), 18, "matches nothing at all"),
        (('"古树",', '"古树",\n  "池塘",'), 31, "'池塘' also stands under 'water'"),
        (('"古树",', '"古树",\n  "古树",'), 30, "'古树' stands twice"),
        (('"水位有点低"', '"船很多"'), 19, "the example '船很多' gets other"),
        (('"树木枯死"', '"池塘干了"'), 20, "the counterexample '池塘干了' gets water"),
        (('not_cues = ["树木公司"]', 'not_cues = ["树木"]'), 32, "is also a cue"),
        (('not_cues = ["树木公司"]', 'shared = ["草地"]'), 32, "is shared but no cue"),
        (('not_cues = ["树木公司"]', 'topic = "last"'), 32, "topic must be"),
        (('id = "water"', 'id = "a;b"'), 12, "an id is made of letters, digits, _ and -"),
        (('id = "trees"', 'id = "old trees"'), 23, "theme 'old trees': an id is made of"),
        (('id = "trees"', 'id = "-trees"'), 23, "and begins with no -"),
        (('id = "all"', 'id = ""'), 7, "parent '': an id is made of"),
        (('id = "trees"', 'id = "Water"'), 23, "theme 'Water': the id 'Water' is also the id of 'water'"),
        (('label = "树"', 'label = "水"'), 25, "theme 'trees': the label '水' is also the label of 'water'"),
        (('label = "树"', 'label = "Water"'), 25, "theme 'trees': the label 'Water' is also the id of 'water'"),
        (('"Trees"', '"water"'), 26, "theme 'trees': the label_en 'water' is also the id of 'water'"),
        (('"Trees"', '" 水"'), 26, "theme 'trees': the label_en '水' is also the label of 'water'"),
        (('id = "other"', 'id = "rest"'), None, "no theme 'other'"),
        (('version = "1"\n', 'version = "1"\n[extra]\n'), 4, "unknown table 'extra'"),
        (("[meta]", "extra.word = 1\n[meta]"), 1, "unknown table 'extra'"),
        (('version = "1"', 'version = "1"\nextra = 1\n["extra".a]'), 5, "unknown table 'extra'"),
        (("cues = []", "cues = [\n"), None, "not TOML"),
    ],
)
def test_fault_is_named_with_its_line(
    book: Callable[..., Path], change: tuple[str, str], line: int | None, message: str
) -> None:
    path = book(change)
    faults = [fault for fault in check_codebook(path) if message in fault.message]
    assert faults, check_codebook(path)
    if line:
        assert faults[0].line == line
        assert str(faults[0]).startswith(f"{path}:{line}: ")
    with pytest.raises(CodebookError, match="(?s)" + message.split("'")[0].split("(")[0].strip()):
        load_codebook(path)


@pytest.mark.parametrize("name", ["树木", "TREES-2", "a_b"])
def test_an_id_may_be_in_any_script_and_labels_may_repeat_it(book: Callable[..., Path], name: str) -> None:
    changes = (('"trees"', f'"{name}"'), ('label = "树"', f'label = "{name}"'), ('"Trees"', f'"{name}"'))
    assert check_codebook(book(*changes)) == []


def test_all_faults_of_all_kinds_are_named_at_once(book: Callable[..., Path]) -> None:
    path = book(
        ('"Water"', '"Water"\ncolour = "blue"'),
        ("'水位[^，。]{0,4}低'", "'水位(低'"),
        ('"树木枯死"', '"池塘干了"'),
        ('"trees"\nparent = "all"', '"trees"\nparent = "al"'),
        ('"古树",', '"古树",\n  "古树",\n  "池塘",'),
        ('"古树要保护"', '"船很多"'),
    )
    with pytest.raises(CodebookError) as caught:
        load_codebook(path)
    told = [(fault.line, fault.message.split(": ", 1)[1]) for fault in caught.value.faults]
    expected = [
        (16, "unknown key 'colour'"),
        (19, "'水位(低'"),
        (20, "the example '水位有点低' gets other as long as its pattern is bad"),
        (21, "the counterexample '池塘干了' gets water"),
        (25, "no parent 'al'"),
        (31, "the cue '古树' stands twice"),
        (33, "the cue '池塘' also stands under 'water'"),
        (36, "the example '船很多' gets other"),
    ]
    assert len(told) == len(expected), told
    for (line, message), (at, begin) in zip(told, expected, strict=True):
        assert line == at and message.startswith(begin)


def test_one_fault_hides_no_other(book: Callable[..., Path]) -> None:
    path = book(
        ('id = "all"\n', ""),
        ('["湖面", "池塘"]', '["湖面", "池塘", "湖面", "", 3]'),
        ("'水位[^，。]{0,4}低'", "'水位(低'"),
        ('"湖面变小了"', '"山很多"'),
        ('id = "trees"\n', ""),
        ('"古树",', '"古树",\n  "池塘",'),
        ('"古树要保护"', '"船很多"'),
    )
    expected = [
        (6, "parent: no id"),
        (16, "theme 'water': cues must be a list of strings, none of them empty"),
        (16, "theme 'water': the cue '湖面' stands twice"),
        (17, "bad pattern of theme 'water': '水位(低'"),
        (18, "theme 'water': the example '山很多' gets other as long as its pattern is bad"),
        (18, "theme 'water': the example '水位有点低' gets other as long as its pattern is bad"),
        (21, "theme: no id"),
        (29, "theme '': the cue '池塘' also stands under 'water'"),
        (32, "theme '': the example '船很多' gets other"),
    ]
    told = [(fault.line, fault.message) for fault in check_codebook(path)]
    assert len(told) == len(expected), told
    for (line, message), (at, begin) in zip(told, expected, strict=True):
        assert line == at and message.startswith(begin)


def test_a_shared_cue_gives_both_themes(book: Callable[..., Path]) -> None:
    path = book(
        ('cues = ["湖面", "池塘"]', 'cues = ["湖面", "岸"]\nshared = ["岸"]'),
        ('not_cues = ["树木公司"]', 'shared = ["岸"]'),
        ('"古树",', '"古树", "岸",'),
    )
    parks = load_codebook(path)
    assert {hit.theme for hit in rank_themes("岸", parks)} == {"water", "trees"}


def test_unknown_name_lists_the_built_in_ones() -> None:
    with pytest.raises(FileNotFoundError, match="built in: disclosure"):
        load_codebook("disclosures")


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "gb.toml"
    path.write_bytes(b"[meta]\nname = '" + "公开".encode("gb18030") + b"'\n")
    assert [(fault.line, fault.message) for fault in check_codebook(path)] == [(2, "not UTF-8")]
