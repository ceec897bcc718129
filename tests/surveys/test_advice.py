"""Each piece of advice: words that bring it, and words near to them that must not."""

import pytest

from engage.surveys.advice import Advice, advice, seconds
from engage.surveys.advice_words import advice_sentence
from engage.surveys.questionnaire import Choice, Question, Questionnaire, QuestionType, Section, Words
from engage.surveys.ready import READY

SATISFIED = ["非常满意", "满意", "一般", "不满意", "非常不满意"]


def form(*questions):
    return Questionnaire((Section("part", questions=questions),))


def choices(*labels):
    return tuple(Choice(f"c{number}", Words(label, label)) for number, label in enumerate(labels))


def asked(label, type_=QuestionType.SINGLE, labels=SATISFIED, **rest):
    """Return a question with the same words in both languages, so that nothing is said of translations."""
    return Question("q", type_, Words(label, label), choices=choices(*labels), **rest)


def codes(*questions):
    return {one.code for one in advice(form(*questions))}


@pytest.mark.parametrize(
    "label",
    [
        "您对小区的绿化和停车满意吗？",
        "您觉得物业的服务态度以及维修速度怎么样？",
        "How satisfied are you with the paths and the parking?",
        "您在哪里上车？坐到哪里？",
    ],
)
def test_two_questions_in_one(label):
    assert "double" in codes(asked(label))


@pytest.mark.parametrize(
    "label",
    [
        "您和家人住得满意吗？",
        "您和邻居的关系怎么样？",
        "和一年前相比，这里怎么样？",
        "您愿意参与社区活动吗？",
        "小区的气氛和谐吗？",
        "公告发布及时吗？",
        "How satisfied are you with the neighbourhood?",
        "Do you live in a flat or a house?",
        "How well do you and your family know the place?",
    ],
)
def test_one_question_with_a_joining_word(label):
    assert "double" not in codes(asked(label))


def test_two_things_to_say_yes_to_are_two_questions():
    assert "double" in codes(asked("您抽烟或者喝酒吗？", labels=["是", "否"]))
    assert "double" in codes(asked("Do you walk or cycle to school?", labels=["Yes", "No"]))


def test_free_text_may_ask_for_several_things():
    assert "double" not in codes(
        Question("q", QuestionType.TEXT, Words("请描述地点和情况", "Describe place and problem"))
    )


@pytest.mark.parametrize("row", ["绿化和卫生", "Paths and lights"])
def test_a_row_of_a_table_with_two_things(row):
    rows = (Choice("r", Words(row, row)),)

    assert "double" in codes(
        Question("q", QuestionType.MATRIX, Words("评价", "Rate"), choices=choices("好"), rows=rows)
    )


@pytest.mark.parametrize(
    "label",
    [
        "难道您不希望小区更安全吗？", "众所周知停车难，您同意扩建吗？", "您有多喜欢新的广场？",
        "Don't you think the square is nicer now?", "Obviously parking is hard. What should be done?",
    ],
)  # fmt: skip
def test_words_that_lead(label):
    assert "leading" in codes(asked(label))


@pytest.mark.parametrize(
    "label", ["您觉得新的广场怎么样？", "您清楚怎样报修吗？", "What do you think of the square?", "Is the sign clear?"]
)
def test_words_that_do_not_lead(label):
    assert "leading" not in codes(asked(label))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("您的姓名", "name"), ("What is your name?", "name"),
        ("请留下您的手机号", "phone"), ("Your phone number", "phone"),
        ("身份证号码", "number"), ("ID card number", "number"),
        ("您的详细住址", "address"), ("What is your home address?", "address"), ("您住在几号楼几单元？", "address"),
        ("您的出生日期", "birth"), ("When were you born?", "birth"),
        ("您的健康状况如何？", "health"), ("Which chronic illness do you have?", "health"),
        ("您有宗教信仰吗？", "belief"), ("What is your religion?", "belief"),
        ("您的月收入是多少？", "money"), ("What is your household income?", "money"),
    ],
)  # fmt: skip
def test_personal_questions_are_named_by_kind(label, kind):
    found = advice(form(asked(label, QuestionType.TEXT, labels=())))

    assert [one.detail for one in found if one.code == "personal"] == [{"kind": kind}]


@pytest.mark.parametrize(
    "label",
    [
        "您对小区的健康步道满意吗？", "小区叫什么名字好？", "电话亭应该保留吗？", "您属于哪个年龄段？",
        "楼道电线整齐吗？",
        "您希望增加哪些便民地址牌？", "请描述问题，不要写姓名和电话号码。", "What should the park be named?",
        "Are the health centre's hours right?", "Describe it, but do not write your name or phone number.",
    ],
)  # fmt: skip
def test_questions_that_sound_personal_and_are_not(label):
    assert "personal" not in codes(asked(label, QuestionType.TEXT, labels=()))


@pytest.mark.parametrize(
    "label",
    [
        "您是不是不同意不设停车位？",
        "您不反对禁止停车吗？",
        "Do you not disagree with the plan?",
        "Should nobody be unable to park?",
    ],
)
def test_two_negatives(label):
    assert "negatives" in codes(asked(label))


@pytest.mark.parametrize(
    "label",
    [
        "您满意不满意？", "您有没有去过？", "您是否不满意现在的停车？", "这里不错，您常来吗？", "您不同意哪一项？",
        "Are you satisfied or dissatisfied?", "Did you not go?", "Whether or not you went, what do you think?",
    ],
)  # fmt: skip
def test_one_negative_or_an_open_question(label):
    assert "negatives" not in codes(asked(label))


