"""CSV as offices write it: any of four encodings, any of four delimiters, quoted or not."""

import csv
import io
from collections.abc import Iterator

from server.reference.unreadable import Unreadable

DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
CELL_LIMIT = 100_000


def read_csv(data: bytes, encoding: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """The rows with the number of the line each begins at. Raises Unreadable."""
    text = _decode(data, encoding)
    if "\0" in text:
        raise Unreadable("This is no text file: it holds a null character.", text[: text.index("\0")].count("\n") + 1)
    text, skipped, told = _told_delimiter(text)
    return _rows(text, told or likely_delimiter(text), skipped)


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise Unreadable(f"The line is broken ({broken}). Is a quotation mark missing?", begins + skipped) from None
        yield begins + skipped, cells
        begins = reader.line_num + 1


def _decode(data: bytes, encoding: str | None) -> str:
    name = encoding or likely_encoding(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        raise Unreadable(f"The letters are not in {name}. Say their encoding with --encoding.", line) from None
    except LookupError:
        raise Unreadable(f"{name} is not the name of an encoding.") from None


def likely_encoding(data: bytes) -> str:
    """The encoding that the bytes themselves speak for; cp1252, what old spreadsheets write, when nothing does."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return name
    start = data[:2_000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def likely_delimiter(text: str) -> str:
    """The delimiter that cuts the headers into most cells; a comma when none does."""
    headers = text.lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=lambda each: len(next(csv.reader([headers], delimiter=each), [])))


def _told_delimiter(text: str) -> tuple[str, int, str | None]:
    first, _, rest = text.partition("\n")
    told = first.strip()
    if len(told) == 5 and told.startswith("sep=") and told[4] in DELIMITERS:
        return rest, 1, told[4]
    return text, 0, None
