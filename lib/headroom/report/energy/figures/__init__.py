"""Figures of the chapter on energy: functions of a World."""
