"""Figures of the chapter on which limit binds first: functions of a World."""
