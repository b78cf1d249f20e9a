"""How many times as fast as jieba the words are, over the texts of a folder, in one run.

Usage: python tests/benchmarks/bench_words.py FOLDER [CHARACTERS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from textkit import words


def seconds(cut: Callable[[str], list[str]], texts: list[str]) -> tuple[float, list[list[str]]]:
    """Return the time that `cut` takes over `texts`, and what it made."""
    start = time.perf_counter()
    made = [cut(text) for text in texts]
    return time.perf_counter() - start, made


def main() -> None:
    """Read the folder, time both, print the ratio."""
    folder = Path(sys.argv[1])
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000
    texts: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".txt", ".md", ".html"} and sum(map(len, texts)) < limit:
            texts += path.read_text(encoding="utf-8", errors="replace").splitlines()
    reference = words._jieba()
    words.tokenize("")
    ours, made = seconds(words.tokenize, texts)
    theirs, expected = seconds(reference.lcut, texts)
    print(f"{len(texts)} lines, {sum(map(len, texts))} characters, {sum(map(len, made))} words")
    print(f"textkit {ours:.2f} s, jieba {theirs:.2f} s, ratio {theirs / ours:.1f}")
    print(f"lines that differ: {sum(a != b for a, b in zip(made, expected, strict=True))}")


if __name__ == "__main__":
    main()
