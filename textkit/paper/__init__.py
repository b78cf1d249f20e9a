"""What a paper prints: tables as csv, LaTeX and docx, and the methods paragraph of a run."""

from textkit.paper.added import added_tables, kind_of
from textkit.paper.methods import describe_methods
from textkit.paper.regression import regression_table
from textkit.paper.shares import comparison_table, corrected_table
from textkit.paper.table import PaperTable, write_tables
from textkit.paper.tables import coverage_table, reliability_table, run_tables, sample_flow_table

__all__ = [
    "PaperTable",
    "added_tables",
    "comparison_table",
    "corrected_table",
    "coverage_table",
    "describe_methods",
    "kind_of",
    "regression_table",
    "reliability_table",
    "run_tables",
    "sample_flow_table",
    "write_tables",
]
