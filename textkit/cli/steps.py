"""One command for each frame on the way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.frames import printed_as, show
from textkit.cli.options import corpus_options, frame_options
from textkit.cli.running import named_themes, run
from textkit.records import ROLES, SUBSTANCES

if TYPE_CHECKING:
    import pandas as pd
    from rich.text import Text

    from textkit.analysis import Analysis

_CUE = "cue"
_READABLE = ("agency", "year", "role", "status", "theme", "substance", "text")


@click.command()
@corpus_options
@frame_options
@click.option("--role", multiple=True, type=click.Choice(ROLES), help="Only items of this role; may be repeated.")
@click.option("--theme", multiple=True, help="Only items whose primary theme is this, code or label; may be repeated.")
@click.option(
    "--substance", multiple=True, type=click.Choice(SUBSTANCES), help="Only measures of this level; may be repeated."
)
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
    """Print the problems, measures, causes and achievements of CORPUS, a folder, one file or a results folder.

    A row each, with the primary theme and, for measures, the substance. In a table on a terminal the cue of the
    theme and the slots of the acts are highlighted.
    """
    themes = named_themes(theme, lang, options)  # before the work, not after it
    analysis = run(lang, quiet, compare=False, **options)
    data = analysis.coded()
    for column, wanted in (("role", role), ("theme", themes), ("substance", substance)):
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
    """Print the acts of the measures of CORPUS, a folder, one file or a results folder, a row each.

    An act is a clause of a measure with a doing of its own. Its slots (actor, act, object, quantity, deadline,
    instrument, mechanism, end_state) are 1 where its words commit to such a thing, hedge is 1 where they take it
    back (适时, 争取). From them comes level_of_substance: firm, checkable, general or boilerplate. A measure has the
    level of its strongest act, which `textkit items` prints.
    """
    acts = run(lang, quiet, compare=False, **options).acts
    show(acts, fmt=fmt, output=output, readable=("item_id", "level_of_substance", "hedge", "text"))
