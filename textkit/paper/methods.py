"""The methods paragraph of one run: what its manifest and frames say was done, and nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

import pandas as pd

from textkit.analysis import Analysis
from textkit.checks import failed_checks
from textkit.coding.models import ModelError, load_model
from textkit.labels import Lang, label
from textkit.paper.shares import count_coded
from textkit.paper.wording import SEPARATORS, cited, named, number, percent, tests_of, word
from textkit.records import ROLES
from textkit.sample import sample_flow


def describe_methods(analysis: Analysis, *, added: Mapping[str, pd.DataFrame] | None = None, lang: Lang = "en") -> str:
    """Write the methods paragraph of a run.

    Parameters
    ----------
    analysis
        A run, as ``analyze`` or ``read_results`` returns it.
    added
        Name → a frame made from the run: comparisons, models, corrected estimates, or scores of coders; what was
        done in them is told by their columns ``test``, ``interval``, ``method`` and ``measure``. Without comparisons
        among them those of the run itself are told.
    lang
        ``en`` or ``zh``.

    Returns
    -------
    str
        One paragraph. Of the model only scores are given that are stored with the very model that coded; options
        that the manifest does not hold are told only if this version of textkit made the run.

    Examples
    --------
    >>> from textkit.analysis import empty_frames
    >>> run = Analysis(**empty_frames(), manifest={"corpus": "年报", "textkit": "0.1.0"})
    >>> describe_methods(run).split(";")[0]
    'The corpus “年报” has 0 files or rows of tables of texts'
    """
    frames = list((added or {}).values())
    if not any({"test", "interval"} <= set(frame.columns) for frame in frames):
        frames.append(analysis.comparisons)  # those that the run itself made
    sentences = [
        *_corpus(analysis, lang),
        *_units(analysis, lang),
        *_codes(analysis, lang),
        *_measured(analysis, lang),
        *_compared(frames, lang),
        *_checked(frames, lang),
        *_software(analysis.manifest, lang),
    ]
    return ("" if lang == "zh" else " ").join(sentences)


def model_about(manifest: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what is known of the model that coded: its sources and scores, None if it is not the built-in one.

    Examples
    --------
    >>> model_about({"model": {"sha256": "不是它"}}) is None
    True
    """
    used = manifest.get("model") or {}
    try:
        model = load_model(str((used.get("codebook") or {}).get("name", "disclosure")))
    except (FileNotFoundError, ModelError):
        return None
    return model.about if model.sha256 == used.get("sha256") else None


def _corpus(analysis: Analysis, lang: Lang) -> Iterator[str]:
    flow = sample_flow(analysis)
    steps = dict(zip(flow["step"], flow["n"], strict=True))  # a step's own row comes last
    lost = flow.dropna(subset="reason")
    what = SEPARATORS[lang].join(
        f"{number(n)}{' ' if lang == 'en' else ' 份'}{word('step', reason, lang)}"
        for reason, n in zip(lost["reason"], lost["n"], strict=True)
    )
    agencies = flow.loc[flow["step"].eq("analysed") & flow["reason"].isna(), "agencies"].sum()
    used = analysis.analysed()
    years = used["year"].dropna().astype(int)
    span = ""
    if len(years):
        key = "year" if years.min() == years.max() else "years"
        span = word("phrase", key, lang, first=years.min(), last=years.max())
    yield word(
        "sentence", "corpus", lang,
        corpus=analysis.manifest.get("corpus", ""),
        files=word("phrase", "files", lang, n=number(steps["files"])),
        analysed=number(steps["analysed"]),
        agencies=number(int(agencies)),
        years=span,
        lost=word("phrase", "lost", lang, what=what) if what else "",
    )  # fmt: skip
    dates = used["published"].dropna()
    if len(dates):
        yield word("sentence", "published", lang, n=number(len(dates)), first=dates.min(), last=dates.max())


def _units(analysis: Analysis, lang: Lang) -> Iterator[str]:
    items, manifest = analysis.items, analysis.manifest
    if items.empty:
        return
    counts = items["role"].value_counts()
    others = SEPARATORS[lang].join(
        word("phrase", "of_role", lang, n=number(counts[role]), role=label("role", role, lang).lower())
        for role in ROLES[2:]
        if counts.get(role, 0)
    )
    sections = SEPARATORS[lang].join(
        word("phrase", "problems", lang) if section == "problems" else str(section)
        for section in items["section"].dropna().unique()
    )
    yield word(
        "sentence", "items", lang,
        version=manifest.get("textkit", ""),
        section=sections,
        genre=manifest.get("genre", ""),
        items=number(len(items)),
        problems=number(counts.get("problem", 0)),
        measures=number(counts.get("measure", 0)),
        others=word("phrase", "other_roles", lang, what=others) if others else "",
    )  # fmt: skip
    if len(analysis.acts):
        yield word("sentence", "acts", lang, acts=number(len(analysis.acts)))


