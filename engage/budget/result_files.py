"""A result as a table to download."""

from collections.abc import Iterator, Sequence
from typing import Any

from engage.budget.result_page import ResultPage
from engage.formats import amount
from engage.i18n import _
from engage.tabular import csv_bytes, xlsx_bytes


def csv_file(page: ResultPage) -> Iterator[bytes]:
    return csv_bytes(_header(page), _rows(page))


def xlsx_file(page: ResultPage) -> bytes:
    return xlsx_bytes(_header(page), _rows(page), sheet=_("Result"))


def _header(page: ResultPage) -> Sequence[str]:
    currency = page.cycle.currency
    return [
        _("Place by votes"),
        _("Proposal no."),
        _("Proposal"),
        _("Where"),
        _("Votes"),
        _("Cost (%(currency)s)", currency=currency),
        _("Money left at its turn (%(currency)s)", currency=currency),
        _("Funded"),
        _("Votes missing"),
        _("Why"),
    ]


def _rows(page: ResultPage) -> Iterator[Sequence[Any]]:
    for line in page.lines:
        yield [
            line.rank,
            line.option if page.source else line.number,
            line.title,
            line.place,
            line.votes,
            amount(line.cost_minor, page.cycle.currency),
            amount(line.left_minor, page.cycle.currency),
            _("yes") if line.is_funded else _("no"),
            line.extra_votes,
            " ".join(line.reasons),
        ]
