"""The folder in which the package `headroom` lies; not a package itself."""

raise ImportError("the package is called headroom: write 'import headroom', after 'pip install -e .' in this checkout")
