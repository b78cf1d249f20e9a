"""``textkit methods``: the methods paragraph and the tables of a paper, from a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.running import plain_errors

if TYPE_CHECKING:
    import pandas as pd

    from textkit.paper import PaperTable

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("results", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--add",
    multiple=True,
    type=_FILE,
    help="A csv or parquet file made from the run: of textkit compare, agree or evaluate, or a model; may be repeated.",
)
@click.option(
    "--tables",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the tables of a paper, each as csv, tex (booktabs) and docx.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def methods(results: Path, add: tuple[Path, ...], tables: Path | None, lang: Any) -> None:
    """Print the methods paragraph of the run in RESULTS, a results folder: what was done, and nothing else."""
    from textkit.paper import describe_methods, run_tables, write_tables
    from textkit.results import read_results

    with plain_errors(lang):
        analysis = read_results(results)
        added = {path.stem: _read(path) for path in add}
        click.echo(describe_methods(analysis, added=added, lang=lang))
        if tables is not None:
            for path in write_tables([*run_tables(analysis, lang=lang), *_tables(added, lang)], tables):
                click.echo(path, err=True)


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    if path.suffix.lower() == ".parquet":
        return pd.read_parquet(path)
    if path.suffix.lower() == ".csv":
        return pd.read_csv(path, encoding="utf-8-sig")
    raise ValueError(f"cannot read {path}: use .csv or .parquet")


def _tables(added: dict[str, pd.DataFrame], lang: Any) -> list[PaperTable]:
    """Lay out what was added: models side by side, corrected shares and scores of coders each by itself."""
    from textkit.paper import corrected_table, regression_table, reliability_table

    models = {name: data for name, data in added.items() if "std_error" in data.columns}
    found = [regression_table(models, lang=lang)] if models else []
    for name, data in added.items():
        if {"against", "measure"} <= set(data.columns):
            found.append(reliability_table(data, lang=lang, name=name))
        elif {"method", "naive"} <= set(data.columns) and name not in models:
            found.append(corrected_table(data, lang=lang, name=name))
    return found
