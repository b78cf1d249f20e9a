"""Learned models: what they hold, and how they are stored and read without pickle.

A model is a folder: ``model.json`` says what the arrays of ``model.npz`` mean and carries their sha256 and
its own, so that a changed file, or one made by another version, is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from textkit.coding.codebook import Codebook, load_codebook
from textkit.coding.features import MAX_RUN, Vectorizer, Vocabulary, run_text
from textkit.words import tokenize

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
HEADER, ARRAYS, CARD = "model.json", "model.npz", "README.md"
_MAX_BYTES = 64_000_000

Array = NDArray[Any]


class ModelError(ValueError):
    """A model that cannot be used; the message says why."""


@dataclass(frozen=True, eq=False)
class Scorer:
    """A linear model over a table: the vectoriser and a weight per feature and output.

    `outputs` names the columns of the scores; `calibration` what turns them into probabilities.
    """

    vectorizer: Vectorizer
    coef: NDArray[np.float32]
    outputs: tuple[str, ...]
    calibration: Mapping[str, list[float]]

    def features(self, table: pd.DataFrame) -> sp.csr_matrix:
        """Return a row per row of `table`, as `scores` and `weightiest` take it."""
        return self.vectorizer.transform(table)

    def scores(self, features: sp.csr_matrix) -> NDArray[np.float32]:
        """Return a row per row of `features` and a column per output; above 0 speaks for it."""
        found: NDArray[np.float32] = features @ self.coef
        return found

    def weightiest(self, features: sp.csr_matrix, output: int, texts: Sequence[str]) -> list[str | None]:
        """Return for each row the word of its text that speaks most for `output`, by the runs of characters inside it.

        Where no word of two characters speaks for it, the run of two or three that does; ``None`` where there is none.
        """
        keys = self.vectorizer.vocabularies_[0].keys
        longer = np.flatnonzero(keys >> np.uint64(21))
        spoken = features[:, longer].multiply(self.coef[longer, output]).tocsr()
        said = keys[longer[spoken.indices]].tolist()
        weights = spoken.data.tolist()
        found: list[str | None] = []
        for text, start, stop in zip(texts, spoken.indptr[:-1], spoken.indptr[1:], strict=True):
            runs = dict(zip(map(run_text, said[start:stop]), weights[start:stop], strict=True))
            words = {word: _speaks(word, runs) for word in tokenize(text) if len(word) > 1} if runs else {}
            found.append(_heaviest(words) or _heaviest(runs))
        return found


def _speaks(word: str, runs: Mapping[str, float]) -> float:
    """The weight of all runs inside a word."""
    return sum(
        runs.get(word[start:stop], 0.0)
        for start in range(len(word) - 1)
        for stop in range(start + 2, min(start + MAX_RUN, len(word)) + 1)
    )


def _heaviest(weights: Mapping[str, float]) -> str | None:
    """What has the largest weight, if that is above 0."""
    return max((said for said, weight in weights.items() if weight > 0), key=weights.__getitem__, default=None)


@dataclass(frozen=True, eq=False)
class Model:
    """Scorers by task, made under one codebook.

    `about` holds the sources, settings and scores of the training, for the card.
    """

    codebook: Mapping[str, str]
    scorers: Mapping[str, Scorer]
    about: Mapping[str, Any]
    sha256: str = ""

    def scorer(self, task: str) -> Scorer:
        """Return the scorer of `task`, or name those there are."""
        if task not in self.scorers:
            raise ModelError(f"the model has learned {', '.join(self.scorers)}, not {task}")
        return self.scorers[task]


def check_place(folder: Path) -> None:
    """Refuse to write a model where anything but an earlier model lies."""
    if not folder.is_dir():
        return
    others = sorted(file.name for file in folder.iterdir() if file.name not in (HEADER, ARRAYS, CARD))
    if not others and (folder / CARD).exists() and not (folder / HEADER).exists():
        others = [CARD]
    if others:
        raise ModelError(f"{folder} holds other files ({', '.join(others[:3])}): name a new or empty folder")


def save_model(model: Model, folder: str | Path) -> Path:
    """Write `model` into `folder`: the same model always gives the same bytes.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModelError
        If the folder holds anything but an earlier model.
    """
    folder = Path(folder)
    check_place(folder)
    arrays = _arrays(model)
    header = _header(model, arrays)
    stored = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez(stored, **named)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ARRAYS).write_bytes(stored.getvalue())
    text = json.dumps(header, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / HEADER).write_text(text + "\n", encoding="utf-8", newline="\n")
    return folder


def load_model(path_or_name: str | Path = "disclosure", *, codebook: Codebook | None = None) -> Model:
    """Read a model: a built-in one by its name, another by its folder.

    Parameters
    ----------
    path_or_name
        The name of a built-in model, or a folder written by `save_model`.
    codebook
        What it will be used with; by default the built-in one.

    Raises
    ------
    FileNotFoundError
        If there is no such model.
    ModelError
        If a file was changed since it was written, or was made by another version, in another format or
        under another codebook.

    Examples
    --------
    >>> load_model("no-such-model")
    Traceback (most recent call last):
    FileNotFoundError: no model: no-such-model has no model.json
    """
    codebook = load_codebook() if codebook is None else codebook
    return _load(str(path_or_name), codebook.sha256)


def choose_model(name: str | Path, codebook: Codebook) -> Model | None:
    """Return the model that a run uses.

    Parameters
    ----------
    name
        ``auto``: the built-in model if it was made under this very codebook, else none; ``none``: no model,
        cues and lexicon alone; or the folder of a trained model.

    Raises
    ------
    FileNotFoundError, ModelError
        As `load_model`.
    """
    if str(name) == "none":
        return None
    if str(name) != "auto":
        return load_model(name, codebook=codebook)
    builtin = codebook.meta.name.isidentifier() and codebook.sha256 == _builtin_codebook(codebook.meta.name)
    return load_model(codebook.meta.name, codebook=codebook) if builtin else None


def _builtin_codebook(name: str) -> str | None:
    header = files("textkit") / "resources" / "models" / name / HEADER
    return str(json.loads(_bytes(header))["codebook"]["sha256"]) if header.is_file() else None


@lru_cache(maxsize=4)
def _load(path_or_name: str, codebook_sha256: str) -> Model:
    folder = _folder(path_or_name)
    header = _checked_header(_bytes(folder / HEADER))
    if header["codebook"]["sha256"] != codebook_sha256:
        name = header["codebook"]["name"]
        raise ModelError(f"{folder}: made under another codebook ({name}); train it anew: textkit train")
    arrays = _checked_arrays(_bytes(folder / ARRAYS), header)
    scorers = {task: _scorer(task, said, arrays) for task, said in header["scorers"].items()}
    return Model(header["codebook"], scorers, header["about"], header["sha256"])


def _folder(path_or_name: str) -> Traversable:
    builtin = files("textkit") / "resources" / "models" / path_or_name
    folder = builtin if path_or_name.isidentifier() and builtin.is_dir() else Path(path_or_name)
    for name in (HEADER, ARRAYS):
        if not (folder / name).is_file():
            raise FileNotFoundError(f"no model: {folder} has no {name}")
    return folder


def _bytes(file: Traversable) -> bytes:
    with file.open("rb") as stream:
        data: bytes = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ModelError(f"{file}: larger than {_MAX_BYTES} bytes")
    return data


# --- writing --------------------------------------------------------------------------------------------


def _arrays(model: Model) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for task, scorer in model.scorers.items():
        arrays[f"{task}.coef"] = scorer.coef.astype("<f2")
        vectorizer = scorer.vectorizer
        blocks = zip(vectorizer.fields, vectorizer.vocabularies_, vectorizer.idf_, strict=True)
        for (field, _), vocabulary, idf in blocks:
            arrays[f"{task}.{field}.keys"] = vocabulary.keys.astype("<u8")
            arrays[f"{task}.{field}.idf"] = idf.astype("<f4")
    return dict(sorted(arrays.items()))


def _header(model: Model, arrays: Mapping[str, Array]) -> dict[str, Any]:
    header = {
        "format": FORMAT,
        "textkit": version("textkit"),
        "codebook": dict(model.codebook),
        "scorers": {
            task: {
                "settings": scorer.vectorizer.get_params(),
                "marks": scorer.vectorizer.mark_names_,
                "outputs": list(scorer.outputs),
                "calibration": dict(scorer.calibration),
            }
            for task, scorer in model.scorers.items()
        },
        "about": dict(model.about),
        "arrays": _sha256_of_arrays(arrays),
    }
    return {**header, "sha256": _sha256_of_header(header)}


def _sha256_of_arrays(arrays: Mapping[str, Array]) -> str:
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _sha256_of_header(header: Mapping[str, Any]) -> str:
    said = {name: value for name, value in header.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


# --- reading --------------------------------------------------------------------------------------------


def _checked_header(data: bytes) -> dict[str, Any]:
    try:
        header = json.loads(data)
        known = isinstance(header, dict) and header.get("format")
    except (ValueError, RecursionError):
        raise ModelError(f"{HEADER} is no model: not JSON") from None
    if known != FORMAT:
        raise ModelError(f"{HEADER} has format {known!r}, not {FORMAT}: train it anew: textkit train")
    if header.get("textkit") != version("textkit"):
        made, here = header.get("textkit"), version("textkit")
        raise ModelError(f"{HEADER} was made by textkit {made}, this is {here}: train it anew: textkit train")
    if header.get("sha256") != _sha256_of_header(header):
        raise ModelError(f"{HEADER} was changed after it was written")
    return dict(header)


def _checked_arrays(data: bytes, header: Mapping[str, Any]) -> dict[str, Array]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                raise ModelError(f"{ARRAYS} is compressed, which no model is")
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, KeyError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"{ARRAYS} cannot be read: {error}") from None
    if _sha256_of_arrays(arrays) != header["arrays"]:
        raise ModelError(f"{ARRAYS} does not belong to {HEADER}, or was changed after it was written")
    return arrays


def _scorer(task: str, said: Mapping[str, Any], arrays: Mapping[str, Array]) -> Scorer:
    fields = tuple((str(field), float(weight)) for field, weight in said["settings"]["fields"])
    vectorizer = Vectorizer(**{**said["settings"], "fields": fields})
    keys = [arrays[f"{task}.{field}.keys"].astype(np.uint64) for field, _ in fields]
    vectorizer.vocabularies_ = [Vocabulary(each) for each in keys]
    vectorizer.idf_ = [arrays[f"{task}.{field}.idf"].astype(np.float32) for field, _ in fields]
    vectorizer.mark_names_ = list(said["marks"])
    coef = arrays[f"{task}.coef"].astype(np.float32)
    return Scorer(vectorizer, coef, tuple(said["outputs"]), said["calibration"])
