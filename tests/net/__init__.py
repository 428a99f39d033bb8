"""The net: what the book shows, frozen as JSON from any checkout, and two freezes compared.

    python -m tests.net freeze --root ../before --out /tmp/before
    python -m tests.net freeze --root . --out /tmp/after
    python -m tests.net compare /tmp/before /tmp/after --expected tests/net/expected.toml

It is for whoever changes how the book is made and means to change nothing, or little, of what it shows. It judges no
number; it only finds those that moved. The calls that it makes of the package stand in `adapter`, and nowhere else.
"""
