"""Inputs of the live figures."""
