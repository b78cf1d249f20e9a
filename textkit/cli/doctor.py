"""``textkit doctor``: what is installed and what is missing."""

from __future__ import annotations

import platform
import re
from importlib import metadata

import click


@click.command()
def doctor() -> None:
    """Show versions, fonts and what is missing; exit 1 if anything is."""
    missing = 0
    click.echo(f"textkit {metadata.version('textkit')}, python {platform.python_version()}, {platform.system()}")
    for requirement in metadata.requires("textkit") or []:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0]
        try:
            click.echo(f"  {name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing += 1
            click.echo(f"  {name}: missing; pip install {name}")
    missing += _font()
    click.echo("nothing is missing" if not missing else f"{missing} missing")
    if missing:
        raise click.exceptions.Exit(1)


def _font() -> int:
    """Draw a few characters with the shipped font; 1 if one is missing in it."""
    from textkit.plots.style import missing_characters

    absent = missing_characters("政府信息公开−鿍")
    click.echo("  Chinese font: shipped, complete" if not absent else f"  Chinese font lacks {absent}")
    return int(bool(absent))
