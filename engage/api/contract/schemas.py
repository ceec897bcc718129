"""The shapes of JSON that programs send and get, as JSON Schema. The server checks what comes by the same words."""

from typing import Any

from engage.budget.rules import Verdict
from engage.i18n import _l
from engage.needs.states import State
from engage.ratings.coefficient import Status
from engage.ratings.models import VisitState
from engage.ratings.policies import POLICIES
from engage.ratings.services.professionals import MOST_AREAS, MOST_NAME, MOST_STAFF_NO, MOST_TITLE, PROFESSIONS
from engage.ratings.services.tickets import MOST_AT_ONCE
from engage.ratings.services.visits import MOST_CATEGORY, MOST_INVITED, MOST_VISIT_NO

Schema = dict[str, Any]

# Neither a dot in front, which programs take for a folder, nor what separates the parts of an address. The last one
# stands for bytes that were no text.
NUMBER = r"^[^\s./\\?#%\ufffd][^\s/\\?#%\ufffd]*$"
PERIOD = r"^2[01][0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2])/12m)?$"
CODE = r"^[0-9A-HJKMNP-TV-Z]{12}$"
SHARE = r"^[01]\.[0-9]{6}$"
PLACE = r"^[0-9]+$"


def text(description: Any, *, least: int = 0, most: int | None = None, **more: Any) -> Schema:
    bounds: Schema = {"minLength": least} if least else {}
    bounds |= {"maxLength": most} if most else {}
    return {"type": "string", **bounds, "description": description, **more}


def whole(description: Any, **more: Any) -> Schema:
    return {"type": "integer", "description": description, **more}


def one_of(description: Any, names: Any) -> Schema:
    return {"type": "string", "enum": [str(name) for name in names], "description": description}


def instant(description: Any) -> Schema:
    return {"type": "string", "format": "date-time", "description": description}


def day(description: Any) -> Schema:
    return {"type": "string", "format": "date", "description": description}


def share(description: Any) -> Schema:
    return {"type": "string", "pattern": SHARE, "description": description}


def or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def items(description: Any, each: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": each, "description": description, **more}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """Return the shape of an object with these properties and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}


def both_languages(description: Any) -> Schema:
    return thing({"zh": text(_l("In Chinese.")), "en": text(_l("In English; empty where nobody translated it."))},
                 description=description)  # fmt: skip


STAFF_NO = text(
    _l("Staff number: up to 40 characters. No spaces, slashes, ?, # or percent signs, and no dot in front."),
    least=1, most=MOST_STAFF_NO, pattern=NUMBER, example="P-0042",
)  # fmt: skip
VISIT_NO = text(
    _l("Visit number: up to 60 characters. No spaces, slashes, ?, # or percent signs, and no dot in front."),
    least=1, most=MOST_VISIT_NO, pattern=NUMBER, example="V-2026-0001",
)  # fmt: skip
CYCLE_ID = whole(_l("Number of the budget, as in the address of its page."), minimum=0, maximum=999_999_999, example=1)
AREA_CODE = text(_l("The code of the key's area or of one below it."), least=1, most=40, example="CQ")
PERIOD_NAME = text(
    _l("A period is written 2026, 2026-Q3 or 2026-07/12m (the twelve months that end with July)."),
    pattern=PERIOD, example="2026",
)  # fmt: skip

PATH_PARAMETERS = {"staff_no": STAFF_NO, "visit_no": VISIT_NO, "cycle_id": CYCLE_ID}

NAME = text(_l("Name, as residents read it."), least=1, most=MOST_NAME, example="李薇")
PROFESSION = one_of(_l("One of planner, architect, engineer, other."), PROFESSIONS)
TITLE = text(
    _l("Professional title, any text. One that the settings do not know counts with the ability 1."),
    most=MOST_TITLE, example="高级工程师",
)  # fmt: skip
CATEGORY = text(_l("Kind of service, such as advice, survey, design, inspection, repair, meeting, training, other."),
                least=1, most=MOST_CATEGORY, example="advice")  # fmt: skip
VISITED_ON = day(_l("The day of the visit by the clocks of its area: it decides the period that ratings count in."))
VISIT_STATE = one_of(_l("One of completed, cancelled, missed. Tickets of a cancelled visit are no good."), VisitState)
INVITED = text(_l("Who was invited to rate, in words. When it is left out, it stays as it is."), most=MOST_INVITED)
UPDATED_AT = instant(_l("When it last changed, in UTC."))

