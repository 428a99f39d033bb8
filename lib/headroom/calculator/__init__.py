"""The shared calculator: formulas written once and read as numbers, arrays, units, browser steps and equations."""

from headroom.calculator.registry import chapters, find, formulas, procedure, procedures
