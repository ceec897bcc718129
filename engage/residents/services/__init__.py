"""What changes the roll and the access codes: `roll` imports, `issue` makes and voids codes, `gate` checks them."""

from engage.residents.services.gate import CheckedCode, WrongCode, check_code
from engage.residents.services.issue import (
    AlreadyIssued,
    Issued,
    IssuedCode,
    NotEligible,
    issue_letters,
    reissue,
    void_batch,
    void_code_of,
)
from engage.residents.services.roll import add_dwellings, add_residents, remove_dwelling, remove_resident

__all__ = [
    "AlreadyIssued",
    "CheckedCode",
    "Issued",
    "IssuedCode",
    "NotEligible",
    "WrongCode",
    "add_dwellings",
    "add_residents",
    "check_code",
    "issue_letters",
    "reissue",
    "remove_dwelling",
    "remove_resident",
    "void_batch",
    "void_code_of",
]
