"""What somebody types loads cleanly or is refused cleanly: file, line, column, value, expectation, all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headroom.evidence import EvidenceError, Fault, World

FROZEN = Path(__file__).parent / "frozen"
TODAY = date(2026, 11, 21)
SHORT = "item,price_kind,usd,as_of\n"
LONG = "item,price_kind,provider,usd,usd_low,usd_high,unit,as_of,term_months,note\n"
GOOD = "h100-sxm,cloud_on_demand,2.1,2026-08-01\n"


def load(path: Path) -> World:
    return World(data=FROZEN, prices=[path], today=TODAY)


def faults_of(tmp_path: Path, content: str | bytes) -> list[Fault]:
    """The faults of a price file; afterwards the file is as it was and nothing stands beside it."""
    path = tmp_path / "my.csv"
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(raw)
    with pytest.raises(EvidenceError) as error:
        load(path)
    assert path.read_bytes() == raw
    assert list(tmp_path.iterdir()) == [path]
    assert {fault.file for fault in error.value.faults} == {str(path)}
    return error.value.faults


def row(**cells: str) -> str:
    """A good row of the long form, with some cells replaced."""
    good = dict(
        zip(
            LONG.strip().split(","),
            ["h100-sxm", "cloud_on_demand", "Mine", "2.1", "", "", "", "2026-08-01", "", ""],
            strict=True,
        )
    )
    return ",".join((good | cells).values()) + "\n"


@pytest.mark.parametrize(
    ("content", "line", "column", "value", "expected"),
    [
        pytest.param(
            "item,price_knd,usd,as_of\n" + GOOD,
            1,
            "price_knd",
            "price_knd",
            "a column of this table; did you mean 'price_kind'?",
            id="column misspelt",
        ),
        pytest.param(
            "item,price_kind,usd,usd,as_of\n", 1, "usd", "usd", "each column once, here 2 times", id="column twice"
        ),
        pytest.param(
            "item,price_kind,usd,as_of,\n" + GOOD.strip() + ",\n",
            1,
            "",
            "item,price_kind,usd,as_of,",
            "a name for every column",
            id="column without a name",
        ),
        pytest.param(
            LONG + row(unit="EUR/(chip*hour)"),
            2,
            "unit",
            "EUR/(chip*hour)",
            "one of USD/(chip*hour), USD/chip; did you mean 'USD/(chip*hour)'?",
            id="wrong unit",
        ),
        pytest.param(
            LONG + row(unit="USD/chip"),
            2,
            "unit",
            "USD/chip",
            "USD/(chip*hour), the unit of cloud_on_demand",
            id="unit of another kind",
        ),
        pytest.param(
            LONG + row(usd="$2.10"),
            2,
            "usd",
            "$2.10",
            "a number greater than 0; leave the currency out: the column's unit is US dollars",
            id="currency sign",
        ),
        pytest.param(
            LONG + row(usd="2.10 EUR"),
            2,
            "usd",
            "2.10 EUR",
            "a number greater than 0; leave the currency out: the column's unit is US dollars",
            id="currency code",
        ),
        pytest.param(
            LONG + row(usd='"2,10"'),
            2,
            "usd",
            "2,10",
            "a number greater than 0; with a decimal point: 2.10",
            id="decimal comma",
        ),
        pytest.param(
            SHORT + "h100-sxm,cloud_on_demand,2,10,2026-08-01\n",
            2,
            "",
            "h100-sxm,cloud_on_demand,2,10,2026-08-01",
            "4 cells as in the header, here 5 (a decimal comma splits a number: write 2.10)",
            id="decimal comma unquoted",
        ),
        pytest.param(
            LONG + row(usd='"30,000"'),
            2,
            "usd",
            "30,000",
            "a number greater than 0; leave out the commas between thousands",
            id="thousands",
        ),
        pytest.param(
            LONG + row(usd="40%"),
            2,
            "usd",
            "40%",
            "a number greater than 0; as a fraction, without the percent sign",
            id="percent",
        ),
        pytest.param(LONG + row(usd="two"), 2, "usd", "two", "a number greater than 0", id="word"),
        pytest.param(LONG + row(usd="nan"), 2, "usd", "nan", "a number greater than 0", id="nan"),
        pytest.param(LONG + row(usd="inf"), 2, "usd", "inf", "a number greater than 0", id="infinite"),
        pytest.param(
            LONG + row(usd="1e999"),
            2,
            "usd",
            "1e999",
            "a number greater than 0; digits and a decimal point only",
            id="huge",
        ),
        pytest.param(
            LONG + row(usd="1_000"),
            2,
            "usd",
            "1_000",
            "a number greater than 0; digits and a decimal point only",
            id="_",
        ),
        pytest.param(LONG + row(usd="0"), 2, "usd", "0", "a number greater than 0", id="zero"),
        pytest.param(LONG + row(usd="-3"), 2, "usd", "-3", "a number greater than 0", id="negative"),
        pytest.param(LONG + row(usd=""), 2, "usd", "", "a number greater than 0", id="no price"),
        pytest.param(
            LONG + row(usd_low="3", usd_high="4"),
            2,
            "usd_low",
            "3",
            "at most the row's usd, 2.1",
            id="low above central",
        ),
        pytest.param(
            LONG + row(term_months="1.5"),
            2,
            "term_months",
            "1.5",
            "a whole number at least 1; digits and a decimal point only",
            id="half a month",
        ),
        pytest.param(
            LONG + row(as_of="2026-11-22"),
            2,
            "as_of",
            "2026-11-22",
            "a date not later than today, 2026-11-21",
            id="tomorrow",
        ),
        pytest.param(
            LONG + row(as_of="31/07/2026"),
            2,
            "as_of",
            "31/07/2026",
            "a date YYYY-MM-DD; write the year first, as in 2026-07-31",
            id="day first",
        ),
        pytest.param(
            LONG + row(as_of="2026-02-30"),
            2,
            "as_of",
            "2026-02-30",
            "a date YYYY-MM-DD; write the year first, as in 2026-07-31",
            id="no such day",
        ),
        pytest.param(LONG + row(as_of=""), 2, "as_of", "", "a date YYYY-MM-DD", id="no date"),
        pytest.param(
            LONG + row(item="h100-smx"),
            2,
            "item",
            "h100-smx",
            "an id of frozen/accelerators.csv; did you mean 'h100-sxm'?",
            id="chip misspelt",
        ),
        pytest.param(
            LONG + row(item="H100-SXM"),
            2,
            "item",
            "H100-SXM",
            "an id of frozen/accelerators.csv; did you mean 'h100-sxm'?",
            id="chip in capitals",
        ),
        pytest.param(LONG + row(item=""), 2, "item", "", "text", id="no chip"),
        pytest.param(
            LONG + row(price_kind="on demand"),
            2,
            "price_kind",
            "on demand",
            "one of cloud_on_demand, cloud_reserved, cloud_spot, purchase_chip, purchase_in_server; "
            "did you mean 'cloud_on_demand'?",
            id="kind misspelt",
        ),
        pytest.param(
            SHORT + GOOD + GOOD, 3, "", GOOD.strip().replace(",", ", "), "a row that repeats no earlier row", id="twice"
        ),
        pytest.param(b"", 0, "", "", "a header line and rows of comma-separated values", id="empty"),
        pytest.param(" \n\n", 0, "", "", "a header line and rows of comma-separated values", id="blank"),
        pytest.param(SHORT, 0, "", "only a header", "at least one price", id="only a header"),
        pytest.param("\n" + SHORT + GOOD, 1, "", "", "the header, on the first line", id="header below"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            3,
            "",
            "binary data",
            "a text file of comma-separated values in UTF-8",
            id="binary",
        ),
        pytest.param(
            (SHORT + GOOD).encode("utf-16"),
            0,
            "",
            "UTF-16 text",
            "UTF-8 text (in a spreadsheet: save as 'CSV UTF-8')",
            id="utf-16",
        ),
        pytest.param(
            (LONG + row(provider="Müller")).encode("latin-1"),
            2,
            "",
            "byte 0xfc",
            "UTF-8 text (in a spreadsheet: save as 'CSV UTF-8')",
            id="latin-1",
        ),
        pytest.param(SHORT + GOOD * 260_000, 0, "", "10.4 MB", "at most 5 MB", id="10 MB"),
        pytest.param(
            (SHORT + GOOD).replace(",", ";"),
            1,
            "",
            "item;price_kind;usd;as_of",
            "columns separated by commas",
            id="semicolons",
        ),
        pytest.param(
            SHORT + "h100-sxm,cloud_spot\n",
            2,
            "",
            "h100-sxm,cloud_spot",
            "4 cells as in the header, here 2",
            id="too few cells",
        ),
        pytest.param(
            LONG + row() + row(note='"never closed'),
            3,
            "",
            'h100-sxm,cloud_on_demand,Mine,2.1,,,,2026-08-01,,"never closed',
            "comma-separated cells, quotation marks closed (unexpected end of data)",
            id="open quotation mark",
        ),
        *(
            pytest.param(
                LONG + row(**{column: text}),
                2,
                column,
                text,
                "text that no spreadsheet takes for a formula (no = + - @ at its start)",
                id=f"formula {text}",
            )
            for column, text in [
                ("note", "=cmd()"),
                ("note", "@SUM(A1)"),
                ("note", "-2+3+cmd|' /C calc'!A0"),
                ("provider", "+1+1"),
                ("usd", "=1+1"),
                ("item", "=h100"),
            ]
        ),
        *(
            pytest.param(LONG + row(note=text), 2, "note", text, "plain text without markup", id=f"markup {text}")
            for text in [
                "<script>alert(1)</script>",
                "see <img src=x onerror=alert(1)>",
                "javascript:alert(1)",
                "a <!-- b",
            ]
        ),
        pytest.param(
            LONG + row(note="red \x1b[31m"), 2, "note", "red \x1b[31m", "text without control characters", id="escape"
        ),
        pytest.param(
            LONG + row(note="a\u202eb"),
            2,
            "note",
            "a\u202eb",
            "text without control characters",
            id="text turned round",
        ),
    ],
)
def test_each_kind_of_bad_file_has_its_message(tmp_path, content, line, column, value, expected):
    (fault,) = faults_of(tmp_path, content)
    assert (fault.line, fault.column, fault.value, fault.expected) == (line, column, value, expected)


def test_a_fault_reads_as_one_line():
    fault = Fault("data/prices.csv", 17, "usd", "-3", "a number greater than 0")
    assert str(fault) == "data/prices.csv:17 usd: '-3' — expected a number greater than 0"
    assert str(Fault("my.csv", 0, "", "", "a header")) == "my.csv: empty — expected a header"
    assert str(Fault("my.csv", 2, "note", "\x1b[31m\n" + "x" * 99, "text")) == (
        r"my.csv:2 note: '\x1b[31m\n" + "x" * 49 + "…' — expected text"
    )


def test_all_faults_of_a_file_come_in_one_go_in_the_order_of_its_lines(tmp_path):
    bad = SHORT + "h100-sxm,cloud_on_demand,0,2026-08-01\n" + GOOD + "h100,cloud_spot,$2,2027-01-01\n"
    assert [(f.line, f.column) for f in faults_of(tmp_path, bad)] == [(2, "usd"), (4, "as_of"), (4, "item"), (4, "usd")]


def test_faults_of_several_files_and_of_the_tables_come_together(tmp_path, tables):
    (tmp_path / "a.csv").write_text(SHORT + "h100-sxm,cloud_spot,0,2026-08-01\n")
    (tmp_path / "b.csv").write_text("price\n2\n")
    with pytest.raises(EvidenceError) as error:
        World(data=FROZEN, prices=[tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"], today=TODAY)
    assert {Path(fault.file).name for fault in error.value.faults} == {"a.csv", "b.csv", "c.csv"}
    tables("prices.csv", replace=("p4,h100-sxm,cloud_on_demand,Beta,2", "p4,h100-sxm,cloud_on_demand,Beta,0"))
    tables("trends.csv", replace=("cottier2024rising,\ncost-later", "cottier2024risen,\ncost-later"))
    data = tables("parameters.csv", replace=("1.2,2.2,4", "1.2,5.2,4"))
    with pytest.raises(EvidenceError) as error:
        World(data=data)
    assert str(error.value).splitlines() == [
        "data/parameters.csv:3 central: '5.2' — expected at most the row's high, 4",
        "data/prices.csv:6 usd: '0' — expected a number greater than 0",
        "data/trends.csv:2 source_key: 'cottier2024risen' — expected a key of data/references.bib; "
        "did you mean 'cottier2024rising'?",
    ]


@pytest.mark.parametrize(
    ("file", "replace", "message"),
    [
        (
            "prices.csv",
            ("corrects p5,p5", "corrects p5,p9"),
            "data/prices.csv:8 supersedes: 'p9' — expected the id of an earlier row of this table",
        ),
        (
            "prices.csv",
            ("corrects p5,p5", "corrects p5,p6"),
            "data/prices.csv:8 supersedes: 'p6' — expected the id of an earlier row of this table",
        ),
        (
            "prices.csv",
            ("epoch2024costcode,above 7,", "epoch2024costcode,above 7,p5"),
            "data/prices.csv:9 supersedes: 'p5' — expected a row that no other row has superseded",
        ),
        (
            "prices.csv",
            ("p8,h100", "p7,h100"),
            "data/prices.csv:10 id: 'p7' — expected a value that no earlier row has",
        ),
        (
            "prices.csv",
            ("p8,h100-sxm", "P 8,h100-sxm"),
            "data/prices.csv:10 id: 'P 8' — expected text of the form [a-z0-9][a-z0-9.-]*",
        ),
        (
            "trends.csv",
            ("2026-01-01", "2027-01-01"),
            "data/trends.csv:3 as_of: '2027-01-01' — expected a date not later than today, 2026-11-21",
        ),
        (
            "trends.csv",
            ("id,quantity", "id,quantities"),
            "data/trends.csv:1 quantities: 'quantities' — expected a column of this table; did you mean 'quantity'?",
        ),
        (
            "references.bib",
            ("{epoch2024costcode,", "{cottier2024rising,"),
            "data/references.bib:9: 'cottier2024rising' — expected each key once",
        ),
        (
            "references.bib",
            ("https://arxiv.org/abs/2405.21015", "javascript:alert(1)"),
            "data/references.bib:1 cottier2024rising: 'javascript:alert(1)' — expected an address http(s)://…",
        ),
    ],
)
def test_a_bad_row_in_the_tables_is_refused(tables, file, replace, message):
    data = tables(file, replace=replace)
    with pytest.raises(EvidenceError) as error:
        World(data=data, today=TODAY)
    assert str(error.value) == message


def test_a_row_of_a_source_that_does_not_say_under_what_it_may_be_passed_on_is_refused(tables):
    data = tables("references.bib", replace=("  license = {single facts of a paper},\n}\n\n@misc", "}\n\n@misc"))
    with pytest.raises(EvidenceError) as error:
        World(data=data, today=TODAY)
    rows = [
        line
        for name in ("parameters", "prices", "trends")
        for line in _lines(data / f"{name}.csv", "cottier2024rising")
    ]
    assert len(error.value.faults) == len(rows) > 5
    assert str(error.value).startswith(
        "data/parameters.csv:2 source_key: 'cottier2024rising' — expected a source that says under what its "
        "facts may be passed on (license, in data/references.bib)\n"
    )


def _lines(file, word):
    return [line for line in file.read_text("utf-8").splitlines() if word in line]


def test_ten_thousand_faults_make_a_short_message(tmp_path):
    path = tmp_path / "my.csv"
    path.write_text(SHORT + "".join(f"h100-{i},cloud_spot,-{i + 1},2026-08-01\n" for i in range(10_000)))
    with pytest.raises(EvidenceError) as error:
        load(path)
    message = str(error.value).splitlines()
    assert len(error.value.faults) == 20_000
    assert len(message) == 12
    assert (
        message[0] == f"{path}:2 item: 'h100-0' — expected an id of frozen/accelerators.csv; did you mean 'h100-sxm'?"
    )
    assert set(message[-2:]) == {f"{path}: … and 9,995 more in column {c}" for c in ("item", "usd")}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + (SHORT + GOOD).encode(), id="byte order mark"),
        pytest.param((SHORT + GOOD).replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param("as_of,usd,item,price_kind\n2026-08-01,2.1,h100-sxm,cloud_on_demand", id="other order"),
        pytest.param(SHORT + " h100-sxm , cloud_on_demand , 2.1 , 2026-08-01 \n\n,,,\n", id="blanks and empty rows"),
        pytest.param(LONG + row(note='"two\nlines, “quoted” -30 % < 5"'), id="a note on two lines"),
        pytest.param(LONG.replace("item", "accelerator_id") + row(usd="+2.1e0"), id="long form"),
    ],
)
def test_what_a_spreadsheet_writes_is_read(tmp_path, content):
    path = tmp_path / "my.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert load(path).price("h100-sxm", "cloud_on_demand").value == 2.1


def test_lines_are_right_after_cells_with_line_breaks(tmp_path):
    content = LONG + row(note='"one\n\ntwo"') + "\n" + row(usd="0")
    (fault,) = faults_of(tmp_path, content)
    assert fault.line == 6


def test_files_of_one_name_are_not_told_apart(tmp_path):
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "my.csv", tmp_path / "a" / "my.csv"):
        path.write_text(SHORT + GOOD)
    with pytest.raises(EvidenceError, match="my.csv: 'my.csv' — expected price files of different names"):
        World(data=FROZEN, prices=[tmp_path / "my.csv", tmp_path / "a" / "my.csv"], today=TODAY)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("datapackage.json", '{"resources": [', "data/datapackage.json:1: 'Expecting value' — expected a JSON file"),
        ("datapackage.json", None, "datapackage.json: 'no such file' — expected a file"),
        ("references.bib", None, "data/references.bib: 'no such file' — expected a file"),
        ("prices.csv", None, "data/prices.csv: 'no such file' — expected a file"),
        ("prices.csv", "", "data/prices.csv: empty — expected a header line and rows of comma-separated values"),
    ],
)
def test_a_broken_directory_of_tables_is_refused(tables, file, text, message):
    data = tables("trends.csv")
    (data / file).unlink()
    if text is not None:
        (data / file).write_text(text, "utf-8")
    with pytest.raises(EvidenceError) as error:
        World(data=data)
    assert str(error.value).endswith(message)


def test_an_id_of_the_tables_is_not_taken_again_and_a_source_of_theirs_may_be_named(tmp_path):
    header, good = "id,source_key," + SHORT, "cottier2024rising," + GOOD
    (fault,) = faults_of(tmp_path, header + "p1," + good)
    assert str(fault).endswith("my.csv:2 id: 'p1' — expected an id that data/prices.csv does not have")
    (tmp_path / "my.csv").write_text(header + "mine," + good)
    price = load(tmp_path / "my.csv").price("h100-sxm", "cloud_on_demand")
    assert [(row.id, row.source) for row in price.rows] == [("mine", "cottier2024rising")]


NASTY = st.sampled_from(
    [
        "",
        " ",
        "0",
        "-1",
        "2.1",
        "1e400",
        "$3",
        "2,5",
        "=1",
        "<b>",
        "2026-08-01",
        "2030-01-01",
        "0001-01-01",
        "9999-12-31",
    ]
    + [
        "h100-sxm",
        "h100",
        "cloud_spot",
        "purchase_chip",
        "USD/chip",
        "12",
        "٣",
        "\u202e",
        "\x00",
        '"',
        "'",
        ";",
        "\r",
        "\t",
    ]
)
CELL = NASTY | st.text(max_size=12)
COLUMNS = ["item", "price_kind", "usd", "as_of", "usd_low", "usd_high", "unit", "term_months", "provider", "note", "id"]


@st.composite
def csv_files(draw) -> bytes:
    """Files that look like price files, more or less."""
    columns = draw(st.lists(st.sampled_from([*COLUMNS, "source_key", "supersedes", "x"]), max_size=8, unique=True))
    header = draw(st.sampled_from([COLUMNS, COLUMNS[:4], columns]))
    rows = draw(st.lists(st.lists(CELL, min_size=len(header), max_size=len(header)), max_size=5))
    if draw(st.booleans()):
        rows.append(["h100-sxm", "cloud_spot", "2.1", "2026-08-01", *[""] * 7][: len(header)])
    return "\n".join(",".join(cells) for cells in [header, *rows]).encode("utf-8", "surrogatepass")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")) | csv_files()
)
def test_any_file_loads_cleanly_or_is_refused_cleanly(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        world = load(path)
    except EvidenceError as error:
        for fault in error.faults:
            assert fault.file == str(path)
            assert fault.expected
            assert 0 <= fault.line <= content.count(b"\n") + content.count(b"\r") + 1
        assert str(error).isprintable() or all(line.isprintable() for line in str(error).splitlines())
    else:
        user_supplied = world.table("prices").query("user_supplied")
        assert (user_supplied["usd"] > 0).all()
        assert (user_supplied["as_of"].dt.date <= TODAY).all()
        assert set(user_supplied["accelerator_id"]) <= set(world.table("accelerators")["id"])
        for item, kind in user_supplied[["accelerator_id", "price_kind"]].drop_duplicates().itertuples(index=False):
            price = world.price(item, kind)
            assert 0 < price.low <= price.value <= price.high
    assert path.read_bytes() == content
