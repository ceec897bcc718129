"""What the pages of a survey's access codes say."""

from engage.accounts.permissions import Permission
from engage.i18n import _l
from engage.residents.code_pages import CodesOf, CodeWords
from engage.surveys.models import Survey

WORDS = CodeWords(
    codes=_l("Codes for households"),
    lead=_l(
        "Each household types the code from its letter to answer once. Codes are shown once, when they are made; after"
        " that not even we can read them."
    ),
    look_up=_l("Look up a household"),
    look_up_lead=_l(
        "See whether a household holds a valid code, or issue one at the desk. Whether it has answered is shown"
        " nowhere."
    ),
    look_up_and_issue=_l("Look up a household, issue at the desk"),
    look_up_again=_l("Look up another household"),
    next_one=_l("Next household"),
    few_desk_codes=_l("How many were used is shown from %(count)s on: fewer would tell who has answered.", count=5),
    all_hold=_l("Every household here holds a valid code."),
    nobody=_l("There is no flat on the roll of this area. Import the roll first."),
    void_batch=_l(
        "Do this when printing failed or letters were lost or misdelivered. Their codes then open nothing any more;"
        " answers already sent stay. Afterwards you can make new letters."
    ),
    at_desk=_l("For somebody who stands before you. Any earlier code becomes void. An answer already sent stays."),
    new_letter=_l("When the letter was lost. Any earlier code becomes void; an answer already sent stays."),
    void=_l("When the letter fell into wrong hands. An answer already sent stays. You can make a new code afterwards."),
    hand_over=_l(
        "Hand it over now: it cannot be shown again. It is good for one answer. Any earlier code of this household is"
        " void. A household that has answered cannot answer again."
    ),
    not_handed_over=_l(
        "If the code was not handed over, look the household up and issue a new one. The first one is void then."
    ),
    open_here=_l("Open the survey here"),
    signs_out=_l("Answer on another device if you can: what is typed here stays on this one until it is sent."),
)


def codes_of(survey: Survey) -> CodesOf:
    return CodesOf(
        title_zh=survey.title_zh,
        title_en=survey.title_en,
        area=survey.area,
        voters="dwellings",
        home="survey_desk.survey",
        pages="survey_codes",
        entrance="surveys.code",
        ids={"survey_id": survey.id},
        make=Permission.RUN_SURVEYS,
        words=WORDS,
    )
