"""``textkit codebook``: check one, show one."""

from __future__ import annotations

import click

from textkit.cli.running import plain_errors


@click.group()
def codebook() -> None:
    """Check or show a codebook."""


@codebook.command(short_help="Check a codebook against its own examples.")
@click.argument("source", default="disclosure")
def check(source: str) -> None:
    """Check the codebook SOURCE, a built-in name or a .toml file, against its own examples."""
    from textkit.coding.codebook import check_codebook, load_codebook

    with plain_errors("en"):
        faults = check_codebook(source)
        for fault in faults:
            click.echo(str(fault), err=True)
        if faults:
            raise click.exceptions.Exit(1)
        book = load_codebook(source)
    cues = sum(len(theme.cues) for theme in book.themes)
    click.echo(f"{book.meta.name} {book.meta.version}: {len(book.themes)} themes, {cues} cues, no fault")


@codebook.command(short_help="Print the themes of a codebook.")
@click.argument("source", default="disclosure")
def show(source: str) -> None:
    """Print the themes of the codebook SOURCE, a built-in name or a .toml file, with labels and definitions."""
    from textkit.cli.frames import show as show_frame
    from textkit.coding.codebook import load_codebook

    with plain_errors("en"):
        data = load_codebook(source).to_frame()
    show_frame(data[["theme", "parent", "label", "label_en", "definition"]], fmt=None, output=None)