FIGURE: dict[str, Schema] = {
    "staff_no": STAFF_NO,
    "period": PERIOD_NAME,
    "policy": one_of(_l("The rule that it was counted by, with its version."), POLICIES),
    "n": whole(_l("How many ratings count."), minimum=0),
    "satisfaction": or_null(share(_l("Between 0 and 1, six places; null where ratings are too few, never 0."))),
    "coefficient": or_null(share(_l("The satisfaction from the threshold on, 0 below it; null where too few."))),
    "numerator": or_null(whole(_l("The satisfaction exactly: numerator ÷ denominator, not reduced."), minimum=0)),
    "denominator": or_null(whole(_l("The satisfaction exactly: numerator ÷ denominator, not reduced."), minimum=1)),
    "status": one_of(_l("ok, below-threshold (the coefficient is 0) or insufficient (too few ratings)."), Status),
    "input_hash": text(_l("SHA-256 of everything that the figure comes from."), pattern="^[0-9a-f]{64}$"),
}

AREA = thing(
    {
        "code": text(_l("Code of the area.")),
        "kind": text(_l("Level of the area, such as district or community.")),
        "name_zh": text(_l("Its Chinese name.")),
        "name_en": text(_l("Its English name; empty where it has none.")),
    }
)
NEED_ID = text(_l("Number of the need, as text."), pattern=PLACE)
HAS_MORE = {"type": "boolean", "description": _l("Whether there is more behind this answer now.")}
NEXT = or_null(text(_l("Send it as cursor to go on from here, now or later.")))

