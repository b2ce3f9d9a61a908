"""A table opens right in a French spreadsheet, whatever its cells hold, and runs nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.spreadsheet import sheet

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5)
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_is_what_a_french_spreadsheet_expects() -> None:
    body = sheet(("Échéance", "Le"), [("Bilan ; annuel", "31/03/2026"), ('dit « "oui" »', "")])
    assert (
        body
        == ('\ufeffÉchéance;Le\r\n"Bilan ; annuel";31/03/2026\r\n"dit « ""oui"" »";\r\n').encode()
    )


@given(TABLES)
def test_every_cell_is_read_back_and_none_is_a_formula(table: list[list[str]]) -> None:
    back = read(sheet(table[0], table[1:]))
    assert len(back) == len(table)
    for written, found in zip(table, back, strict=True):
        for before, after in zip(written, found, strict=True):
            assert after in (before, f"'{before}")
            assert not after.startswith(DANGEROUS)


@pytest.mark.parametrize("sign", DANGEROUS)
def test_a_formula_becomes_a_text(sign: str) -> None:
    assert read(sheet(("a",), [(f"{sign}1+1",)]))[1] == [f"'{sign}1+1"]


def test_half_a_character_does_not_lose_the_table() -> None:
    assert read(sheet(("a",), [("b\ud800c",)]))[1] == ["b?c"]


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="ligne 2 : 1 cellules pour 2 colonnes"):
        sheet(("a", "b"), [("1", "2"), ("3",)])
