"""Codes by hand → what the models learn from, a trained model, and how it does on voices held out."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sklearn.metrics import classification_report
from sklearn.model_selection import GroupKFold

from textkit.coding.agreement import krippendorff_alpha
from textkit.coding.codebook import Codebook
from textkit.coding.learn import Coded, train_model
from textkit.coding.models import Model
from textkit.coding.substance import score_substance, strongest_acts
from textkit.coding.themes import tag_themes
from textkit.handcoding.anchoring import item_digests
from textkit.handcoding.codes import NO_ITEM
from textkit.handcoding.markup import read_gold
from textkit.records import SUBSTANCES, require

if TYPE_CHECKING:
    from textkit.analysis import Analysis

SPLITS = "splits.toml"
SCORED = 3
"""The most groups of agencies that are held out in turn for the scores of a model trained on a coder's sample."""
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


def coded_sample(codes: pd.DataFrame, analysis: Analysis) -> Coded:
    r"""Return the items of a run that a coder coded as items to learn from.

    A voice is the agency, or the report where the agency is unknown. Coders give a measure one level, so that it
    counts as one act. What is no item teaches nothing.

    Parameters
    ----------
    codes
        As in `textkit.handcoding.codings.Coding`; one coder an item.
    analysis
        The run that the codes are about.

    Raises
    ------
    ValueError
        If an item is coded by several coders; all are named.

    Examples
    --------
    >>> import tempfile, textkit
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "2021_澄湖市教育局.txt").write_text(
    ...     "澄湖市教育局2021年政府信息公开工作年度报告\n五、存在的主要问题及改进情况\n"
    ...     "一是人员不足；二是更新慢。", encoding="utf-8")
    >>> found = textkit.analyze(folder, compare=False)
    >>> codes = pd.DataFrame({"item_id": found.items["item_id"][:1], "coder": "甲", "theme": "staffing skills"})
    >>> coded_sample(codes, found).themes[["theme", "rank"]].values.tolist()
    [['staffing', 1], ['skills', 2]]
    """
    require(codes, ("item_id", "coder"), made_by="read_coding")
    twice = sorted(set(codes.loc[codes["item_id"].duplicated(), "item_id"]))
    if twice:
        shown = ", ".join(twice[:10]) + (f" and {len(twice) - 10} more" if len(twice) > 10 else "")
        raise ValueError(f"coded by several coders, of whom one must be chosen: {shown}")
    known = codes.set_index("item_id").reindex(columns=["role", "theme", "substance"])
    known = known[known["role"].ne(NO_ITEM).fillna(True)]
    items = analysis.items[analysis.items["item_id"].isin(known.index)]
    said = known.loc[items["item_id"]].reset_index(drop=True)
    items = items.reset_index(drop=True).assign(voice=lambda data: data["agency_id"].fillna(data["report_id"]))
    # in a sample the places of items do not tell which measure answers which problem
    items = items.assign(role=said["role"].astype("string").fillna(items["role"])).drop(columns="position")
    themes = [
        (item, theme, rank)
        for item, named in zip(items["item_id"], said["theme"], strict=True)
        if isinstance(named, str)
        for rank, theme in enumerate(named.split(), start=1)
    ]
    acts = items[["item_id", "start", "end"]].assign(level_of_substance=said["substance"])
    acts = acts.dropna(subset="level_of_substance").reset_index(drop=True)
    return Coded(items, pd.DataFrame(themes, columns=["item_id", "theme", "rank"]), acts)


def train_on_sample(
    codes: pd.DataFrame, analysis: Analysis, codebook: Codebook, *, gold: Path | str | None = None
) -> Model:
    """Train on what a coder coded of a run; `about` holds scores on agencies held out in turn.

    `learned_from` in `about` tells the coder's items again, so that they are not mistaken for unseen ones.

    Parameters
    ----------
    codes, analysis
        As for `coded_sample`.
    gold
        A folder of marked-up reports to learn from as well, but for the voices of its test split. The scores are
        those on the coder's own agencies.

    Returns
    -------
    Model
        Where no agency can be held out, or too little is left to learn from, `about` has `unscored`, which says why,
        in place of `test`. `untaught` lists the themes that no item has for its primary one, if there are any: the
        model can hardly name them.

    Raises
    ------
    ValueError, FileNotFoundError
        As `coded_sample`, `train_model`, `coded_items` and `held_out_voices`.
    """
    coded = coded_sample(codes, analysis)
    more = of_voices(coded_items(gold, codebook=codebook), held_out_voices(gold), inside=False) if gold else None
    taught = _joined(coded, more)
    about = _about(taught, codebook) | ({"from_sheets": len(coded.items)} if more else {})
    about["learned_from"] = sorted(set(item_digests(coded.items, analysis.reports).values()))
    model = train_model(taught, codebook, about=about)
    try:
        about |= cross_validated(coded, codebook, more)
    except ValueError as error:
        about["unscored"] = str(error)
    return Model(model.codebook, model.scorers, about)


