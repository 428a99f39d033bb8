"""Words that rest on numbers: an error in the book's own tests, a note on the page of a reader's own World."""

from __future__ import annotations

import pytest

from headroom.report import statement


def test_what_is_so_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said where the words fit the numbers."""
    statement.check(True, "Renting is dear.")
    assert capsys.readouterr().out == ""


def test_what_is_not_so_is_an_error_in_our_own_tests() -> None:
    """The tests run strictly, so the notebooks do, too."""
    with pytest.raises(AssertionError, match=r"the text says: Renting is dear\."):
        statement.check(False, "Renting is dear.")


def test_what_is_not_so_is_marked_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere the page goes on, with a note that quotes the statement."""
    monkeypatch.delenv(statement.STRICT)
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda note: shown.append(note.data))
    statement.check(False, "Rent < cost.")
    assert len(shown) == 1
    assert f'class="{statement.MARK}"' in shown[0]
    assert "<q>Rent &lt; cost.</q>" in shown[0]
