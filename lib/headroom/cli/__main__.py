"""``python -m headroom.cli``: the same as ``headroom``."""

from headroom.cli import main

main(prog_name="headroom")
