"""What stands in the column `type`: the kinds of questions, under all the names that pyxform takes for them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from engage.surveys.questionnaire import QuestionType


class Refusal(StrEnum):
    """Why a type cannot be used."""

    UNKNOWN = "unknown"
    CALCULATE = "calculate"
    REPEAT = "repeat"
    FILE = "file"
    FROM_ANSWERS = "from_answers"
    OTHER = "other"
    INCLUDE = "include"
    PERSONAL = "personal"
    PLACE = "place"
    RECORDING = "recording"


@dataclass(frozen=True)
class Begin:
    """A group begins."""


@dataclass(frozen=True)
class End:
    """A group ends."""


@dataclass(frozen=True)
class Asked:
    """A question of this type, choosing from a list of this name."""

    type: QuestionType
    list_name: str = ""


Meaning = Begin | End | Asked | Refusal

NAMES = {
    QuestionType.TEXT: ("text", "string", "q string", "add text prompt"),
    QuestionType.INTEGER: ("integer", "int", "q int", "add integer prompt"),
    QuestionType.DECIMAL: ("decimal", "q decimal", "add decimal prompt"),
    QuestionType.DATE: ("date", "q date", "add date prompt"),
    QuestionType.SCALE: ("range",),
    QuestionType.PHOTO: ("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"),
    QuestionType.NOTE: ("note", "q note", "add note prompt"),
    QuestionType.ACKNOWLEDGE: ("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"),
}
TYPES = {name: type_ for type_, names in NAMES.items() for name in names}

CHOOSING = {
    QuestionType.SINGLE: (
        "select_one", "select one", "select one from", "select one using", "select1", "q select1",
        "add select one prompt using",
    ),
    QuestionType.MULTIPLE: (
        "select_multiple", "select multiple", "select multiple from", "select multiple using", "q select",
        "select all that apply", "select all that apply from", "add select multiple prompt using",
    ),
    QuestionType.RANKING: ("rank",),
}  # fmt: skip
COMMANDS = {name: type_ for type_, names in CHOOSING.items() for name in names}

REFUSED = {
    Refusal.CALCULATE: "calculate|q calculate|add calculate prompt|hidden|percentage|number of days in .*",
    Refusal.REPEAT: "(begin|end)[ _](repeat|lgroup|loop|looped group)( .*)?",
    Refusal.FILE: "select[ _](one|multiple)[ _](from[ _]file|external).*|cascading[ _]select.*|(xml|csv)-external",
    Refusal.INCLUDE: "include",
    Refusal.PERSONAL: (
        "start|end|today|(start|end|get start|get end) time|get today|audit|username|email|"
        "(uri:)?(deviceid|simserial|phonenumber|subscriberid|username|email)|imei|"
        "(get )?(phone number|device id|sim id|subscriber id)"
    ),
    Refusal.PLACE: ".*(geopoint|geoshape|geotrace|location).*|gps|osm( .*)?",
    Refusal.RECORDING: "(q |add )?(background-)?(audio|video|file|barcode)( prompt)?",
}
PATTERNS = {refusal: re.compile(pattern) for refusal, pattern in REFUSED.items()}
SELECT = re.compile(
    rf"(?P<command>{'|'.join(sorted(map(re.escape, COMMANDS), key=len, reverse=True))}) (?P<list>\S+)(?P<other>.*)",
    re.IGNORECASE,
)


def meaning(text: str) -> Meaning:
    """Return what the cell asks for, or why it is refused."""
    text = " ".join(text.split())
    small = text.lower()
    if small in TYPES:
        return Asked(TYPES[small])
    if small in ("begin group", "begin_group"):
        return Begin()
    if small in ("end group", "end_group"):
        return End()
    for refusal, pattern in PATTERNS.items():
        if pattern.fullmatch(small):
            return refusal
    chosen = SELECT.fullmatch(text)
    return _chosen(chosen) if chosen else Refusal.UNKNOWN


def _chosen(match: re.Match[str]) -> Meaning:
    if match["other"]:
        return (
            Refusal.OTHER if re.fullmatch(r" (or specify other|or_other|or other)", match["other"]) else Refusal.UNKNOWN
        )
    if "${" in match["list"]:
        return Refusal.FROM_ANSWERS
    if re.search(r"\.(csv|xml|geojson)$", match["list"], re.IGNORECASE):
        return Refusal.FILE
    return Asked(COMMANDS[match["command"].lower()], match["list"])
