"""Figures of the chapter on data limits and scaling laws: functions of a World."""
