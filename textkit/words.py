"""Words of a text: jieba's tokens, computed by rjieba.

rjieba (jieba in Rust) is more than twenty times as fast as jieba and shares its dictionary and its hidden
Markov model, but the two part ways in four places, which this module mends:

* rjieba keeps ASCII compounds such as ``2024-01-02`` whole, jieba splits them: neighbouring ASCII words
  are joined and split again by jieba's rule;
* rjieba cuts rare ideographs (the extensions and those from U+9FD6 on) like any other, jieba sets each
  apart, and only the one in Python tolerates lone surrogates;
* on the few characters that the Markov model never saw as a word of their own every path can be equally
  unlikely, and the two break the tie differently;
* three like words in a row (一一一) are two paths of one probability, and rounding decides.

A run of letters and ideographs with anything of the last three kinds goes to jieba itself. Both know the
terms of ``resources/words/dictionary.txt``. All state is private: jieba's global tokenizer is never touched,
and jieba's cache in the shared temporary folder is neither read nor written.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

__all__ = ["dictionary", "tagged", "tokenize", "tokens"]

_ASCII = "a-zA-Z0-9+#&._%-"
_HAN = "\u4e00-\u9fd5"
# More than rjieba's ideographs, so that those it may come to know later are safe too.
_RARE = "\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff"

_RUN = re.compile(f"[{_HAN}{_RARE}{_ASCII}]+")
_CONNECTOR = re.compile("[+#&._%-]")
_ASCII_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-")
# The words of jieba's dictionary that are ASCII throughout; no two can overlap.
_ASCII_WORD = re.compile(r"(AT&T|[cC]#|[cC]\+\+)")
_ASCII_PART = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Engine:
    """rjieba with the user dictionary, and the characters that are not for it."""

    cut: Callable[[str], list[str]]
    strange: re.Pattern[str]


def dictionary() -> tuple[tuple[str, int, str], ...]:
    """Return the terms of the user dictionary: word, frequency and part of speech.

    None of them is in jieba's own dictionary or ASCII throughout. The frequency is the least that keeps
    the word whole on its own.

    Examples
    --------
    >>> [word for word, _, _ in dictionary() if word.startswith("三审")]
    ['三审三校']
    """
    text = (files("textkit") / "resources" / "words" / "dictionary.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return tuple((word, int(frequency), tag) for word, frequency, tag in rows)


def tokenize(text: str) -> list[str]:
    """Split `text` into words exactly as ``jieba.lcut`` does with our user dictionary.

    Parameters
    ----------
    text
        Any string; nothing is normalised.

    Returns
    -------
    list of str
        The words in order; joined they give `text` back. Spaces and punctuation are words as well.

    Notes
    -----
    Dictionary words by the most probable path, words outside the dictionary by a hidden Markov model
    (Sun Junyi, jieba 0.42).

    Examples
    --------
    >>> tokenize("一是依申请公开答复不规范。")
    ['一是', '依申请公开', '答复', '不', '规范', '。']
    """
    engine = _engine()
    if not engine.strange.search(text):
        return _split_compounds(engine.cut(text), text)
    words: list[str] = []
    start = 0
    for run in _RUN.finditer(text):
        if engine.strange.search(run[0]):
            plain = text[start : run.start()]
            words += _split_compounds(engine.cut(plain), plain)
            words += _jieba().lcut(run[0])
            start = run.end()
    return words + _split_compounds(engine.cut(text[start:]), text[start:])


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the words of `text` with the offsets of their characters, half open.

    Examples
    --------
    >>> tokens("更新不及时")
    [('更新', 0, 2), ('不', 2, 3), ('及时', 3, 5)]
    """
    return list(_placed(tokenize(text)))


def tagged(text: str) -> list[tuple[str, str]]:
    """Return the words of `text` with jieba's tags of their parts of speech, by its own dictionary alone.

    The terms of the user dictionary are long nouns that would hide the words they are made of.

    Examples
    --------
    >>> tagged("更新还不及时")
    [('更新', 'd'), ('还', 'd'), ('不', 'd'), ('及时', 'c')]
    """
    return _tagger()(text)


@cache
def _tagger() -> Callable[[str], list[tuple[str, str]]]:
    import rjieba

    return cast("Callable[[str], list[tuple[str, str]]]", rjieba.Jieba().tag)


def _placed(words: list[str]) -> Iterator[tuple[str, int, int]]:
    start = 0
    for word in words:
        end = start + len(word)
        yield word, start, end
        start = end


def _split_compounds(words: list[str], text: str) -> list[str]:
    """Join neighbouring ASCII words of rjieba and split them as jieba does."""
    if not _CONNECTOR.search(text):
        return words
    mended: list[str] = []
    pending = ""
    for word in words:
        if word.isascii() and word[0] in _ASCII_START:
            pending += word
            continue
        if pending:
            mended += _ascii_words(pending)
            pending = ""
        mended.append(word)
    mended += _ascii_words(pending)
    return mended


def _ascii_words(run: str) -> Iterator[str]:
    for place, piece in enumerate(_ASCII_WORD.split(run)):
        yield from (piece,) if place % 2 else filter(None, _ASCII_PART.split(piece))


def _engine() -> _Engine:
    with _lock:
        return _load_engine()


@cache
def _load_engine() -> _Engine:
    import rjieba

    cutter = rjieba.Jieba()
    for word, frequency, tag in dictionary():
        cutter.add_word(word, frequency, tag)
    seen_alone = _import_jieba().finalseg.emit_P["S"]
    unseen = "".join(c for c in map(chr, range(0x4E00, 0x9FD6)) if c not in seen_alone)
    return _Engine(cutter.cut, re.compile(f"[{_RARE}{unseen}]|([{_HAN}]{{1,3}})\\1\\1"))


def _jieba() -> Any:
    """Return our jieba tokenizer."""
    with _lock:
        return _load_jieba()


@cache
def _load_jieba() -> Any:
    tokenizer = _import_jieba().Tokenizer()
    # What `initialize` does, less its messages and its cache file, which others could have written.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency, tag in dictionary():
        tokenizer.add_word(word, frequency, tag)
    return tokenizer


def _import_jieba() -> Any:
    with warnings.catch_warnings():
        # Its sources hold escapes that newer Pythons warn of, and it may import pkg_resources.
        warnings.simplefilter("ignore")
        import jieba
        import jieba.finalseg
    return jieba
