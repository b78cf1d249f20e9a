"""How hard a text is to read, by the length of its clauses and its function words."""

from __future__ import annotations

import re

from textkit.words import tagged

_CLAUSE = re.compile(r"[，,。；;！!？?：:\n]+")
_SENTENCE = re.compile(r"[。！!？?\n]+")
_WORDING = re.compile(r"\w")
_FUNCTION = ("d", "c")
"""First letters of jieba's tags of adverbs and of conjunctions."""


def count_wording(text: str) -> dict[str, int]:
    """Count what readability is made of (徐巍、姚振晔、陈冬华 2021).

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    dict
        ``chars`` without blanks; ``clause_chars`` and ``clauses``, parted by commas, colons, semicolons and
        full stops, punctuation not counted; ``sentences``, parted by full stops and line ends;
        ``function_words``: adverbs and conjunctions as jieba's dictionary has them (it takes a few other words
        for adverbs, 更新 and 进度 among those frequent in reports).

    Examples
    --------
    >>> count_wording("人员还不足，而且流动大。")
    {'chars': 12, 'clause_chars': 10, 'clauses': 2, 'sentences': 1, 'function_words': 2}
    """
    clauses = [part for part in _CLAUSE.split(text) if _WORDING.search(part)]
    return {
        "chars": sum(not c.isspace() for c in text),
        "clause_chars": sum(len(_WORDING.findall(part)) for part in clauses),
        "clauses": len(clauses),
        "sentences": sum(bool(_WORDING.search(part)) for part in _SENTENCE.split(text)),
        "function_words": sum(tag[:1] in _FUNCTION for _, tag in tagged(text)),
    }