@pytest.mark.parametrize(
    "labels",
    [
        ["非常满意", "满意", "比较满意", "不满意"],
        ["很好", "好", "还好", "说不清"],
        ["Very satisfied", "Satisfied", "Fairly satisfied", "Dissatisfied"],
        ["Agree strongly", "Disagree", "Disagree strongly", "Fully disagree"],
    ],
)
def test_scales_that_lean_to_one_side(labels):
    assert "unbalanced" in codes(asked("您觉得怎么样？", labels=labels))


@pytest.mark.parametrize(
    "labels",
    [
        SATISFIED,
        ["非常满意", "满意", "基本满意", "不满意", "非常不满意"],
        ["好多了", "好一些", "没有变化", "差一些", "差多了"],
        ["支持", "反对", "说不清"],
        ["停车方便的地方", "公园", "菜场", "学校", "医院"],
        ["Very good", "Good", "Fair", "Poor", "Very poor"],
        ["Useful", "Not useful", "Cannot say"],
    ],
)
def test_scales_with_two_sides_and_lists_of_things(labels):
    assert "unbalanced" not in codes(asked("您觉得怎么样？", labels=labels))


def test_a_required_list_needs_a_way_out():
    transport = ["公交", "地铁", "自行车"]

    assert "no_way_out" in codes(asked("您怎么上班？", labels=transport, is_required=True))
    assert "no_way_out" in codes(asked("您怎么上班？", QuestionType.MULTIPLE, labels=transport, is_required=True))
    assert "no_way_out" not in codes(asked("您怎么上班？", labels=transport))


@pytest.mark.parametrize(
    "labels",
    [
        ["公交", "地铁", "其他"], ["每天", "每周", "从不"], ["是", "否"], ["14–29岁", "30–59岁", "60岁以上"], SATISFIED,
        ["By bus", "By train", "Some other way"], ["Yes", "In part", "Do not know"],
    ],
)  # fmt: skip
def test_ways_out(labels):
    assert "no_way_out" not in codes(asked("您怎么上班？", labels=labels, is_required=True))


@pytest.mark.parametrize("label", ["您如何评价网格化治理的闭环？", "How do you rate stakeholder governance?"])
def test_jargon(label):
    assert "jargon" in codes(asked(label))


def test_long_questions_and_choices():
    long_label = Question("q", QuestionType.TEXT, Words("长" * 51, "Short"))
    long_choice = asked("您觉得怎么样？", labels=["长" * 26, "短", "其他"])

    assert "wordy" in codes(long_label)
    assert "wordy" in codes(long_choice)
    assert "wordy" not in codes(Question("q", QuestionType.TEXT, Words("长" * 50, "Short")))


def test_a_missing_translation_is_told_for_its_question():
    half = Question("half", QuestionType.TEXT, Words("只有中文", ""))
    whole = Question("whole", QuestionType.TEXT, Words("都有", "Both"))

    assert advice(form(half, whole)) == [Advice("half", "translation", {"language": "en"})]


def test_a_survey_in_one_language_is_told_once():
    questions = [Question(f"q{number}", QuestionType.TEXT, Words("中文")) for number in range(3)]

    assert advice(form(*questions)) == [Advice("", "one_language", {"language": "en"})]


def test_too_many_required_answers():
    def questions(required):
        return [
            Question(f"q{number}", QuestionType.INTEGER, Words("几个？", "How many?"), is_required=number < required)
            for number in range(6)
        ]

    assert advice(form(*questions(4))) == [Advice("", "required", {"required": 4, "questions": 6})]
    assert advice(form(*questions(3))) == []


def test_time_grows_with_characters_words_and_kinds():
    reading = form(Question("n", QuestionType.NOTE, Words("字" * 255)))
    words = form(Question("n", QuestionType.NOTE, Words(en="word " * 228)))
    rows = choices("a", "b", "c", "d")

    assert seconds(reading) == seconds(words) == 60
    assert seconds(form(Question("q", QuestionType.SINGLE))) == 3
    assert seconds(form(Question("q", QuestionType.TEXT))) == 15
    assert seconds(form(Question("q", QuestionType.MATRIX, rows=rows))) == 12 + round(60 * 4 / 228)
    assert seconds(form()) == 0


def test_a_question_for_some_counts_half():
    assert seconds(form(Question("q", QuestionType.NOTE, Words("字" * 255), relevant="${a} = 'x'"))) == 30


def test_more_than_two_minutes_are_too_long():
    def texts(number):
        return form(*(Question(f"q{one}", QuestionType.TEXT, Words("？", "?")) for one in range(number)))

    assert advice(texts(8)) == []
    assert advice(texts(9)) == [Advice("", "long", {"seconds": 135, "most": 120})]


@pytest.mark.parametrize(
    "one",
    [
        Advice("", "long", {"seconds": 135, "most": 120}),
        Advice("", "required", {"required": 4, "questions": 6}),
        Advice("", "one_language", {"language": "en"}),
        Advice("q", "translation", {"language": "zh"}),
        *(Advice("q", code, {"word": "and"}) for code in ("double", "leading", "negatives", "jargon")),
        Advice("q", "personal", {"kind": "name"}),
        Advice("q", "wordy", {"what": "label", "most": 50, "language": "zh"}),
        Advice("q", "wordy", {"what": "choice", "most": 25, "language": "zh"}),
        Advice("q", "unbalanced"),
        Advice("q", "no_way_out"),
    ],
)
def test_every_piece_of_advice_has_a_sentence(one):
    sentence = advice_sentence(one)

    assert sentence.endswith((".", "?"))
    assert "%(" not in sentence


def test_ready_questionnaires_need_no_advice():
    assert {key: advice(ready.questionnaire) for key, ready in READY.items()} == {key: [] for key in READY}
