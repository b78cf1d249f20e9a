"""What the README shows is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

import textkit
from textkit.cli import COMMANDS
from textkit.coding.codebook import check_codebook

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def rows_of(paragraph: str, folder: Path) -> list[list[str]]:
    """The coded rows of a paragraph, as the README prints them."""
    (folder / "report.txt").write_text(paragraph, encoding="utf-8")
    found = textkit.analyze(folder)
    themes = found.themes.groupby("item_id", sort=False)["theme"].agg(", ".join)
    levels = found.substance.set_index("item_id")["substance"]
    items = found.items.fillna({"status": ""})
    columns = ["role", "status", "theme", "substance", "text"]
    table = items.assign(theme=items["item_id"].map(themes), substance=items["item_id"].map(levels).astype(object))
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in table[columns].to_numpy(object)]


def test_paragraph_and_its_rows(tmp_path: Path) -> None:
    quoted = "\n".join(line[2:] for line in README.splitlines() if line.startswith("> "))
    paragraph = re.sub(r"\*\*|<br>|\\", "", quoted)
    lines = README.split("| role | status |", 1)[1].split("## Two commands")[0].splitlines()[2:]
    shown = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    assert shown == rows_of(paragraph, tmp_path)


def test_every_command_is_there() -> None:
    assert [name for name in COMMANDS if f"`textkit {name}" not in README] == []


def test_codebook_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(README.split("```toml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    assert check_codebook(file) == []
    text = "五、存在的主要问题及改进情况\n一是人手紧张；二是经费不足；三是人员名单更新慢；四是专人又兼职。\n"
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    found = textkit.analyze(tmp_path / "report.txt", codebook=file, compare=False)
    assert found.themes["theme"].tolist() == ["people", "money", "other", "people"]
