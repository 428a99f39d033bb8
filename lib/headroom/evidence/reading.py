"""Reading a CSV file that somebody else wrote: the cells as text, each row under its line, or a clear refusal."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pandas as pd

from headroom.evidence.faults import EvidenceError, Fault, nearest

LARGEST_FILE = 5_000_000  # bytes
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
MARKUP = re.compile(r"<[A-Za-z/!?]|[Jj][Aa][Vv][Aa][Ss][Cc][Rr][Ii][Pp][Tt]\s*:")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SUSPECT = re.compile(rf"^[=+\-@]|{MARKUP.pattern}|{CONTROL.pattern}")


def read_text(path: Path, shown: str) -> str:
    """Text of a UTF-8 file of moderate size.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in messages.

    Raises
    ------
    EvidenceError
        If the file is missing, empty, too large, binary or not UTF-8.
    """

    def refuse(value: str, expected: str, line: int = 0) -> EvidenceError:
        return EvidenceError([Fault(shown, line, "", value, expected)])

    if not path.is_file():
        raise refuse("no such file" if not path.exists() else "a directory", "a file")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise refuse(f"{size / 1e6:.1f} MB", f"at most {LARGEST_FILE / 1e6:.0f} MB")
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("UTF-16 text", "UTF-8 text (in a spreadsheet: save as 'CSV UTF-8')")
    if b"\0" in raw:
        raise refuse(
            "binary data", "a text file of comma-separated values in UTF-8", raw[: raw.index(b"\0")].count(b"\n") + 1
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = raw[error.start : error.start + 1]
        raise refuse(
            f"byte 0x{bad.hex()}",
            "UTF-8 text (in a spreadsheet: save as 'CSV UTF-8')",
            raw[: error.start].count(b"\n") + 1,
        ) from None
    if not text.strip():
        raise EvidenceError([Fault(shown, 0, "", "", "a header line and rows of comma-separated values")])
    return text


def read_cells(path: Path, shown: str) -> pd.DataFrame:
    """Cells of a CSV file; see `read_text` and `cells_of`."""
    return cells_of(read_text(path, shown), shown)


def cells_of(text: str, shown: str) -> pd.DataFrame:
    """Cells of a CSV file as text, stripped of outer blanks; the index is each row's first line in the file.

    Empty cells are "". Lines are right also after cells that hold line breaks.

    Parameters
    ----------
    text
        What the file holds.
    shown
        Its name in messages.

    Raises
    ------
    EvidenceError
        If it is no CSV file: a row with more or fewer cells than the header, a header with an empty
        or repeated name, a quotation mark that is never closed. All faults at once.
    """
    rows, lines, faults = _rows(text, shown)
    header, rows = rows[0], rows[1:]
    start, lines = lines[0], lines[1:]
    if start > 1:
        faults.append(Fault(shown, 1, "", "", "the header, on the first line"))
    if len(header) == 1 and re.search(r"[;\t|]", header[0]):
        raise EvidenceError([*faults, Fault(shown, start, "", header[0], "columns separated by commas")])
    for name, count in Counter(header).items():
        if not name:
            faults.append(Fault(shown, start, "", ",".join(header), "a name for every column"))
        elif count > 1:
            faults.append(Fault(shown, start, name, name, f"each column once, here {count} times"))
    whole, at = [], []
    for row, line in zip(rows, lines, strict=True):
        if len(row) == len(header):
            whole.append(row)
            at.append(line)
            continue
        hint = " (a decimal comma splits a number: write 2.10)" if len(row) > len(header) else ""
        faults.append(
            Fault(shown, line, "", ",".join(row), f"{len(header)} cells as in the header, here {len(row)}{hint}")
        )
    if faults:
        raise EvidenceError(faults)
    return pd.DataFrame(whole, columns=header, index=pd.Index(at, name="line", dtype=int), dtype=str)


def _rows(text: str, shown: str) -> tuple[list[list[str]], list[int], list[Fault]]:
    """Rows of stripped cells, the first line of each, and what the CSV parser could not read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        line = text.splitlines()[start - 1] if start <= len(text.splitlines()) else ""
        fault = Fault(shown, start, "", line, f"comma-separated cells, quotation marks closed ({error})")
        if not rows:
            raise EvidenceError([fault]) from None
        return rows, lines, [fault]
    if not rows:
        raise EvidenceError([Fault(shown, 0, "", "", "a header line and rows of comma-separated values")])
    return rows, lines, []


def header_faults(cells: pd.DataFrame, known: list[str], required: list[str], shown: str) -> list[Fault]:
    """Columns that the table does not have, with the nearest that it has, and columns that are missing."""
    missing = [c for c in required if c not in cells.columns]
    faults = []
    for column in cells.columns:
        if column not in known:
            near = nearest(column, missing) or nearest(column, known)
            missing = [c for c in missing if c != near]
            hint = f"; did you mean '{near}'?" if near else ""
            faults.append(Fault(shown, 1, column, column, "a column of this table" + hint))
    return faults + [Fault(shown, 1, c, "", f"a column '{c}'") for c in missing]


def unsafe_cells(cells: pd.DataFrame, shown: str) -> list[Fault]:
    """Cells that would do something elsewhere: formulas in a spreadsheet, markup on a page, control characters."""
    faults = []
    for column in cells.columns:
        for line, value in zip(cells.index, cells[column].tolist(), strict=True):
            if not SUSPECT.search(value):
                continue
            if CONTROL.search(value):
                expected = "text without control characters"
            elif MARKUP.search(value):
                expected = "plain text without markup"
            elif not NUMBER.fullmatch(value):
                expected = "text that no spreadsheet takes for a formula (no = + - @ at its start)"
            else:
                continue
            faults.append(Fault(shown, line, column, value, expected))
    return faults
