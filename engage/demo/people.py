"""The people of the demonstration city. None of them exists."""

from random import Random

from engage.demo.places import CITY, OPEN_COMMUNITY, YOUTH_COMMUNITY
from engage.demo.shapes import ResidentData, StaffData

STAFF = (
    StaffData("admin", "系统管理员", "administrator", CITY),
    StaffData("official", "渝中区城市更新专员 周敏", "official", "CQ-YZ"),
    StaffData("official2", "沙坪坝区城市更新专员 陈立", "official", "CQ-SPB"),
    StaffData("worker", "十八梯社区工作者 刘芳", "worker", OPEN_COMMUNITY),
    StaffData("architect", "社区建筑师 吴桐", "professional", OPEN_COMMUNITY, "architect"),
    StaffData("planner", "社区规划师 郑岚", "professional", CITY, "planner"),
    StaffData("engineer", "社区工程师 何川", "professional", CITY, "engineer"),
    StaffData("specialist", "社会工作师 林静", "professional", CITY, "other"),
)

RESIDENTS = 60
YOUNGEST, OLDEST = 12, 25

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_NAMES = (
    *(
        "子涵",
        "雨桐",
        "浩然",
        "欣怡",
        "宇轩",
        "梓萱",
        "俊杰",
        "思远",
        "佳怡",
        "一鸣",
        "若溪",
        "晨曦",
        "嘉豪",
        "雅琪",
        "天佑",
    ),
    *("诗涵", "博文", "语嫣", "明轩", "可欣", "泽宇", "静怡", "锦程", "书瑶", "睿", "悦", "航", "琳", "毅", "萌"),
)


def youth_roll(year: int) -> tuple[ResidentData, ...]:
    """Return the roll for a youth vote of that year, everybody within its ages, the youngest at school."""
    dice = Random("residents")
    names = dice.sample([surname + given for surname in SURNAMES for given in GIVEN_NAMES], RESIDENTS)
    roll = []
    for number, name in enumerate(names, 1):
        age = dice.randint(YOUNGEST, OLDEST)
        tie = dice.choices(("lives", "studies", "works"), weights=(5, 3, 2 if age >= 18 else 0))[0]
        roll.append(ResidentData(YOUTH_COMMUNITY, f"HHY-{number:03}", name, year - age, tie))
    return tuple(roll)
