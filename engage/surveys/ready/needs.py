"""What residents need, over the ten categories of community action."""

from engage.surveys.questionnaire import Questionnaire, QuestionType
from engage.surveys.ready.building import SATISFIED, age_group, ask, section

# The codes and names of the action categories; kept here, since a survey's words stay as they were asked.
CATEGORIES = (
    ("I", "社区产业与居民生计", "Community industries and residents' livelihoods"),
    ("II", "社区生活服务", "Community life services"),
    ("III", "社区文化", "Community culture"),
    ("IV", "社区关系", "Community relations"),
    ("V", "社区教育", "Community education"),
    ("VI", "社区矫正", "Community corrections"),
    ("VII", "社区环保", "Community environmental protection"),
    ("VIII", "社区公益", "Community public welfare"),
    ("IX", "社区公共关系", "Community public relations"),
    ("X", "智慧社区建设", "Smart community construction"),
)
NONE = ("none", "都不需要", "None of these")
UNSURE = ("unsure", "说不清", "Cannot say")

QUESTIONNAIRE = Questionnaire(
    (
        section(
            "needs",
            ("您的需要", "What you need"),
            ask(
                QuestionType.MULTIPLE,
                "areas",
                ("您希望社区在哪些方面多做一些？", "In which areas should your community do more?"),
                (*CATEGORIES, NONE),
                hint=("最多选三项。", "Choose up to three."),
                is_required=True,
                constraint="count-selected(.) <= 3 and (not(selected(., 'none')) or count-selected(.) = 1)",
                constraint_message=(
                    "最多选三项；选“都不需要”时不要再选别的。",
                    "Choose up to three; “None of these” stands alone.",
                ),
            ),
            ask(
                QuestionType.SINGLE,
                "urgent",
                ("其中哪一方面最急？", "Which of these is the most urgent?"),
                (*CATEGORIES, UNSURE),
                relevant="count-selected(${areas}) > 1",
            ),
            ask(
                QuestionType.TEXT,
                "wish",
                ("您最想先解决哪一件事？", "What one thing should be solved first?"),
                hint=(
                    "写上地点更好办。请不要写姓名和电话。",
                    "Say where it is. Please leave out names and phone numbers.",
                ),
                relevant="not(selected(${areas}, 'none'))",
            ),
            ask(
                QuestionType.PHOTO,
                "photo",
                ("可以附一张现场照片", "You can add a photo of the place"),
                hint=("请不要拍到人脸。", "Please show no faces."),
                relevant="string-length(${wish}) > 0",
            ),
        ),
        section(
            "today",
            ("现在的情况", "How it is today"),
            ask(
                QuestionType.SINGLE,
                "overall",
                ("您对居住的小区总体满意吗？", "How satisfied are you with your neighbourhood overall?"),
                SATISFIED,
                is_required=True,
            ),
            age_group(),
        ),
    )
)
