"""``textkit kwic``: read a term where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

_WIDTH = 24


@click.command()
@click.argument("term")
@corpus_options
@frame_options
def kwic(term: str, lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print every item of CORPUS that holds TERM, with the words around it and where it stands."""
    import sys

    from textkit.compare.concordance import find_term

    if not term.strip():
        raise click.UsageError("the term is empty")
    found = find_term(run(lang, quiet, compare=False, **options).items, term)
    if fmt or output or not sys.stdout.isatty():
        show(found, fmt=fmt, output=output)
        return
    from rich.console import Console

    from textkit.render import Highlight, to_terminal

    console = Console()
    columns = ("left", "term", "right", "item_id")
    for before, word, after, item_id in zip(*(found[name].astype(str) for name in columns), strict=True):
        left, right = before[-_WIDTH:], after[:_WIDTH]
        line = to_terminal(left + word + right, [Highlight(len(left), len(left) + len(word), term)])
        line.pad_left(2 * (_WIDTH - len(left)))
        line.append(f"  {item_id}", style="dim")
        console.print(line, no_wrap=True, crop=True)
