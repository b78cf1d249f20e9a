"""Words equal jieba's; nothing global is touched."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit import words


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    """jieba as its own documentation sets it up, with our dictionary."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    path = Path(words.__file__).parent / "resources" / "words" / "dictionary.txt"
    tokenizer.load_userdict(str(path))
    return tokenizer


def _differing(reference: jieba.Tokenizer, texts: list[str]) -> list[str]:
    return [text for text in texts if words.tokenize(text) != reference.lcut(text)]


def test_real_reports(real: Path, reference: jieba.Tokenizer) -> None:
    paths = sorted(path for path in real.rglob("*") if path.suffix in {".txt", ".md", ".html"})
    assert paths
    for path in islice(paths, 0, None, 12):
        text = path.read_text(encoding="utf-8", errors="replace")[:12_000]
        assert words.tokenize(text) == reference.lcut(text), path.name


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
RARE = st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF) | st.sampled_from("鿖鿿〇豈𠀀𪜀𫝀𰀀⼀")
ASCII = st.text(alphabet="abcABC019%.+#&_- ()/T\r\n\t", min_size=1, max_size=8)
PIECES = st.one_of(
    HAN,
    st.text(HAN, min_size=2, max_size=4),
    RARE,
    ASCII,
    st.sampled_from(["c++", "C#", "AT&T", "T恤", "4S店", "卡拉OK", "AA制", "12.5%", "2024-01-02", "\r\n"]),
    st.sampled_from("，。；：、（）“”—…％　\u2028\x1c"),
    st.sampled_from(["依申请公开", "三审三校", "政府信息公开", "工作人员", "不及时", "我局", "的", "了"]),
    st.characters(),
)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="一丂天下人大公开的了", max_size=24))
def test_repeated_characters(reference: jieba.Tokenizer, text: str) -> None:
    assert words.tokenize(text) == reference.lcut(text)


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_random_text(reference: jieba.Tokenizer, text: str) -> None:
    assert words.tokenize(text) == reference.lcut(text)
    assert "".join(words.tokenize(text)) == text


def test_every_character_beside_a_word(reference: jieba.Tokenizer) -> None:
    plane = [chr(code) for code in [*range(0x20, 0x3000), *range(0x3400, 0xA000), *range(0xF900, 0x10000)]]
    runs = ["".join(plane[start : start + 7]) for start in range(0, len(plane), 7)]
    assert not _differing(reference, [f"公开{run}栏目" for run in runs])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02", ["2024", "-", "01", "-", "02"]),
        ("1.2.3", ["1.2", ".", "3"]),
        ("达96.5%，", ["达", "96.5%", "，"]),
        ("ac++b", ["a", "c++", "b"]),
        ("AT&T.T恤-3", ["AT&T", ".", "T恤", "-", "3"]),
        ("人㐀㐁人", ["人", "㐀", "㐁", "人"]),
        ("一\ud800二", ["一", "\ud800", "二"]),
        ("x\r\ny", ["x", "\r\n", "y"]),
        ("", []),
    ],
)
def test_where_the_engines_differ(text: str, expected: list[str]) -> None:
    assert words.tokenize(text) == expected


def test_offsets() -> None:
    text = "三审三校制度 2024-01-02 㐀"
    assert all(text[start:end] == word for word, start, end in words.tokens(text))
    assert [word for word, _, _ in words.tokens(text)] == words.tokenize(text)


def test_ascii_words_are_those_of_jieba() -> None:
    known = {word for word, frequency in words._jieba().FREQ.items() if frequency and word.isascii()}
    assert known == {"AT&T", "c#", "C#", "c++", "C++"}
    assert all(words._ASCII_WORD.fullmatch(word) for word in known)


def test_dictionary_terms(reference: jieba.Tokenizer) -> None:
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = plain.gen_pfdict(plain.get_dict_file())
    plain.initialized = True
    terms = words.dictionary()
    names = [word for word, _, _ in terms]
    assert len(names) == len(set(names)) >= 200
    assert names == sorted(names)
    assert {"依申请公开", "主动公开", "政策解读", "三审三校", "公开属性", "源头认定"} <= set(names)
    assert not [word for word in names if plain.FREQ.get(word)], "known to jieba: its total would differ"
    assert not [word for word in names if not re.fullmatch("[\u4e00-\u9fd5]+", word)]
    assert not [word for word in names if words.tokenize(word) != [word]]


def test_silent_private_and_without_cache(tmp_path: Path) -> None:
    """A poisoned cache is not read, none is written, the global tokenizer stays as it was."""
    (tmp_path / "jieba.cache").write_bytes(b"not a cache")
    program = (
        "import json, jieba, textkit.words as w\n"
        "words = [*w.tokenize('依申请公开'), *w.tokenize('㐀政府信息公开')]\n"
        "print(json.dumps([words, jieba.dt.initialized, len(jieba.dt.FREQ)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert json.loads(done.stdout) == [["依申请公开", "㐀", "政府信息公开"], False, 0]
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert (tmp_path / "jieba.cache").read_bytes() == b"not a cache"


def test_threads_agree() -> None:
    texts = [f"第{n}项依申请公开-{n}.5%㐀" for n in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(words.tokenize, texts)) == [words.tokenize(text) for text in texts]


def test_long_run_is_linear() -> None:
    text = "政务公开" * 50_000 + "㐀"
    assert len(words.tokenize(text[:-1])) == 50_000