def _joined(coded: Coded, more: Coded | None) -> Coded:
    pairs = zip(coded, more or (), strict=True) if more else ((each,) for each in coded)
    return Coded(*(pd.concat(pair, ignore_index=True) for pair in pairs))


def cross_validated(coded: Coded, codebook: Codebook, more: Coded | None = None) -> dict[str, Any]:
    """Return the scores of models that had not seen the agency they were asked about.

    Folds are those of scikit-learn's GroupKFold over the voices of `coded`; `more` is learned from in all of them.

    Returns
    -------
    dict
        `test`, the scores as of `score_model`, and `folds`, how many groups of agencies were held out in turn.

    Raises
    ------
    ValueError
        As `train_model`, of the items left to train on, or if all items are of one agency.
    """
    folds = min(SCORED, coded.items["voice"].nunique())
    if folds < 2:
        raise ValueError("the codes are all of one agency: none can be held out")
    parts = []
    for _, test in GroupKFold(folds).split(coded.items, groups=coded.items["voice"].astype(str)):
        voices = set(coded.items["voice"].iloc[test])
        model = train_model(_joined(of_voices(coded, voices, inside=False), more), codebook)
        parts.append(_beside(model, of_voices(coded, voices), codebook))
    themes, levels = (pd.concat(each) for each in zip(*parts, strict=True))
    return {"test": _scores(themes, levels, codebook), "folds": folds}


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

    The same folder gives the same model. `about` of the model holds the number of items, the themes that are
    `untaught` and, where there is a test split, its scores.

    Raises
    ------
    ValueError, FileNotFoundError
        As `coded_items`, `held_out_voices` and `train_model`.
    """
    coded, test = coded_items(path, codebook=codebook), held_out_voices(path)
    held_out, taught = of_voices(coded, test), of_voices(coded, test, inside=False)
    about = _about(taught, codebook)
    model = train_model(taught, codebook, about=about)
    if not held_out.items.empty:
        about["test"] = score_model(model, held_out, codebook)
    return Model(model.codebook, model.scorers, about)


def _about(coded: Coded, codebook: Codebook) -> dict[str, Any]:
    """Counts of what is learned from, and the themes that are the primary one of no item, if there are any."""
    primary = set(coded.themes.loc[coded.themes["rank"] == 1, "theme"])
    untaught = [theme.id for theme in codebook.themes if theme.id not in primary]
    return ({"untaught": untaught} if untaught else {}) | {
        "items": len(coded.items),
        "voices": int(coded.items["voice"].nunique()),
        "items_sha256": hashlib.sha256("\n".join(coded.items["text"]).encode()).hexdigest(),
    }


def score_model(model: Model | None, coded: Coded, codebook: Codebook) -> dict[str, Any]:
    """Compare codes of the model, or of the rules alone, with those of the coders, on the coders' own items.

    Returns
    -------
    dict
        ``items measures theme theme_alpha level level_alpha substantive`` (shares that agree and Krippendorff's
        alpha, ordinal for levels), ``themes`` and ``levels``: class → precision, recall, f1, n.
    """
    return _scores(*_beside(model, coded, codebook), codebook)


def _beside(model: Model | None, coded: Coded, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The primary themes, and the levels of measures, found beside those of the coders."""
    items = coded.items[coded.items["role"].isin(["problem", "measure"])].reset_index(drop=True)
    found = _primary(tag_themes(items, codebook=codebook, model=model))
    themes = _both(found, _primary(coded.themes), items["item_id"])
    measures = items[items["item_id"].isin(coded.acts["item_id"])]
    scored = score_substance(measures, model=model).substance
    return themes, _both(_level(scored), _level(strongest_acts(coded.acts)), measures["item_id"])


def _scores(themes: pd.DataFrame, levels: pd.DataFrame, codebook: Codebook) -> dict[str, Any]:
    agree = [(one in _HARD) == (other in _HARD) for one, other in levels.itertuples(index=False, name=None)]
    return {
        "items": len(themes),
        "measures": len(levels),
        "theme": _share(themes["found"] == themes["gold"]),
        "theme_alpha": round(krippendorff_alpha(_votes(themes)), 3),
        "level": _share(levels["found"] == levels["gold"]),
        "level_alpha": round(krippendorff_alpha(_votes(levels), kind="ordinal", order=SUBSTANCES), 3),
        "substantive": _share(pd.Series(agree, dtype=bool)),
        "themes": _classes(themes, [theme.id for theme in codebook.themes]),
        "levels": _classes(levels, SUBSTANCES),
    }


def _classes(both: pd.DataFrame, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of each class that was found or coded."""
    table = classification_report(both["gold"], both["found"], output_dict=True, zero_division=0)
    return {
        name: {
            "precision": round(table[name]["precision"], 3),
            "recall": round(table[name]["recall"], 3),
            "f1": round(table[name]["f1-score"], 3),
            "n": int(table[name]["support"]),
        }
        for name in names
        if name in table
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
