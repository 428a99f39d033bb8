"""The planted faults can still be planted: a list that nobody runs daily must not rot without being noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from net.faults import ROOT, Fault, plant, read_faults, target

FAULTS = read_faults()


def test_names_are_given_once() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) >= 40
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_its_tests_exist(fault: Fault, tmp_path: Path) -> None:
    copy = target(fault, tmp_path)
    copy.parent.mkdir(parents=True)
    original = target(fault).read_text("utf-8")
    copy.write_text(original, "utf-8")
    plant(fault, tmp_path)
    assert copy.read_text("utf-8") != original
    for test in fault.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), test
