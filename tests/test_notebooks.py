"""The notebooks run from top to bottom, and what they keep was made by a run without fault.

``python tests/test_notebooks.py`` runs them anew and keeps the output.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from textkit.figures import FIGURES

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ABSOLUTE = re.compile(r"""(?<![\w.<])/(?:home|root|tmp|usr|var|work|opt|mnt|Users|private)/|\b[A-Z]:\\\w""")
WARNING = re.compile(r"\b\w*Warning\b:|\bWARNING\b")
LARGEST = 1_500_000
"""Bytes of a notebook with its outputs."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _outputs(notebook: NotebookNode) -> Iterator[str]:
    """All that a reader sees of the outputs, as text; pictures are left out."""
    for cell in _code(notebook):
        for output in cell.outputs:
            if output.output_type == "stream":
                yield output.text
            elif output.output_type == "error":
                yield "\n".join(output.traceback)
            else:
                yield from (str(data) for kind, data in output.data.items() if not kind.startswith("image/"))


def _assert_clean(notebook: NotebookNode) -> None:
    cells = _code(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [o for cell in cells for o in cell.outputs if o.output_type == "error" or o.get("name") == "stderr"]
    for text in _outputs(notebook):
        assert not ABSOLUTE.search(text), text[:500]
        assert not WARNING.search(text), text[:500]


def test_there_are_notebooks_and_each_has_its_line_in_the_readme() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert NOTEBOOKS
    assert [path.name for path in NOTEBOOKS] == re.findall(r"\]\((\w+\.ipynb)\)", listed)


@each_notebook
def test_a_notebook_keeps_the_output_of_a_clean_run(path: Path) -> None:
    _assert_clean(_read(path))
    assert any(cell.outputs for cell in _code(_read(path)))
    assert path.stat().st_size < LARGEST


def _run(path: Path) -> NotebookNode:
    notebook = _read(path)
    for cell in _code(notebook):
        cell.outputs, cell.execution_count = [], None
    metadata = deepcopy(notebook.metadata)
    where = {"metadata": {"path": str(FOLDER)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", record_timing=False, resources=where)
    client.execute()  # raises where a cell errs
    notebook.metadata = metadata  # which kernel of which version ran it would change on every machine
    return notebook


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[Path, Future[NotebookNode]]]:
    """The runs of all notebooks, two at a time: each has a kernel of its own that mostly keeps one core busy."""
    with ThreadPoolExecutor(2) as pool:
        yield {path: pool.submit(_run, path) for path in NOTEBOOKS}
        pool.shutdown(cancel_futures=True)  # those that nobody asked for


@each_notebook
def test_a_notebook_runs_from_top_to_bottom(path: Path, runs: dict[Path, Future[NotebookNode]]) -> None:
    _assert_clean(runs[path].result())


def test_the_gallery_shows_every_figure() -> None:
    sources = "\n".join(cell.source for cell in _code(_read(FOLDER / "06_gallery.ipynb")))
    assert set(re.findall(r'^draw\("([\w-]+)"', sources, re.MULTILINE)) == set(FIGURES)


@pytest.mark.parametrize(
    "text",
    ["at /home/me/reports", "file:///tmp/x.csv", r"C:\corpus", "x.py:3: FutureWarning: gone", "[App] WARNING | no"],
)
def test_what_an_output_must_not_hold_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        _assert_clean(
            nbformat.v4.new_notebook(
                cells=[
                    nbformat.v4.new_code_cell(
                        "1", execution_count=1, outputs=[nbformat.v4.new_output("stream", name="stdout", text=text)]
                    )
                ]
            )
        )


if __name__ == "__main__":
    for each in NOTEBOOKS:
        nbformat.write(_run(each), each)
