"""``python -m headroom.book``: Jupyter Book's command line for a caller that is still checking its inputs.

It imports what a build needs, then waits for a line on its standard input; if none comes, it ends and has done nothing.
"""

import sys

from headroom.book.freshness import get_ready

if __name__ == "__main__":
    get_ready()
    from jupyter_book.cli.main import main  # not above: the process that runs notebooks starts first

    if sys.stdin.readline():
        main()
