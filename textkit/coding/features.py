"""Texts → a sparse matrix: the one vectoriser that all learned models share.

Characters, not words: on items by voices the model had not seen, runs of one to three characters told the
themes apart as well as words and characters together, and need no segmentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from textkit.records import require

if TYPE_CHECKING:
    import pandas as pd

Keys = NDArray[np.uint64]
Indices = NDArray[np.int64]

MAX_RUN = 3
"""Three code points of 21 bits are the most that one key of 64 bits can hold."""
_BITS = np.uint64(21)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SIEVE_BITS = 20
_CHUNK = 4096


class Runs(NamedTuple):
    """Runs of characters; those of text i are ``keys[rows == i]``."""

    keys: Keys
    rows: Indices
    starts: Indices
    lengths: NDArray[np.int8]


def character_runs(texts: Sequence[str], longest: int) -> Runs:
    """Return every run of 1 to `longest` characters of each text.

    Parameters
    ----------
    texts
        Any strings. A run never crosses from one to the next.
    longest
        At most `MAX_RUN`.

    Returns
    -------
    Runs
        Sorted by length, then by text, then by place. `starts` counts characters within the text. A key is
        the code points of the run, 21 bits each, so that different runs never share one.

    Examples
    --------
    >>> runs = character_runs(["公开", "慢"], 2)
    >>> [run_text(key) for key in runs.keys], runs.rows.tolist()
    (['公', '开', '慢', '公开'], [0, 0, 1, 0])
    """
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, dtype="<u4").astype(np.uint64)
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.repeat(np.cumsum(sizes), sizes)
    owner = np.repeat(np.arange(len(texts)), sizes)
    place = np.arange(len(points)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found: list[tuple[Any, ...]] = []
    keys = np.zeros_like(points)
    for length in range(1, longest + 1):
        keys = (keys[: len(points) - length + 1] << _BITS) | points[length - 1 :]
        inside = np.arange(len(keys)) + length <= ends[: len(keys)]
        at = np.flatnonzero(inside)
        found.append((keys[at], owner[at], place[at], np.full(len(at), length, dtype=np.int8)))
    return Runs(*(np.concatenate(part) for part in zip(*found, strict=True)))


@lru_cache(1 << 17)
def run_text(key: int) -> str:
    """Return the characters of a key.

    Examples
    --------
    >>> run_text(int(character_runs(["时效性"], 3).keys[-1]))
    '时效性'
    """
    points = []
    rest = int(key)
    while rest:
        points.append(chr(rest & 0x1FFFFF))
        rest >>= 21
    return "".join(reversed(points))


class Vocabulary:
    """A sorted set of keys that tells the place of each of many keys at once.

    A table of bits sieves out most unknown keys before the search.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
        self._sieve[self._slots(keys)] = True

    @staticmethod
    def _slots(keys: Keys) -> Keys:
        return (keys * _SPREAD) >> np.uint64(64 - _SIEVE_BITS)

    def find(self, keys: Keys) -> tuple[Indices, Indices]:
        """Return which of `keys` are known, and their places."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        which = np.flatnonzero(self._sieve[self._slots(keys)])
        wanted = keys[which]
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        same = self.keys[places] == wanted
        return which[same], places[same]


def count_runs(texts: Sequence[str], vocabulary: Vocabulary, longest: int) -> sp.csr_matrix:
    """Count the known runs of each text: a row per text, a column per key of the vocabulary.

    Examples
    --------
    >>> runs = Vocabulary(np.sort(character_runs(["公开"], 2).keys[[0, 2]]))
    >>> count_runs(["公开，不公开", "公示"], runs, 2).toarray().tolist()
    [[2.0, 2.0], [1.0, 0.0]]
    """
    parts = [_count_chunk(texts[at : at + _CHUNK], vocabulary, longest) for at in range(0, len(texts), _CHUNK)]
    return sp.vstack(parts, format="csr") if parts else sp.csr_matrix((0, len(vocabulary.keys)))


def _count_chunk(texts: Sequence[str], vocabulary: Vocabulary, longest: int) -> sp.csr_matrix:
    runs = character_runs(texts, longest)
    which, columns = vocabulary.find(runs.keys)
    shape = len(texts), len(vocabulary.keys)
    counts = sp.coo_matrix((np.ones(len(which), dtype=np.float32), (runs.rows[which], columns)), shape=shape)
    return counts.tocsr()  # adds up what stands twice


class Vectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A frame of texts and marks → a sparse matrix.

    Each of `fields` is a column of texts and gives a block of character runs, weighted by
    ``(1 + log count) · idf`` and scaled to the length of its weight. The remaining columns are marks:
    numbers that rules have found (slots, a status), times `marks`. The last column is constant.

    Parameters
    ----------
    fields
        Columns of texts, each with the weight of its block.
    longest
        Characters in the longest run, 1 to 3.
    min_df
        In how many texts a run must stand to be kept.
    marks
        Weight of the marks.

    Attributes
    ----------
    vocabularies_, idf_
        A list each, in the order of `fields`.
    mark_names_
        The columns that are marks.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({"text": ["更新慢", "更新不及时"], "slots": [0, 1]})
    >>> Vectorizer(longest=2).fit(data).get_feature_names_out().tolist()
    ['text:新', 'text:更', 'text:更新', 'slots', 'constant']
    """

    def __init__(
        self,
        *,
        fields: tuple[tuple[str, float], ...] = (("text", 1.0),),
        longest: int = 3,
        min_df: int = 2,
        marks: float = 0.2,
    ) -> None:
        self.fields = fields
        self.longest = longest
        self.min_df = min_df
        self.marks = marks

    def fit(self, X: pd.DataFrame, y: object = None) -> Vectorizer:  # noqa: N803 - scikit-learn's name
        """Learn the runs that stand in at least `min_df` texts, and how rare each is."""
        if not 1 <= self.longest <= MAX_RUN:
            raise ValueError(f"longest must be 1 to {MAX_RUN}, not {self.longest}")
        self._check(X)
        self.vocabularies_, self.idf_ = [], []
        for field, _ in self.fields:
            texts = _texts(X[field])
            runs = character_runs(texts, self.longest)
            keys, index = np.unique(runs.keys, return_inverse=True)
            pairs = np.unique(runs.rows * len(keys) + index)
            seen = np.bincount(pairs % max(len(keys), 1), minlength=len(keys))
            kept = seen >= self.min_df
            self.vocabularies_.append(Vocabulary(keys[kept]))
            self.idf_.append((np.log((1 + len(texts)) / (1 + seen[kept])) + 1).astype(np.float32))
        self.mark_names_ = [str(column) for column in X.columns if column not in dict(self.fields)]
        return self

    def transform(self, X: pd.DataFrame) -> sp.csr_matrix:  # noqa: N803
        """Return a row per row of `X`; a missing text counts as empty."""
        check_is_fitted(self, "mark_names_")
        self._check(X)
        blocks = [
            weigh_runs(count_runs(_texts(X[field]), vocabulary, self.longest), idf, weight)
            for (field, weight), vocabulary, idf in zip(self.fields, self.vocabularies_, self.idf_, strict=True)
        ]
        marks = X[self.mark_names_].to_numpy(dtype=np.float32) * np.float32(self.marks)
        blocks += [sp.csr_matrix(marks), sp.csr_matrix(np.full((len(X), 1), _CONSTANT, dtype=np.float32))]
        return sp.hstack(blocks, format="csr", dtype=np.float32)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """Return the name of every column: ``field:run``, the marks, ``constant``."""
        check_is_fitted(self, "mark_names_")
        names = [
            f"{field}:{run_text(int(key))}"
            for (field, _), vocabulary in zip(self.fields, self.vocabularies_, strict=True)
            for key in vocabulary.keys
        ]
        return np.array([*names, *self.mark_names_, "constant"], dtype=object)

    def _check(self, data: pd.DataFrame) -> None:
        marks = getattr(self, "mark_names_", [])
        require(data, (*dict(self.fields), *marks), made_by="theme_table or act_table")


_CONSTANT = 0.3


def weigh_runs(counts: sp.csr_matrix, idf: NDArray[np.float32], weight: float) -> sp.csr_matrix:
    """Return ``(1 + log count) · idf``, each row scaled to the length `weight`.

    Examples
    --------
    >>> counts = sp.csr_matrix([[1.0, 0.0], [0.0, 0.0]])
    >>> weigh_runs(counts, np.ones(2, dtype=np.float32), 0.5).toarray().tolist()
    [[0.5, 0.0], [0.0, 0.0]]
    """
    data = (1 + np.log(counts.data)) * idf[counts.indices]
    sizes = np.diff(counts.indptr)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    lengths = np.sqrt(np.bincount(rows, weights=data.astype(np.float64) ** 2, minlength=len(sizes)))
    scale = np.divide(weight, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    scaled = (data * scale[rows]).astype(np.float32)
    return sp.csr_matrix((scaled, counts.indices, counts.indptr), shape=counts.shape)


def _texts(column: pd.Series[Any]) -> list[str]:
    return [text if isinstance(text, str) else "" for text in column.tolist()]
