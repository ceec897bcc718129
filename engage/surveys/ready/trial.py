"""What people make of a change that is being tried out, such as a street without cars or new seats."""

from engage.surveys.questionnaire import Questionnaire, QuestionType
from engage.surveys.ready.building import ask, section

EFFECTS = (
    ("walking", "走路", "Walking"),
    ("resting", "休息", "Resting"),
    ("playing", "孩子玩耍", "Children's play"),
    ("driving", "开车", "Driving"),
    ("parking", "停车", "Parking"),
    ("noise", "安静程度", "Quiet"),
    ("clean", "卫生", "Cleanliness"),
    ("other", "其他", "Something else"),
    ("none", "没有", "Nothing"),
)
ALONE = "not(selected(., 'none')) or count-selected(.) = 1"
ALONE_MESSAGE = ("选“没有”时不要再选别的。", "“Nothing” stands alone.")

QUESTIONNAIRE = Questionnaire(
    (
        section(
            "use",
            ("试点怎么样", "How the trial works"),
            ask(
                QuestionType.SINGLE,
                "often",
                ("您多久会经过试点的地方？", "How often do you pass the place of the trial?"),
                (
                    ("daily", "几乎每天", "Almost every day"),
                    ("weekly", "每周几次", "A few times a week"),
                    ("seldom", "很少", "Seldom"),
                    ("never", "还没去过", "Never so far"),
                ),
                is_required=True,
            ),
            ask(
                QuestionType.SINGLE,
                "change",
                ("试点以后，这里比以前怎么样？", "How is it here now, compared with before?"),
                (
                    ("5", "好多了", "Much better"),
                    ("4", "好一些", "Somewhat better"),
                    ("3", "差不多", "About the same"),
                    ("2", "差一些", "Somewhat worse"),
                    ("1", "差多了", "Much worse"),
                    ("unsure", "说不清", "Cannot say"),
                ),
                relevant="${often} != 'never'",
            ),
            ask(
                QuestionType.MULTIPLE,
                "better",
                ("哪些方面变好了？", "What has become better?"),
                EFFECTS,
                relevant="${often} != 'never'",
                constraint=ALONE,
                constraint_message=ALONE_MESSAGE,
            ),
            ask(
                QuestionType.MULTIPLE,
                "worse",
                ("哪些方面变差了？", "What has become worse?"),
                EFFECTS,
                relevant="${often} != 'never'",
                constraint=ALONE,
                constraint_message=ALONE_MESSAGE,
            ),
        ),
        section(
            "afterwards",
            ("试点结束以后", "After the trial"),
            ask(
                QuestionType.SINGLE,
                "keep",
                ("试点结束后应该怎么办？", "What should happen when the trial ends?"),
                (
                    ("keep", "照这样保留", "Keep it as it is"),
                    ("change", "改一改再保留", "Keep it with changes"),
                    ("undo", "恢复原样", "Put it back as it was"),
                    ("unsure", "说不清", "Cannot say"),
                ),
                is_required=True,
            ),
            ask(
                QuestionType.TEXT,
                "changes",
                ("应该改什么？", "What should be changed?"),
                relevant="${keep} = 'change'",
            ),
        ),
    )
)
