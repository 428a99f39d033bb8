"""Under what the facts of a source may be passed on: the words that ``license`` may say in ``references.bib``.

Facts as such belong to nobody; a collection of them may belong to its maker. So a source either is under a licence that
lets its tables be passed on, or gives single facts, each cited.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """What ``license`` of a source may say.

    Parameters
    ----------
    name
        The word itself.
    meaning
        One sentence: what it allows us, and whoever takes our rows on.
    whole
        Whether whole tables of the source may be passed on; else single facts only.
    address
        Text of the licence, or "".
    """

    name: str
    meaning: str
    whole: bool = True
    address: str = ""


_CC = "https://creativecommons.org/licenses"
_ALL = (
    Licence(
        "public domain",
        "Work of a government or given up by its maker: whole tables may be passed on without any condition.",
    ),
    Licence(
        "CC0 1.0",
        "Rights given up: whole tables may be passed on without any condition.",
        address="https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Licence(
        "PDDL 1.0",
        "A data base given to the public: whole tables may be passed on without any condition.",
        address="https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    Licence(
        "CC BY 4.0",
        "Whole tables may be passed on and changed, with the maker's name and a note of the change.",
        address=f"{_CC}/by/4.0/",
    ),
    Licence(
        "CC BY-SA 4.0",
        "As CC BY 4.0, and what is made of it stays under the same licence; such rows have a table of their own.",
        address=f"{_CC}/by-sa/4.0/",
    ),
    Licence(
        "MIT",
        "Whole files may be passed on with the maker's name and notice.",
        address="https://opensource.org/license/mit",
    ),
    Licence(
        "Apache 2.0",
        "Whole files may be passed on with the maker's name and notice and a note of the change.",
        address="https://www.apache.org/licenses/LICENSE-2.0",
    ),
    Licence(
        "MPL 2.0",
        "Whole files may be passed on if they stay under this licence; we take single values out of them.",
        address="https://www.mozilla.org/MPL/2.0/",
    ),
    Licence(
        "single facts of a paper",
        "Single figures quoted from a work of science or a book, each with its place; nothing of its text.",
        whole=False,
    ),
    Licence(
        "single facts of a price list",
        "Single prices that a seller or a list of sellers shows to everybody, each with its day; not the list.",
        whole=False,
    ),
    Licence(
        "single facts of their maker",
        "Single figures that a company or office states of itself or its product (report, filing, model card, manual).",
        whole=False,
    ),
    Licence(
        "single facts of a report",
        "Single figures told by the press, an analyst or another third party, in our words; not its collection.",
        whole=False,
    ),
)
LICENCES = {licence.name: licence for licence in _ALL}
