"""Marked-up reports → what the models learn from, a trained model, and how it does on voices held out."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.metrics import classification_report

from textkit.coding.agreement import krippendorff_alpha
from textkit.coding.codebook import Codebook
from textkit.coding.learn import Coded, train_model
from textkit.coding.models import Model
from textkit.coding.substance import score_substance, strongest_acts
from textkit.coding.themes import tag_themes
from textkit.handcoding.markup import read_gold
from textkit.records import SUBSTANCES

SPLITS = "splits.toml"
_HARD = ("checkable", "firm")


def coded_items(path: Path | str, *, codebook: Codebook | None = None) -> Coded:
    """Read marked-up reports as items to learn from.

    A voice is what the markup names, else the folder of the file.

    Parameters
    ----------
    path
        As for `read_gold`.
    codebook
        If given, a theme it does not know is a fault.

    Raises
    ------
    ValueError, FileNotFoundError
        As `read_gold`.
    """
    gold = read_gold(path, themes=[theme.id for theme in codebook.themes] if codebook else None)
    said = dict(zip(gold.reports["report_id"], gold.reports["voice"], strict=True))
    reports = gold.items["report_id"].tolist()
    voices = [said[report] if isinstance(said[report], str) else report.rpartition("/")[0] for report in reports]
    return Coded(gold.items.assign(voice=voices), gold.themes, gold.acts)


def held_out_voices(folder: Path | str) -> list[str]:
    """Return the voices that ``splits.toml`` lists under `test`; none where there is no such file or list.

    Raises
    ------
    ValueError
        If the file is no TOML, or `test` no list of texts.
    """
    file = Path(folder) / SPLITS
    if not file.is_file():
        return []
    try:
        voices = tomllib.loads(file.read_text(encoding="utf-8")).get("test", [])
    except ValueError as error:  # no TOML, or no UTF-8
        raise ValueError(f"{file}: {error}") from None
    if not isinstance(voices, list) or not all(isinstance(voice, str) for voice in voices):
        raise ValueError(f"{file}: test is no list of voices")
    return voices


def of_voices(coded: Coded, voices: Collection[str], *, inside: bool = True) -> Coded:
    """Return the items of some voices, or of all others."""
    items = coded.items[coded.items["voice"].isin(list(voices)) == inside].reset_index(drop=True)
    themes, acts = (each[each["item_id"].isin(items["item_id"])] for each in (coded.themes, coded.acts))
    return Coded(items, themes.reset_index(drop=True), acts.reset_index(drop=True))


def train_on(path: Path | str, codebook: Codebook) -> Model:
    """Train on all voices of a folder but those of its test split, and score the model on these.

    The same folder gives the same model. `about` of the model holds the number of items and, where there is a
    test split, its scores.

    Raises
    ------
    ValueError, FileNotFoundError
        As `coded_items`, `held_out_voices` and `train_model`.
    """
    coded, test = coded_items(path, codebook=codebook), held_out_voices(path)
    held_out, taught = of_voices(coded, test), of_voices(coded, test, inside=False)
    about: dict[str, Any] = {"items": len(taught.items), "voices": int(taught.items["voice"].nunique())}
    about["items_sha256"] = hashlib.sha256("\n".join(taught.items["text"]).encode()).hexdigest()
    model = train_model(taught, codebook, about=about)
    if not held_out.items.empty:
        about["test"] = score_model(model, held_out, codebook)
    return Model(model.codebook, model.scorers, about)


def score_model(model: Model | None, coded: Coded, codebook: Codebook) -> dict[str, Any]:
    """Compare codes of the model, or of the rules alone, with those of the coders, on the coders' own items.

    Returns
    -------
    dict
        ``items measures theme theme_alpha level level_alpha substantive`` (shares that agree and Krippendorff's
        alpha, ordinal for levels) and ``themes``: theme → precision, recall, f1, n.
    """
    items = coded.items[coded.items["role"].isin(["problem", "measure"])].reset_index(drop=True)
    found = _primary(tag_themes(items, codebook=codebook, model=model))
    themes = _both(found, _primary(coded.themes), items["item_id"])
    measures = items[items["item_id"].isin(coded.acts["item_id"])]
    scored = score_substance(measures, model=model).substance
    levels = _both(_level(scored), _level(strongest_acts(coded.acts)), measures["item_id"])
    agree = [(one in _HARD) == (other in _HARD) for one, other in levels.itertuples(index=False, name=None)]
    table = classification_report(themes["gold"], themes["found"], output_dict=True, zero_division=0)
    return {
        "items": len(themes),
        "measures": len(levels),
        "theme": _share(themes["found"] == themes["gold"]),
        "theme_alpha": round(krippendorff_alpha(_votes(themes)), 3),
        "level": _share(levels["found"] == levels["gold"]),
        "level_alpha": round(krippendorff_alpha(_votes(levels), kind="ordinal", order=SUBSTANCES), 3),
        "substantive": _share(pd.Series(agree, dtype=bool)),
        "themes": {
            theme.id: {
                "precision": round(table[theme.id]["precision"], 3),
                "recall": round(table[theme.id]["recall"], 3),
                "f1": round(table[theme.id]["f1-score"], 3),
                "n": int(table[theme.id]["support"]),
            }
            for theme in codebook.themes
            if theme.id in table
        },
    }


def _primary(themes: pd.DataFrame) -> pd.Series[Any]:
    return themes[themes["rank"] == 1].set_index("item_id")["theme"].astype(object)


def _level(substance: pd.DataFrame) -> pd.Series[Any]:
    return substance.set_index("item_id")["substance"]


def _both(found: pd.Series[Any], gold: pd.Series[Any], ids: pd.Series[Any]) -> pd.DataFrame:
    both = {name: each.reindex(ids).astype(object) for name, each in (("found", found), ("gold", gold))}
    return pd.DataFrame(both).dropna()


def _codes(both: pd.DataFrame, name: str) -> pd.DataFrame:
    return pd.DataFrame({"item_id": both.index, "code": both[name].to_numpy(object), "coder": name})


def _votes(both: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([_codes(both, "found"), _codes(both, "gold")], ignore_index=True)


def _share(right: pd.Series[Any]) -> float:
    return round(float(right.mean()), 3)
