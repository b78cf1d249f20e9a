"""Run the library for a command: progress on stderr, errors in the user's terms, exit statuses."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from textkit.cli.messages import say

if TYPE_CHECKING:
    import pandas as pd

    from textkit.analysis import Analysis

INTERRUPTED = 130


def run(lang: str, quiet: bool, **options: Any) -> Analysis:
    """Analyze the corpus of the command's options, or read it back if it is a results folder."""
    from textkit.labels import label
    from textkit.records import LISTS
    from textkit.results import is_results, read_results
    from textkit.study import analyze

    corpus = options.pop("corpus")
    with plain_errors(lang):
        if is_results(corpus):
            _refuse_ignored(corpus, lang, options)
            return read_results(corpus)
        analysis = analyze(corpus, progress=_progress(quiet), **options)
    lists = analysis.quality[analysis.quality["reader"].isin(LISTS)]
    for file, reason in lists[["path", "reason"]].itertuples(index=False, name=None):
        head, colon, rest = reason.partition(": ")
        click.echo(say("list", lang, file=file, reason=label("reason", head, lang) + colon + rest), err=True)  # type: ignore[arg-type]
    return analysis


def named_themes(said: Sequence[str], lang: str, options: Mapping[str, Any]) -> list[str]:
    """Return the codes of themes named by code or label, looked up before the corpus is read."""
    from textkit.coding.codebook import load_codebook
    from textkit.genre import load_genre
    from textkit.handcoding.codes import code_names
    from textkit.results import is_results, read_labels

    if not said:
        return []
    with plain_errors(lang):
        if is_results(options["corpus"]):
            labels = read_labels(options["corpus"])
        else:
            book = load_codebook(options["codebook"] or load_genre(options["genre"]).codebook)
            labels = book.labels()
    names = code_names(labels)["theme"]
    if unknown := [each for each in said if each.strip().casefold() not in names]:
        known = "".join(f"\n  {code}  {zh}  {en}" for code, (zh, en) in labels.items())
        raise click.UsageError(say("no_theme", lang, unknown=", ".join(unknown), known=known))
    return [names[each.strip().casefold()] for each in said]


def _refuse_ignored(folder: Path, lang: str, options: Mapping[str, Any]) -> None:
    """Raise if an option was given that only coding a corpus could heed."""
    source = click.get_current_context().get_parameter_source
    given = [f"--{name}" for name in options if source(name) is ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(say("coded_already", lang, folder=folder, options=", ".join(given)))


@contextmanager
def plain_errors(lang: str) -> Iterator[None]:
    """Turn what the library raises into one line and an exit status: 2 for arguments, 1 for no report."""
    from textkit.study import NoReportsError

    try:
        yield
    except NoReportsError as error:
        raise _Stop(say("no_report", lang, reasons=_reasons(error.quality, lang)), 1) from None
    except OSError as error:
        raise _Stop(_said_of_file(error, lang), 2) from None
    except ValueError as error:
        raise _Stop(str(error), 2) from None
    except KeyboardInterrupt:
        raise _Stop(say("stopped", lang), INTERRUPTED) from None


def _said_of_file(error: OSError, lang: str) -> str:
    """Say in the user's terms what the system says of a file; what the library says of one is said so already."""
    if error.errno is None:
        return str(error)
    keys = {errno.ENOENT: "no_such", errno.EISDIR: "is_folder", errno.ENOTDIR: "no_folder"}
    return say(keys.get(error.errno, "no_access"), lang, file=error.filename, why=error.strerror)


class _Stop(click.ClickException):
    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click reads it as an attribute
        return self.status


def _reasons(quality: pd.DataFrame, lang: str) -> str:
    if quality.empty:
        return say("empty", lang)
    lines = [f"  {row['path']}: {row['reason']}" for _, row in quality.head(20).iterrows()]
    more = [f"  … {len(quality) - 20}"] if len(quality) > 20 else []
    return "\n" + "\n".join(lines + more)


def _progress(quiet: bool) -> Callable[[Iterable[Any], int], Iterable[Any]] | None:
    if quiet or not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    return lambda files, total: tqdm(files, total=total, unit="file", file=sys.stderr, leave=False)