def _codes(analysis: Analysis, lang: Lang) -> Iterator[str]:
    manifest = analysis.manifest
    if analysis.items.empty:
        return
    if book := manifest.get("codebook"):
        about = {"name": book["name"], "version": book["version"], "sha256": book["sha256"][:12]}
        yield word("sentence", "codebook", lang, **about, themes=len(analysis.labels))
    if model := manifest.get("model"):
        primary = analysis.themes.loc[analysis.themes["rank"] == 1, "method"]
        chosen = float(primary.eq("model").fillna(False).mean()) if len(primary) else 0.0
        key = "model_all" if chosen == 1 else "model"
        yield word("sentence", key, lang, sha256=model["sha256"][:12], share=percent(chosen))
        if (known := model_about(manifest)) and (test := known.get("test")):
            weakest = min(test["themes"], key=lambda theme: test["themes"][theme]["f1"])
            shown = analysis.labels.get(weakest, (weakest, weakest))[0 if lang == "zh" else 1]
            scores = {key: value for key, value in test.items() if key != "themes"}
            yield word("sentence", "scores", lang, **scores, weakest=shown, f1=test["themes"][weakest]["f1"])
    else:
        yield word("sentence", "cues", lang)
    if overridden := _overridden(manifest):
        yield word("sentence", "overrides", lang, n=number(overridden))


def _overridden(manifest: Mapping[str, Any]) -> int:
    """Return on how many items codes were set by hand."""
    about = manifest.get("overrides") or {}
    return int(about.get("items", 0))


def _measured(analysis: Analysis, lang: Lang) -> Iterator[str]:
    levels = analysis.substance["substance"].dropna()
    if len(levels):
        substantive = percent(float(levels.isin(["firm", "checkable"]).mean()))
        firm = percent(float(levels.eq("firm").mean()))
        yield word("sentence", "substance", lang, n=number(len(levels)), substantive=substantive, firm=firm)
    compared = int(analysis.reuse_shares[["own_past", "other_agencies"]].notna().any(axis=1).sum())
    if compared:
        ours = analysis.manifest.get("textkit") == version("textkit")
        yield word("sentence", "reuse", lang, n=number(compared), threshold=_threshold(lang) if ours else "")
    template = analysis.manifest.get("template") or {}
    if template.get("share") is not None:
        yield word("sentence", "template", lang, **{**template, "share": percent(template["share"])})
    evaluated = analysis.checks["ok"].notna()
    if evaluated.any():
        failed = len(failed_checks(analysis.checks, warnings=False))
        counts = {"cells": len(analysis.tables), "checks": int(evaluated.sum()), "failed": failed}
        yield word("sentence", "tables", lang, **{key: number(value) for key, value in counts.items()})


def _threshold(lang: Lang) -> str:
    from textkit.reuse import find_reuse  # loads numba

    return word("sentence", "threshold", lang, n=inspect.signature(find_reuse).parameters["n"].default)


def _compared(frames: list[pd.DataFrame], lang: Lang) -> Iterator[str]:
    models = tests_of([frame for frame in frames if "std_error" in frame.columns], "test")
    tests = tests_of([frame for frame in frames if "std_error" not in frame.columns], "test")
    intervals = tests_of(frames, "interval")
    for key, values in (("tests", tests), ("intervals", intervals), ("models", models)):
        if values:
            yield word("sentence", key, lang, **{key: "; ".join(values)})
    corrected = [frame for frame in frames if {"naive", "method", "n_coded"} <= set(frame.columns)]
    used = [frame[frame["estimate"].notna()] for frame in corrected]
    if methods := tests_of(used, "method"):
        n = max(count_coded(frame) for frame in corrected)
        said = "; ".join(word("method", method, lang) for method in methods)
        yield word("sentence", "corrected", lang, n=number(n), methods=said)


def _checked(frames: list[pd.DataFrame], lang: Lang) -> Iterator[str]:
    scores = [frame for frame in frames if {"against", "measure", "of"} <= set(frame.columns)]
    if not scores:
        corrected = any("n_coded" in frame.columns for frame in frames)
        yield word("sentence", "unmeasured" if corrected else "unvalidated", lang)
    for frame in scores:
        whole = frame[frame["class"].isna() & frame["measure"].isin(["agreement", "alpha", "ac1"])]
        whole = whole[whole["estimate"].notna()].fillna({"against": ""})
        for (coder, against, of), rows in whole.groupby(["coder", "against", "of"], sort=False):
            said = SEPARATORS[lang].join(
                f"{named(str(measure), lang)} {estimate:.2f}"
                for measure, estimate in zip(rows["measure"], rows["estimate"], strict=True)
            )
            sides = {"coder": named(str(coder), lang), "against": named(str(against), lang)}
            n = number(int(rows["n_items"].max()))
            yield word("sentence", "agreement", lang, of=named(str(of), lang), **sides, n=n, measures=said)


def _software(manifest: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    versions = {name: manifest.get(name) for name in ("textkit", "python")} | dict(manifest.get("libraries") or {})
    listed = SEPARATORS[lang].join(cited(name, str(number)) for name, number in versions.items() if number)
    if listed:
        yield word("sentence", "software", lang, software=listed)
    if joint := manifest.get("inputs_sha256"):
        yield word("sentence", "inputs", lang, sha256=joint[:12])
