"""One command for each frame on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import printed_as, show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import run

if TYPE_CHECKING:
    import pandas as pd
    from rich.text import Text

    from textkit.analysis import Analysis

_CUE = "cue"
_READABLE = ("agency", "year", "role", "status", "theme", "substance", "text")


@click.command()
@corpus_options
@frame_options
@click.option("--role", multiple=True, help="Only items of this role; may be repeated.")
@click.option("--theme", multiple=True, help="Only items whose primary theme is this; may be repeated.")
@click.option("--substance", multiple=True, help="Only measures of this level; may be repeated.")
def items(
    lang: str,
    quiet: bool,
    fmt: str | None,
    output: Path | None,
    role: tuple[str, ...],
    theme: tuple[str, ...],
    substance: tuple[str, ...],
    **options: Any,
) -> None:
    """Print the items of CORPUS, a folder or one file, a row each.

    With the primary theme and, for measures, the substance. In a table on a terminal the cue of the theme and the
    slots of the acts are highlighted.
    """
    analysis = run(lang, quiet, compare=False, **options)
    data = analysis.coded()
    allowed = {"role": role, "theme": theme, "substance": substance}
    known = {
        "role": set(data["role"].dropna()) | {"problem", "measure", "cause", "achievement"},
        "theme": set(analysis.labels),
        "substance": {"boilerplate", "general", "checkable", "firm"},
    }
    for column, wanted in allowed.items():
        if unknown := [each for each in wanted if each not in known[column]]:
            raise click.UsageError(f"no {column} {', '.join(unknown)}; there are {', '.join(sorted(known[column]))}")
        if wanted:
            data = data[data[column].isin(wanted)]
    if output is None and printed_as(fmt) == "table":
        import pandas as pd

        data = data.assign(text=pd.Series(highlighted(analysis, data), index=data.index, dtype=object))
    show(data, fmt=fmt, output=output, readable=_READABLE)


def highlighted(analysis: Analysis, items: pd.DataFrame) -> list[Text]:
    """Return the text of each item with the cue of its primary theme and the slots of its acts."""
    from textkit.records import SLOTS
    from textkit.render import Highlight, palette, to_terminal

    cues = analysis.themes.loc[analysis.themes["rank"] == 1, ["item_id", "start", "end"]].dropna()
    marks = {item: [(start, end, _CUE)] for item, start, end in cues.itertuples(index=False, name=None)}
    for act, slot, start, end in analysis.slots[["act_id", "slot", "start", "end"]].itertuples(index=False, name=None):
        marks.setdefault(act.rpartition("/")[0], []).append((start, end, slot))
    colours = palette([_CUE, *SLOTS])
    shown = []
    for item, text, start, end in items[["item_id", "text", "start", "end"]].itertuples(index=False, name=None):
        # a cue may stand in the problem that a measure answers
        within = [mark for mark in marks.get(item, []) if start <= mark[0] and mark[1] <= end]
        spans = [Highlight(int(a - start), int(b - start), label) for a, b, label in within]
        shown.append(to_terminal(text, spans, colours=colours))
    return shown


@click.command()
@corpus_options
@frame_options
def substance(lang: str, quiet: bool, fmt: str | None, output: Path | None, **options: Any) -> None:
    """Print the acts of the measures of CORPUS: their level and the slots that earn it, a row each."""
    acts = run(lang, quiet, compare=False, **options).acts
    show(acts, fmt=fmt, output=output, readable=("item_id", "level_of_substance", "hedge", "text"))
