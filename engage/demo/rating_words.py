"""Who the professionals of the demonstration city are, and what residents say of them. Nobody of them exists."""

from dataclasses import dataclass

from engage.demo.shapes import Text


@dataclass(frozen=True)
class ProfessionalData:
    """A professional. `liked` is how the ratings lean, 1 to 5; `visits` is how many there were in the last year."""

    staff_no: str
    name: str
    profession: str
    title: str
    areas: tuple[str, ...]
    visits: int
    liked: float
    account: str | None = None


_YZ, _SPB = "CQ-YZ-NJM-SBT", "CQ-SPB-SJP-ZXW"
PROFESSIONALS = (
    ProfessionalData("CQ-A-0107", "吴桐", "architect", "一级注册建筑师", (_YZ,), 22, 4.4, "architect"),
    ProfessionalData(
        "CQ-P-0031", "郑岚", "planner", "注册城乡规划师", (_YZ, _SPB, "CQ-NA-LMH-YTM"), 28, 4.2, "planner"
    ),
    ProfessionalData("CQ-E-0212", "何川", "engineer", "高级工程师", (_YZ, _SPB, "CQ-YB-LX-HHY"), 24, 4.0, "engineer"),
    ProfessionalData("CQ-S-0009", "林静", "other", "社会工作师", (_YZ, "CQ-JB-GJT-DXC"), 18, 4.6, "specialist"),
    ProfessionalData("CQ-P-0044", "罗毅", "planner", "高级规划师", (_SPB, "CQ-BB-CY-XFZ"), 20, 3.9),
    ProfessionalData("CQ-P-0058", "唐思远", "planner", "规划师", (_YZ, "CQ-DDK-XSC-HH"), 14, 4.1),
    ProfessionalData("CQ-P-0072", "韩雪", "planner", "注册城乡规划师", ("CQ-JLP-HJP-WLM", _YZ), 12, 4.5),
    ProfessionalData("CQ-P-0090", "曹阳", "planner", "助理规划师", ("CQ-NA-XK-DXT",), 6, 3.4),
    ProfessionalData("CQ-P-0101", "彭可欣", "planner", "规划师", (_YZ,), 2, 4.0),
    ProfessionalData("CQ-A-0118", "邓子涵", "architect", "建筑师", (_SPB,), 16, 3.7),
    ProfessionalData("CQ-A-0123", "许博文", "architect", "一级注册建筑师", (_YZ, _SPB), 18, 4.3),
    ProfessionalData("CQ-A-0135", "傅雨桐", "architect", "二级注册建筑师", ("CQ-YB-LX-HHY", _YZ), 11, 4.0),
    ProfessionalData("CQ-A-0141", "沈浩然", "architect", "建筑师", (_YZ,), 10, 2.4),
    ProfessionalData("CQ-A-0152", "曾佳怡", "architect", "助理建筑师", ("CQ-LJX-LJ-JH",), 3, 4.2),
    ProfessionalData("CQ-A-0160", "吕明轩", "architect", "建筑师", (_SPB,), 0, 4.0),
    ProfessionalData("CQ-E-0220", "萧航", "engineer", "工程师", (_SPB, "CQ-GX-ZJ-ZJ"), 15, 4.2),
    ProfessionalData("CQ-E-0231", "程睿", "engineer", "高级工程师", (_YZ,), 19, 3.8),
    ProfessionalData("CQ-E-0244", "于宇轩", "engineer", "工程师", ("CQ-BN-LH-HTW", _YZ), 9, 3.3),
    ProfessionalData("CQ-E-0250", "董锦程", "engineer", "正高级工程师", (_YZ, "CQ-JB-GJT-DXC"), 13, 4.7),
    ProfessionalData("CQ-E-0266", "冯晨曦", "engineer", "助理工程师", (_SPB,), 3, 3.5),
    ProfessionalData("CQ-E-0271", "袁天佑", "engineer", "工程师", (_YZ,), 0, 4.0),
    ProfessionalData("CQ-S-0015", "梁语嫣", "other", "社会工作师", (_SPB,), 12, 4.5),
    ProfessionalData("CQ-S-0022", "宋诗涵", "other", "心理咨询师", ("CQ-DDK-XSC-HH", _YZ), 5, 4.1),
    ProfessionalData("CQ-S-0030", "谢泽宇", "other", "社会工作师", ("CQ-BB-CY-XFZ",), 0, 4.0),
)

# The ability coefficients of the demonstration are made up: the paper gives no table.
ABILITIES = {"正高级工程师": "1.4", "一级注册建筑师": "1.3", "注册城乡规划师": "1.3", "高级工程师": "1.2",
             "高级规划师": "1.2", "工程师": "1.0", "助理工程师": "0.8", "助理规划师": "0.8", "助理建筑师": "0.8"}  # fmt: skip

ANSWERS = (
    Text(
        "感谢您的意见，以后改期我一定提前一天打电话。", "Thank you. From now on I call a day ahead when a visit moves."
    ),
    Text("谢谢大家的肯定，有问题随时找我。", "Thank you all. Ask me whenever something comes up."),
    Text(
        "图纸已经按大家的意见改好，贴在社区公告栏。",
        "The drawing was changed as you asked; it hangs on the notice board.",
    ),
)
PRIVATE_COMMENT = "来得很及时，有事可以打我电话13800138000，我住3号楼1单元502。"
APPEAL = Text("当天我在社区开居民会议，有签到表，没有上门，这条评价应该是评错了人。", "")
EXCLUSION = "服务单核对：评价的是同一天另一位工程师的上门，属于评错对象。"
OUTCOMES = ("已电话联系并致歉，约定周六上午重新上门，居民表示接受。", "现场看过，漏水点已补，居民满意。")
INVITED = ("3号楼住户", "到场居民", "单元楼长和住户", "")
CATEGORIES = {
    "planner": ("advice", "meeting", "survey", "training"),
    "architect": ("design", "survey", "meeting", "advice"),
    "engineer": ("inspection", "repair", "survey", "advice"),
    "other": ("meeting", "advice", "training"),
}
