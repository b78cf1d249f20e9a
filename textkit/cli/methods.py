"""``textkit methods``: the methods paragraph and the tables of a paper, from a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.options import lang_option
from textkit.cli.running import plain_errors

if TYPE_CHECKING:
    import pandas as pd

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("results", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--add",
    multiple=True,
    type=_FILE,
    help="A csv or parquet file that textkit compare, regress, agree or evaluate wrote from the run; may be repeated.",
)
@click.option(
    "--tables",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the tables of a paper, each as csv, tex (booktabs) and docx.",
)
@lang_option
def methods(results: Path, add: tuple[Path, ...], tables: Path | None, lang: Any) -> None:
    """Print the methods paragraph of the run in RESULTS, a results folder: what was done, and nothing else."""
    from textkit.paper import added_tables, describe_methods, run_tables, write_tables
    from textkit.results import read_results

    with plain_errors(lang):
        analysis = read_results(results)
        added = _added(add)
        laid_out = added_tables(added, lang=lang)  # before anything is said: a file that is none of ours stops it
        click.echo(describe_methods(analysis, added=added, lang=lang))
        if tables is not None:
            for path in write_tables([*run_tables(analysis, lang=lang), *laid_out], tables):
                click.echo(path, err=True)


def _added(paths: tuple[Path, ...]) -> dict[str, pd.DataFrame]:
    """Read what is added by the names of the files."""
    added: dict[str, pd.DataFrame] = {}
    for path in paths:
        if path.stem in added:
            raise ValueError(f"two files are called {path.stem}: tables have the names of their files")
        added[path.stem] = _read(path)
    return added


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return pd.read_parquet(path)
        if suffix == ".csv":
            return pd.read_csv(path, encoding="utf-8-sig", dtype={"group": "string", "reference": "string"})
    except (ValueError, OSError) as error:  # an empty file, another encoding, no Parquet
        raise ValueError(f"cannot read {path}: {error}") from error
    raise ValueError(f"cannot read {path}: use .csv or .parquet")
