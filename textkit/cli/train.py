"""``textkit train``: a model of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from textkit.cli.messages import say
from textkit.cli.options import CODEBOOK, lang_option
from textkit.cli.running import plain_errors

if TYPE_CHECKING:
    from textkit.coding.models import Model


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--corpus",
    type=click.Path(exists=True, path_type=Path),
    help="What GOLD is about, where it is a coder's sheets: a corpus or a results folder.",
)
@click.option("--coder", help="Whose codes, where the sheets hold those of several.")
@click.option("--codebook", default="disclosure", show_default=True, help=CODEBOOK)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the model."
)
@lang_option
def train(
    gold: tuple[Path, ...], corpus: Path | None, coder: str | None, codebook: str, output: Path, lang: str
) -> None:
    """Train a model of themes and substance on GOLD, for the option --model of the other commands.

    GOLD is a folder of marked-up reports; voices under `test` in its splits.toml are kept out and give the scores
    that are printed. Or it is one or more sheets that coders filled in, as `textkit export` writes them, with
    --corpus; scores then are those on agencies held out in turn. Name a folder beside the sheets to learn from both.
    """
    from textkit.coding.codebook import load_codebook
    from textkit.coding.models import CARD, check_place, save_model
    from textkit.handcoding.training import train_on

    folders = [path for path in gold if path.is_dir()]
    sheets = [path for path in gold if not path.is_dir()]
    if len(folders) > 1 or bool(sheets) != (corpus is not None):
        raise click.UsageError("name one folder of marked-up reports, or sheets with --corpus and at most one folder")
    with plain_errors(lang):
        check_place(output)  # before the work, not after it
        if corpus is None:
            model = train_on(folders[0], load_codebook(codebook))
        else:
            model = _on_sheets(sheets, folders[0] if folders else None, corpus, coder, codebook, lang)
        save_model(model, output)
        (output / CARD).write_text(card(model.about), encoding="utf-8", newline="\n")
    if untaught := model.about.get("untaught"):
        click.echo(say("untaught", lang, themes=", ".join(untaught), n=len(untaught)), err=True)
    click.echo(card(model.about), nl=False)


def _on_sheets(
    sheets: list[Path], gold: Path | None, corpus: Path, coder: str | None, codebook: str, lang: str
) -> Model:
    from textkit.cli.evaluate import report_lost
    from textkit.coding.codebook import load_codebook
    from textkit.handcoding.codings import read_coding
    from textkit.handcoding.training import train_on_sample
    from textkit.results import is_results, read_results
    from textkit.study import analyze

    book = load_codebook(codebook)
    analysis = read_results(corpus) if is_results(corpus) else analyze(corpus, codebook=codebook, compare=False)
    themes = book.labels()
    coding = read_coding(sheets, analysis, themes=themes)
    codes = coding.codes if coder is None else coding.codes[coding.codes["coder"] == coder]
    if codes.empty:
        if there := ", ".join(sorted(set(coding.codes["coder"]))):
            raise ValueError(f"no codes by {coder}; there are those by {there}")
        if len(coding.lost):
            raise ValueError(say("of_another_corpus", lang, n=len(coding.lost)))
        raise ValueError(say("none_filled_in", lang, n=coding.n_blank))
    report_lost(coding.lost, len(coding.codes), lang)
    return train_on_sample(codes, analysis, book, gold=gold)


def card(about: Any) -> str:
    """Return what a model was trained on and how it does, as Markdown."""
    coded, voices = f"{about['items']} coded items", f"{about['voices']} voices"
    if "from_sheets" in about:
        coded += f", {about['from_sheets']} of them from sheets,"
        voices += " (agencies, in sheets)"
    learned = (
        f"Learned from {coded} in {voices}: the primary and further themes of\n"
        "items, and which acts are boilerplate, general or substantive."
    )
    if "from_sheets" in about:  # too long for the line break above
        learned = fill(learned, 100)
    lines = ["# A textkit model", "", learned]
    if "untaught" in about:
        said = f"No item it learned from has one of these for its primary theme: {', '.join(about['untaught'])}."
        lines += ["", fill(f"{said} It can hardly name them.", 100)]
    if "unscored" in about:
        lines += ["", f"There are no scores of this model on agencies it has not seen: {about['unscored']}."]
    if said := about.get("test"):
        lines += [
            "",
            f"On {said['items']} items ({said['measures']} measures) by voices it has not seen"
            + (f" ({about['folds']} groups of agencies held out in turn)" if "folds" in about else "")
            + ", on the coders' own",
            "items: the same primary theme "
            f"{said['theme']:.3f} (alpha {said['theme_alpha']:.3f}), the same level {said['level']:.3f} "
            f"(alpha {said['level_alpha']:.3f}), the same on substantive or not {said['substantive']:.3f}.",
            "",
            *_table("theme", said["themes"]),
            "",
            *_table("level", said["levels"]),
            "",
            f"It is weakest at {', '.join(_worst(said['themes'])[:3])}; among levels at {_worst(said['levels'])[0]}.",
        ]
    return "\n".join(lines) + "\n"


def _worst(classes: Mapping[str, Any]) -> list[str]:
    """The names of classes, the lowest F1 first."""
    return sorted(classes, key=lambda name: (classes[name]["f1"], name))


def _table(kind: str, classes: Mapping[str, Any]) -> list[str]:
    lines = [f"| {kind} | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    for name in _worst(classes):
        scores = [f"{classes[name][score]:.2f}" for score in ("precision", "recall", "f1")]
        lines.append(f"| {' | '.join([name, *scores])} |")
    return lines
