"""Reading files: any encoding, any delimiter, CSV and XLSX; and saying which line of a broken one is broken."""

from datetime import date, datetime

import pytest

from server.reference.sheet import read_sheet
from server.reference.unreadable import Unreadable
from tests.reference.files import csv_file, xlsx_file

TEXT = "id,name\n1,Zoë’s Café\n2,Ångström\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_letters_arrive_whatever_the_encoding(tmp_path, encoding):
    sheet = read_sheet(csv_file(tmp_path, TEXT, encoding=encoding))

    assert [line.cells for line in sheet.lines] == [("1", "Zoë’s Café"), ("2", "Ångström")]


def test_an_encoding_that_cannot_be_guessed_can_be_said(tmp_path):
    path = csv_file(tmp_path, "编码,名称\n1,灯与梯\n", encoding="gb18030")

    assert read_sheet(path, "gb18030").lines[0].cells == ("1", "灯与梯")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found_by_itself(tmp_path, delimiter):
    sheet = read_sheet(csv_file(tmp_path, f"id{delimiter}name\n1{delimiter}Lamp\n"))

    assert sheet.headers == ("id", "name")
    assert sheet.lines[0].cells == ("1", "Lamp")


def test_the_first_line_of_a_spreadsheet_may_name_the_delimiter(tmp_path):
    sheet = read_sheet(csv_file(tmp_path, "sep=;\nid;name, and more\n1;Lamp\n"))

    assert sheet.headers == ("id", "name, and more")
    assert sheet.lines[0].number == 3


def test_lines_are_numbered_as_an_editor_shows_them(tmp_path):
    sheet = read_sheet(csv_file(tmp_path, 'id,name\n1,"two\nlines"\n\n2,Lamp\n'))

    assert [(line.number, line.cells) for line in sheet.lines] == [(2, ("1", "two\nlines")), (5, ("2", "Lamp"))]


def test_a_line_with_too_few_or_too_many_cells_is_a_fault_of_that_line_alone(tmp_path):
    sheet = read_sheet(csv_file(tmp_path, "id,name\n1\n2,Lamp,9\n3,Pear,,\n"))

    assert [line.fault for line in sheet.lines] == [
        "1 cells where the headers have 2",
        "3 cells where the headers have 2",
        None,
    ]


def test_cells_of_a_workbook_become_the_text_a_person_sees(tmp_path):
    rows = [["id", "day", "price", "counted", "gtin"], [7, date(2026, 3, 2), 19.76, True, 2000000000015]]
    rows.append([8, datetime(2026, 3, 2, 0, 0), 0.1 + 0.2])
    sheet = read_sheet(xlsx_file(tmp_path, rows))

    assert sheet.lines[0].cells == ("7", "2026-03-02", "19.76", "yes", "2000000000015")
    assert sheet.lines[1].cells == ("8", "2026-03-02", "0.3", "", "")


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"", 1, "empty"),
        (b"\n\n  \n", 1, "empty"),
        (b"id,name\n", 1, "no line below the headers"),
        (b'id,name\n1,Lamp\n2,"Pear\n3,Kiosk\n', 3, "quotation mark"),
        (b'id,name\n1,"Lamp"x\n', 2, "broken"),
        (b"id,name\n1,Lamp\n2,P\0ear\n", 3, "null character"),
        (b"id,name\n1,Lamp\n2,\x81\xff\n", 3, "cp1252"),
    ],
)
def test_a_broken_csv_is_refused_with_its_line(tmp_path, data, line, why):
    path = tmp_path / "broken.csv"
    path.write_bytes(data)

    with pytest.raises(Unreadable) as refused:
        read_sheet(path)

    assert refused.value.line == line
    assert why in str(refused.value)


def test_a_workbook_cut_short_is_refused(tmp_path):
    whole = xlsx_file(tmp_path, [["id", "name"], [1, "Lamp"]]).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(Unreadable, match="workbook is broken"):
        read_sheet(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    import zipfile

    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "nothing")

    with pytest.raises(Unreadable, match="workbook is broken"):
        read_sheet(path)


def test_an_old_workbook_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)

    with pytest.raises(Unreadable, match=r"Save it as \.xlsx"):
        read_sheet(path)


def test_an_encoding_nobody_knows_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="not the name of an encoding"):
        read_sheet(csv_file(tmp_path, TEXT), "klingon-8")
