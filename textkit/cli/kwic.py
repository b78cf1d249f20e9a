"""``textkit kwic``: read a term where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.frames import printed_as, show
from textkit.cli.messages import say
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

_LEAST, _MOST = 6, 24


@click.command()
@click.argument("term")
@corpus_options
@frame_options
def kwic(term: str, lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print every item of CORPUS that holds TERM, with the words around it and where it stands."""
    from textkit.compare.concordance import find_term

    if not term.strip():
        raise click.UsageError("the term is empty")
    items = run(lang, quiet, compare=False, **options).items
    found = find_term(items, term)
    if found.empty:
        click.echo(say("no_term", lang, term=term, n=len(items)), err=True)
    if output or printed_as(fmt) != "table":
        show(found, fmt=fmt, output=output)
        return
    from rich.cells import cell_len
    from rich.console import Console

    from textkit.render import Highlight, to_terminal

    console = Console()
    columns = ("left", "term", "right", "agency", "year", "item_id")
    rows = list(zip(*(found[name].astype("string").fillna("") for name in columns), strict=True))
    # what the places and the term leave of the screen is shared by both sides; an ideograph takes two columns
    names = max((cell_len(f"{agency} {year}") for *_, agency, year, _ in rows), default=0)
    ids = max((cell_len(item_id) for *_, item_id in rows), default=0)
    width = max(_LEAST, min(_MOST, (console.width - names - ids - cell_len(term) - 4) // 4))
    for before, word, after, agency, year, item_id in rows:
        left, right = before[-width:], after[:width]
        line = to_terminal(left + word + right, [Highlight(len(left), len(left) + len(word), term)])
        line.pad_left(2 * width - cell_len(left))
        line.pad_right(2 * width - cell_len(right))
        line.append(f"  {agency} {year}")
        line.append(f"{' ' * (names - cell_len(f'{agency} {year}'))}  {item_id}", style="dim")
        console.print(line, no_wrap=True, crop=True)
