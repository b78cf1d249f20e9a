"""A table as it is printed, and its three forms: csv, LaTeX (booktabs) and docx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textkit.paper.docx import docx_bytes
from textkit.spreadsheet import guarded

MISSING = "–"
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
}  # fmt: skip
_SPECIAL = re.compile("[" + re.escape("".join(_LATEX)) + "]")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with all its text.

    Parameters
    ----------
    name
        Of its files.
    title
        Above the table.
    header, rows
        Cells as they are printed; the first column holds the labels of the rows.
    rules
        Rows, counted from 0, above which a line is drawn besides those of booktabs.
    notes
        Below the table.
    """

    name: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rules: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def to_csv(self) -> str:
        r"""Return the table as csv, formulas guarded.

        Examples
        --------
        >>> PaperTable("a", "样本", ("步骤", "n"), (("报告", "36"),)).to_csv()
        '步骤,n\n报告,36\n'
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([guarded(cell) for cell in row] for row in (self.header, *self.rows))
        return out.getvalue()

    def to_latex(self) -> str:
        r"""Return the table as LaTeX; it needs the package booktabs, and ctex if it holds Chinese.

        Examples
        --------
        >>> print(PaperTable("a", "Shares", ("term", "n"), (("own_past & 50 %", "3"),)).to_latex())
        % needs \usepackage{booktabs}
        \begin{table}
        \centering
        \caption{Shares}
        \label{tab:a}
        \begin{tabular}{lr}
        \toprule
        term & n \\
        \midrule
        own\_past \& 50 \% & 3 \\
        \bottomrule
        \end{tabular}
        \end{table}
        <BLANKLINE>
        """
        needs = r"% needs \usepackage{booktabs}"
        if _HAN.search(" ".join([self.title, *self.header, *(cell for row in self.rows for cell in row)])):
            needs += r" and \usepackage{ctex}"
        lines = [needs, r"\begin{table}", r"\centering", rf"\caption{{{escaped(self.title)}}}"]
        lines += [rf"\label{{tab:{self.name}}}", rf"\begin{{tabular}}{{l{'r' * (len(self.header) - 1)}}}", r"\toprule"]
        lines += [_latex_row(self.header), r"\midrule"]
        for place, row in enumerate(self.rows):
            lines += [r"\midrule"] if place in self.rules else []
            lines.append(_latex_row(row))
        lines += [r"\bottomrule", r"\end{tabular}"]
        lines += [rf"\par\smallskip\footnotesize {escaped(note)}" for note in self.notes]
        return "\n".join([*lines, r"\end{table}", ""])

    def to_docx(self) -> bytes:
        """Return a Word document that holds the table."""
        return docx_bytes(self.title, self.header, self.rows, self.rules, self.notes)


def write_tables(tables: Iterable[PaperTable], folder: Path) -> list[Path]:
    """Write each table as csv (UTF-8 with BOM), tex and docx into `folder`, which is made if need be.

    Returns
    -------
    list of Path
        The files written; earlier ones of the same names are replaced.

    Raises
    ------
    ValueError
        If two tables have one name: the second would replace the first.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = PaperTable("sample-flow", "样本", ("步骤", "n"), (("报告", "36"),))
    ...     [path.name for path in write_tables([table], Path(folder))]
    ['sample-flow.csv', 'sample-flow.tex', 'sample-flow.docx']
    """
    tables = list(tables)
    names = [table.name for table in tables]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two tables are called {', '.join(twice)}: give the file that was added another name")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables:
        forms = {
            "csv": table.to_csv().encode("utf-8-sig"),
            "tex": table.to_latex().encode("utf-8"),
            "docx": table.to_docx(),
        }
        for suffix, content in forms.items():
            path = folder / f"{table.name}.{suffix}"
            path.write_bytes(content)
            written.append(path)
    return written


def escaped(text: str) -> str:
    r"""Return text that LaTeX sets as it stands.

    Examples
    --------
    >>> escaped("own_past（50%）")
    'own\\_past（50\\%）'
    """
    return _SPECIAL.sub(lambda found: _LATEX[found.group()], text).replace("−", "$-$")


def _latex_row(cells: Sequence[str]) -> str:
    # a cell that begins with a bracket would be taken for an option of the line break before it
    return " & ".join(f"{{{cell}}}" if cell.startswith("[") else cell for cell in map(escaped, cells)) + r" \\"
