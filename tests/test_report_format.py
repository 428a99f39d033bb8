"""Numbers as words: what a reader sees for a value."""

import pytest

from headroom.report import format as fmt


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 0.0812, "$0.081"),
        ("money", 2.115, "$2.12"),
        ("money", 9.996, "$10"),
        ("money", 48.48, "$48"),
        ("money", 43_000, "$43,000"),
        ("money", 294_672, "$295,000"),
        ("money", 999_999, "$1.0M"),
        ("money", 5.576e6, "$5.6M"),
        ("money", 40.6e6, "$40.6M"),
        ("money", 50e6, "$50M"),
        ("money", 169.8e6, "$170M"),
        ("money", 999.96e6, "$1.0B"),
        ("money", 1.164e9, "$1.2B"),
        ("money", -2.5e9, "−$2.5B"),
        ("money", 0, "$0"),
        ("count", 16_384, "16,384"),
        ("count", 405e9, "405B"),
        ("count", 15.6e12, "15.6T"),
        ("count", 0.5, "0.50"),
        ("count", 5, "5"),
        ("count", 2.5, "2.5"),
        ("count", -3, "−3"),
        ("count", 0, "0"),
        ("flop", 3.8e25, "3.8×10²⁵ FLOP"),
        ("flop", 9.97e25, "1.0×10²⁶ FLOP"),
        ("percent", 0.0018, "0.2%"),
        ("percent", 0.053, "5.3%"),
        ("percent", 0.0994, "9.9%"),
        ("percent", 0.0997, "10%"),
        ("percent", 0.41, "41%"),
        ("number", 0.375, "0.375"),
        ("number", 1289.38, "1,290"),
        ("ratio", 2.407, "2.4×"),
        ("ratio", 53.2, "53×"),
        ("growth", 2.407, "2.4× a year"),
        ("days", 84.2, "84.2 days"),
        ("year", 2026.0, "2026"),
        ("year", 2029.96, "2029"),
        ("part_of_year", 2028.998, "late 2028"),
        ("part_of_year", 2029.0, "early 2029"),
        ("part_of_year", 2029.4, "mid 2029"),
    ],
)
def test_written_as_people_say_it(kind, value, text):
    assert fmt.write(value, kind) == text


@pytest.mark.parametrize("kind", fmt.FORMATS)
def test_each_format_writes_small_and_large_values(kind):
    for exponent in range(-6, 28):
        text = fmt.write(3.7 * 10.0**exponent, kind)
        assert text
        assert "e+" not in text
        assert "G" not in text.replace("GW", "")


def test_a_whole_count_has_no_decimals():
    for n in range(-999, 1000):
        assert fmt.write(n, "count") == str(n).replace("-", fmt.MINUS)


def test_half_is_rounded_away_from_zero_as_a_browser_does():
    assert fmt.fixed(2.5, 0) == "3"
    assert fmt.fixed(0.125, 2) == "0.13"
    assert fmt.fixed(-2.5, 0) == "−3"


def test_an_unknown_format_names_those_that_exist():
    with pytest.raises(KeyError, match="no format 'euro'; there are money"):
        fmt.write(1.0, "euro")


def test_a_value_that_is_not_finite_is_said_so():
    assert fmt.write(float("inf"), "money") == "not finite"
