"""Files as offices write them, all of their content invented."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

OUTLETS = """\
outlet_id,name,shop,housenumber,street,postcode,city,lat,lon,phone
1,Lamp & Ladder,convenience,4,Quill Lane,QX1 2,Vellmouth,10.000000,20.000000,+00 1
2,The Brass Pear,supermarket,9,Quill Lane,QX1 2,Vellmouth,10.000100,20.000000,
node/3,,kiosk,,,,,10.010000,20.010000,
"""

PRODUCTS = """\
item_no,ean13,name,side,manufacturer,category,content,content_unit,price,currency
A1,2000000000015,Plumfizz 330 ml,OWN,Ourselves,soft drinks,330,ml,1.29,EUR
B7,2000000000022,Rivalade 330 ml,COMPETITOR,Thistle & Vane,soft drinks,330,ml,1.19,EUR
A2,,Plumfizz 1.5 l,OWN,Ourselves,soft drinks,1.5,l,2.19,EUR
"""

SELL_IN = """\
invoice_line,date,outlet_id,item_no,units,amount
I-1,2026-03-02,1,A1,24,21.60
I-2,2026-03-02,2,A1,-6,-5.40
I-3,2026-03-09,1,A2,12,
"""


def csv_file(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    """A CSV file with some text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(folder: Path, rows: Sequence[Sequence[Any]], name: str = "file.xlsx") -> Path:
    """A workbook of one sheet."""
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))
    path = folder / name
    workbook.save(path)
    return path
