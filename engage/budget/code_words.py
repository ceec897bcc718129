"""What the pages of a vote's access codes say."""

from engage.accounts.permissions import Permission
from engage.budget.models import Cycle
from engage.i18n import _l
from engage.residents.code_pages import CodesOf, CodeWords

WORDS = CodeWords(
    codes=_l("Access codes"),
    lead=_l(
        "Each voter types a code from a letter to open one ballot. Codes are shown once, when they are made; after"
        " that not even we can read them."
    ),
    look_up=_l("Look up a voter"),
    look_up_lead=_l(
        "See whether a voter holds a valid code, or issue one at the desk. Whether somebody has voted is shown nowhere."
    ),
    look_up_and_issue=_l("Look up a voter, issue at the desk"),
    look_up_again=_l("Look up another voter"),
    next_one=_l("Next voter"),
    few_desk_codes=_l("How many were used is shown from %(count)s on: fewer would tell who has voted.", count=5),
    all_hold=_l("Everybody here who may vote holds a valid code."),
    nobody=_l("Nobody on the roll of this area may vote here. Import the roll first."),
    void_batch=_l(
        "Do this when printing failed or letters were lost or misdelivered. Their codes then open nothing any more;"
        " ballots already cast stay. Afterwards you can make new letters."
    ),
    at_desk=_l(
        "For somebody who stands before you. Any earlier code becomes void. A ballot already cast stays, and may be"
        " replaced with the new code."
    ),
    new_letter=_l("When the letter was lost. Any earlier code becomes void; a ballot already cast stays."),
    void=_l("When the letter fell into wrong hands. A ballot already cast stays. You can make a new code afterwards."),
    hand_over=_l(
        "Hand it over now: it cannot be shown again. It is good for one ballot. Any earlier code of this voter is void;"
        " a ballot already cast stays, and this one would replace it."
    ),
    not_handed_over=_l(
        "If the code was not handed over, look the voter up and issue a new one. The first one is void then."
    ),
    open_here=_l("Open the voting page here"),
    signs_out=_l("Opening the voting page with this code signs you out on this device."),
)


def codes_of(cycle: Cycle) -> CodesOf:
    return CodesOf(
        title_zh=cycle.title_zh,
        title_en=cycle.title_en,
        area=cycle.area,
        voters=cycle.voters,
        home="cycles.cycle",
        pages="codes",
        entrance="voting.enter",
        ids={"cycle_id": cycle.id},
        make=Permission.ISSUE_CODES,
        words=WORDS,
    )
