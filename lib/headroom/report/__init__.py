"""What the reader sees: figures, numbers in prose, verdicts on claims, headline results.

Everything here is a pure function of a `World`, so that the book, the command line and a test show the same.
"""

MIME = "application/vnd.vegalite.v6+json"  # of a chart among the outputs of a notebook
LAB_MIME = "application/vnd.vegalite.v5+json"  # of its twin: the newest Vega-Lite that JupyterLab draws
