"""What changes the roll and the access codes: `roll` imports, `issue` makes and voids codes, `gate` checks them."""

from engage.residents.services.gate import CheckedCode, WrongCode, check_code
from engage.residents.services.issue import (
    AlreadyIssued,
    Issued,
    IssuedCode,
    NotEligible,
    Order,
    issue_letters,
    reissue,
    void_batch,
    void_code_of,
)
from engage.residents.services.roll import (
    Imported,
    add_dwellings,
    add_residents,
    import_roll,
    remove_dwelling,
    remove_resident,
)

__all__ = [
    "AlreadyIssued",
    "CheckedCode",
    "Imported",
    "Issued",
    "IssuedCode",
    "NotEligible",
    "Order",
    "WrongCode",
    "add_dwellings",
    "add_residents",
    "check_code",
    "import_roll",
    "issue_letters",
    "reissue",
    "remove_dwelling",
    "remove_resident",
    "void_batch",
    "void_code_of",
]
