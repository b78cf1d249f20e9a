"""The statistical tables of a report: every cell, by official row and column."""

from textkit.parsing.tables.cell import Cell
from textkit.parsing.tables.forms import Form, Identity, Label, Yearly, load_form, table_ids
from textkit.parsing.tables.parse import cells_frame, parse_tables, read_tables
from textkit.parsing.tables.stated import parse_stated

__all__ = [
    "Cell",
    "Form",
    "Identity",
    "Label",
    "Yearly",
    "cells_frame",
    "load_form",
    "parse_stated",
    "parse_tables",
    "read_tables",
    "table_ids",
]
