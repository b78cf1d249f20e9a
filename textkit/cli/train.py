"""``textkit train``: a model of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from textkit.cli.running import plain_errors


@click.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--codebook", default="disclosure", show_default=True, help="Name or .toml file.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def train(gold: Path, codebook: str, output: Path, lang: str) -> None:
    """Train on the marked-up reports of the folder GOLD and write a model for --model.

    Voices under `test` in its splits.toml are kept out and give the scores that are printed.
    """
    from textkit.coding.codebook import load_codebook
    from textkit.coding.models import CARD, check_place, save_model
    from textkit.handcoding.training import train_on

    with plain_errors(lang):
        check_place(output)  # before the work, not after it
        model = train_on(gold, load_codebook(codebook))
        save_model(model, output)
        (output / CARD).write_text(card(model.about), encoding="utf-8", newline="\n")
    click.echo(card(model.about), nl=False)


def card(about: Any) -> str:
    """Return what a model was trained on and how it does, as Markdown."""
    lines = [
        "# A textkit model",
        "",
        f"Learned from {about['items']} coded items in {about['voices']} voices: the primary and further themes of",
        "items, and which acts without anything to look up are general rather than boilerplate.",
    ]
    if said := about.get("test"):
        lines += [
            "",
            f"On {said['items']} items ({said['measures']} measures) by voices it has not seen, on the coders' own",
            "items: the same primary theme "
            f"{said['theme']:.3f} (alpha {said['theme_alpha']:.3f}), the same level {said['level']:.3f} "
            f"(alpha {said['level_alpha']:.3f}), the same on substantive or not {said['substantive']:.3f}.",
            "",
            "| theme | precision | recall | F1 |",
            "| --- | --- | --- | --- |",
        ]
        worst = sorted(said["themes"].items(), key=lambda pair: pair[1]["f1"])
        lines += [f"| {theme} | {s['precision']:.2f} | {s['recall']:.2f} | {s['f1']:.2f} |" for theme, s in worst]
        lines += ["", f"It is weakest at {', '.join(theme for theme, _ in worst[:3])}."]
    return "\n".join(lines) + "\n"
