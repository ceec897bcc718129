import gc
import io
import random
import tracemalloc
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from engage.tabular import estimate_xlsx_bytes, stream_xlsx, streaming

ROW = ["=1+1", "张三 & <co>", 12, Decimal("12.5"), date(2026, 3, 1), True, None, "a\x07b", 2**60]


def book_of(*args):
    return openpyxl.load_workbook(io.BytesIO(b"".join(stream_xlsx(*args))))


def test_a_streamed_workbook_opens_with_all_sheets_and_safe_cells():
    book = book_of("data", ["one", "two"], [ROW, ["x"] * 9], [("values", ["code"], [[1], ["=x"]])])

    assert book.sheetnames == ["data", "values"]
    rows = list(book["data"].values)
    assert rows[0][:2] == ("one", "two")
    assert rows[1] == ("'=1+1", "张三 & <co>", 12, 12.5, "2026-03-01", True, None, "ab", str(2**60))
    assert rows[2] == ("x",) * 9
    assert book["values"]["A3"].value == "'=x"
    assert book["data"].freeze_panes == "A2"


def test_no_rows_make_a_sheet_with_its_heading():
    assert list(book_of("data", ["one"], [])["data"].values) == [("one",)]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(streaming, "MAX_XLSX_ROWS", 3)
    assert len(list(book_of("data", ["one"], [[1], [2]])["data"].values)) == 3
    with pytest.raises(ValueError, match="too many rows"):
        book_of("data", ["one"], [[1], [2], [3]])


def test_a_reader_without_memory_finds_all_rows():
    content = b"".join(stream_xlsx("data", ["one"], ([number] for number in range(500))))
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert sum(1 for _row in book["data"].rows) == 501


def test_memory_does_not_grow_with_the_rows():
    peaks, sizes = [], []
    for number in (2_000, 20_000):
        dice = random.Random(number)
        rows = ([row, dice.randbytes(100).hex(), None, 5] for row in range(number))
        gc.collect()
        tracemalloc.start()
        sizes.append(sum(map(len, stream_xlsx("data", ["a", "b", "c", "d"], rows))))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    grown = sizes[1] - sizes[0]
    assert grown > 1_500_000
    assert peaks[1] - peaks[0] < grown / 2, "what is sent is not held"


def test_the_estimate_is_of_the_right_size():
    rows = [[number, f"text {number * 7919}"] for number in range(1000)]
    true = len(b"".join(stream_xlsx("data", ["a", "b"], rows)))
    assert 0.5 < estimate_xlsx_bytes(rows) / true < 1.1
