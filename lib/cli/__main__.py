"""``python -m lib.cli``: the same as ``headroom``."""

from lib.cli import main

main(prog_name="headroom")
