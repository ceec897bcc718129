"""How satisfied residents are with their neighbourhood; made to be asked again each year."""

from engage.surveys.questionnaire import Questionnaire, QuestionType, Scale
from engage.surveys.ready.building import SATISFIED, age_group, ask, section

PARTS = (
    ("clean", "环境卫生", "Cleanliness"),
    ("green", "绿化", "Green space"),
    ("roads", "步行道路", "Footpaths"),
    ("parking", "停车", "Parking"),
    ("safety", "夜间安全", "Safety at night"),
    ("elderly", "老人活动场地", "Places for older people"),
    ("children", "儿童活动场地", "Places for children"),
    ("repairs", "公共设施维修", "Repairs of shared facilities"),
)

QUESTIONNAIRE = Questionnaire(
    (
        section(
            "aspects",
            ("小区各方面", "Your neighbourhood"),
            ask(
                QuestionType.MATRIX,
                "parts",
                ("您对小区以下各方面满意吗？", "How satisfied are you with each of these?"),
                SATISFIED,
                rows=PARTS,
            ),
            ask(
                QuestionType.SINGLE,
                "first",
                ("最应该先改善哪一项？", "Which should be improved first?"),
                (*PARTS, ("other", "其他", "Something else"), ("none", "都不用", "None")),
            ),
            ask(
                QuestionType.TEXT,
                "first_other",
                ("应该先改善什么？", "What should be improved first?"),
                relevant="${first} = 'other'",
            ),
        ),
        section(
            "overall",
            ("总体感受", "Overall"),
            ask(
                QuestionType.SCALE,
                "recommend",
                ("您会推荐朋友住到这里吗？", "Would you recommend living here to a friend?"),
                hint=("0分：一定不会；10分：一定会", "0: certainly not; 10: certainly"),
                scale=Scale(0, 10),
            ),
            ask(
                QuestionType.SINGLE,
                "change",
                ("和一年前相比，这里有什么变化？", "How has it changed here since last year?"),
                (
                    ("5", "好多了", "Much better"),
                    ("4", "好一些", "Somewhat better"),
                    ("3", "没有变化", "No change"),
                    ("2", "差一些", "Somewhat worse"),
                    ("1", "差多了", "Much worse"),
                    ("unsure", "说不清", "Cannot say"),
                ),
            ),
            age_group(),
        ),
    )
)
