"""Commands on a page are run in a folder of their own; one that fails otherwise than the page says stops the build."""

from __future__ import annotations

import pytest

from headroom.report.terminal import WIDTH, Terminal


@pytest.fixture(scope="module")
def terminal() -> Terminal:
    return Terminal()


def test_a_file_is_written_and_shown(terminal: Terminal) -> None:
    shown = terminal.file("my.csv", "item,usd\nx,1\n")
    assert (terminal.folder / "my.csv").read_text("utf-8") == "item,usd\nx,1\n"
    assert shown.data == "```text\nitem,usd\nx,1\n```"


def test_a_command_is_shown_with_the_first_lines_of_its_answer(terminal: Terminal) -> None:
    lines = terminal.run("headroom list scenarios", lines=2).data.splitlines()
    assert lines[:2] == ["```text", "$ headroom list scenarios"]
    assert lines[-2:] == ["…", "```"]
    assert max(map(len, lines)) <= WIDTH


def test_another_exit_status_is_an_error(terminal: Terminal) -> None:
    with pytest.raises(RuntimeError, match=r"headroom check none\.csv: exit status 2, not 0"):
        terminal.run("headroom check none.csv")


def test_no_switch_of_the_build_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_PRICES", "own.csv")
    assert not [name for name in Terminal().environment if name.startswith("HEADROOM_")]