SCHEMAS: dict[str, Schema] = {
    "ProfessionalPut": thing(
        {
            "name": NAME, "profession": PROFESSION, "title": TITLE,
            "areas": items(
                _l("Codes of the areas that are served, all within the key's area. Areas elsewhere stay as they are."),
                AREA_CODE, minItems=1, maxItems=MOST_AREAS, example=["CQ"],
            ),
        }
    ),
    "Professional": thing(
        {
            "staff_no": STAFF_NO, "name": NAME, "profession": PROFESSION, "title": TITLE,
            "areas": items(_l("Codes of the areas served, as far as the key reaches."), AREA_CODE),
            "left_on": or_null(day(_l("Last day, of one who left."))),
            "merged_into": or_null(text(_l("Staff number that took this one's place."))),
            "updated_at": UPDATED_AT,
        }
    ),
    "VisitPut": thing(
        {
            "staff_no": text(_l("The staff number of a professional who serves in the key's area."), least=1,
                             most=MOST_STAFF_NO, example="P-0042"),
            "area": AREA_CODE, "category": CATEGORY, "visited_on": VISITED_ON, "state": VISIT_STATE,
            "invited": INVITED,
        },
        optional=("invited",),
    ),
    "Visit": thing(
        {
            "visit_no": VISIT_NO, "staff_no": STAFF_NO, "area": AREA_CODE, "category": CATEGORY,
            "visited_on": VISITED_ON, "state": VISIT_STATE, "invited": text(_l("Who was invited to rate, in words.")),
            "tickets": whole(_l("How many tickets were drawn."), minimum=0), "updated_at": UPDATED_AT,
        }
    ),
    "TicketsPost": thing(
        {"count": whole(_l("How many tickets, from 1 to 200."), minimum=1, maximum=MOST_AT_ONCE, example=20)}
    ),
    "Tickets": thing({"tickets": items(_l("One for each rating. The codes are told this once."), ref("Ticket"))}),
    "Ticket": thing(
        {
            "code": text(_l("12 letters and digits, to be typed in."), pattern=CODE),
            "url": text(_l("Address of the rating page; print it as a QR code."), format="uri"),
            "expires_at": instant(_l("Until when it is good, in UTC.")),
        }
    ),
    "Satisfaction": thing(
        {
            **FIGURE,
            "area": or_null(text(_l("Code of the part that was asked for; null for the whole."))),
            "minimum_n": whole(_l("Fewer ratings are not told from."), minimum=1),
            "tickets": whole(_l("Tickets drawn for the same visits."), minimum=0),
            "excluded": whole(_l("Ratings that were taken out, with a reason that auditors read."), minimum=0),
            "quarantined": whole(_l("Ratings held back until somebody has looked."), minimum=0),
            "response_rate": or_null(share(_l("Share of the tickets that were used; null without tickets."))),
            "as_of": instant(_l("When it was counted, in UTC.")),
        }
    ),
    "SatisfactionFeed": thing(
        {"satisfaction": items(_l("Figures, the oldest change first."), ref("SatisfactionChange")), "next": NEXT,
         "has_more": HAS_MORE}
    ),
    "SatisfactionChange": thing(
        {**FIGURE, "as_of": instant(_l("When the figure became what it is, in UTC."))}
    ),
    "DemandFeed": thing(
        {
            "demands": items(
                _l("Needs, the oldest change first."), {"oneOf": [ref("Demand"), ref("RemovedDemand")]}
            ),
            "next": NEXT,
            "has_more": HAS_MORE,
        }
    ),
    "Demand": thing(
        {
            "id": NEED_ID, "is_removed": {"const": False}, "url": text(_l("Its public page."), format="uri"),
            "category": text(_l("Code of a category, as GET /open311/v2/services.json lists them.")),
            "state": one_of(_l("Where it stands."), State),
            "summary": both_languages(_l("The public summary.")), "area": ref("Area"),
            "placement": or_null(text(_l("Code of the poster that it came by."))), "spot": text(_l("Where exactly.")),
            "affected": items(_l("Who is affected."), {"type": "string"}),
            "is_assisted": {"type": "boolean", "description": _l("Whether staff wrote it down for somebody.")},
            "supports": whole(_l("How many neighbours support it."), minimum=0),
            "priority": whole(_l("From 0 to 100.")),
            "professional": or_null(text(_l("User name of the professional who took it up."))),
            "merged_into": or_null(NEED_ID), "photos": items(_l("Addresses of photos."), {"type": "string"}),
            "created_at": instant(_l("When it came in, in UTC.")),
            "published_at": instant(_l("When it was published, in UTC.")),
            "state_at": instant(_l("Since when it stands there, in UTC.")),
            "due_at": or_null(instant(_l("Until when it should be solved, in UTC."))), "updated_at": UPDATED_AT,
        }
    ),
    "RemovedDemand": thing({"id": NEED_ID, "is_removed": {"const": True}, "updated_at": UPDATED_AT}),
    "Area": AREA,
    "CycleResult": thing(
        {
            "id": text(_l("Number of the budget, as text."), pattern=PLACE),
            "url": text(_l("Its public page."), format="uri"),
            "title": both_languages(_l("Title.")), "area": ref("Area"), "published_at": instant(_l("In UTC.")),
            "counted_at": instant(_l("In UTC.")), "currency": text(_l("ISO 4217 code.")),
            "pot_minor": whole(_l("The money to spend, in the currency's smallest unit.")),
            "spent_minor": whole(_l("The money spent.")), "left_minor": whole(_l("The money left.")),
            "ballots": whole(_l("How many voted."), minimum=0),
            "slots": or_null(whole(_l("How many might have voted; null where the source does not say."))),
            "rules_hash": or_null(text(_l("SHA-256 of the frozen rules; null where there are none."))),
            "proposals": items(_l("In the order in which the rule went through them."), ref("ResultLine")),
        }
    ),
    "ResultLine": thing(
        {
            "option": text(_l("What ballots call it.")), "number": whole(_l("Its number.")),
            "title": both_languages(_l("Title.")), "rank": whole(_l("Place by votes.")),
            "votes": whole(_l("Votes."), minimum=0), "cost_minor": whole(_l("Its cost.")),
            "is_funded": {"type": "boolean"}, "verdict": one_of(_l("What the rule decided."), Verdict),
        }
    ),
    "Problem": {
        "type": "object",
        "description": _l("What went wrong, as RFC 9457 has it."),
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "detail": text(_l("A sentence in the language of Accept-Language.")), "instance": {"type": "string"},
            "parameters": items(_l("Names of parameters or fields at fault."), {"type": "string"}),
        },
        "required": ["type", "title", "status", "detail", "instance"],
        "additionalProperties": False,
    },
}  # fmt: skip
