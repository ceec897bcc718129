"""What the office and the professionals of the demonstration city say about needs."""

from dataclasses import dataclass

from engage.demo.shapes import Text


@dataclass(frozen=True)
class Canned:
    title: str
    text: Text


CANNED = (
    Canned("收到", Text("谢谢您的反映，我们三天之内答复您。", "Thank you. You will hear from us within three days.")),
    Canned(
        "现场查看",
        Text("我们会派人到现场查看，时间会写在这里。", "Somebody will come to look; the time will be written here."),
    ),
    Canned(
        "已报修",
        Text("已经报修，配件到了就换。", "It has been reported for repair; the part will be changed when it arrives."),
    ),
    Canned(
        "列入计划",
        Text(
            "这件事需要资金，已列入下一期微更新备选。",
            "This needs money; it is on the list for the next round of micro-renewal.",
        ),
    ),
    Canned(
        "不归我们管",
        Text("这件事归供水公司管，已经转过去。", "This is a matter for the water company; we have passed it on."),
    ),
    Canned(
        "需要居民商量",
        Text(
            "这件事要邻居们一起商量，我们来召集。",
            "Neighbours have to settle this together; we shall call the meeting.",
        ),
    ),
)
OUTCOMES = (
    Text("已到现场查看，情况属实，量了尺寸。", "Looked at it on site, found it as described and took measurements."),
    Text("查过了，线路老化，需要整段更换。", "Checked: the wiring is old and a whole length has to be replaced."),
    Text("和三户居民聊过，大家同意这样改。", "Spoke with three households; everybody agrees to the change."),
    Text("拍照存档，请施工队来报价。", "Photographed for the file; a builder is asked for a quotation."),
    Text("问题比预想的小，下周就能处理。", "Smaller than expected: it can be dealt with next week."),
    Text("画了两个方案，贴在公告栏请大家看。", "Drew two designs; they hang on the notice board for everybody to see."),
)
STARTED = (
    Text("施工队已进场，预计两周完成。", "The builders have begun; about two weeks."),
    Text("材料已订，到货就开工。", "The material is ordered; work begins when it arrives."),
    Text("已约好相关单位一起处理。", "The bodies concerned have agreed to deal with it together."),
    Text("报名已经开始，凑够人数就开。", "People can sign up now; it begins when there are enough."),
)
ANSWERS = (
    Text("因为下雨推迟三天，请谅解。", "Put off for three days because of rain; please bear with us."),
    Text("施工时间是上午九点到下午五点，中午不开工。", "Work goes on from nine to five, with a break at noon."),
    Text("欢迎大家来提意见，公告栏旁边有意见箱。", "Comments are welcome; there is a box beside the notice board."),
    Text("经费已经批了，下周一定开始。", "The money has been approved; it begins next week."),
)
DONE = (
    Text("已经做完，请大家看看满不满意。", "It is done; please tell us whether it is right."),
    Text("换好了，试了三天没有问题。", "Replaced, and tried for three days without trouble."),
    Text("已经开办，每周三下午。", "It has begun: every Wednesday afternoon."),
    Text("已经清理干净，以后每周检查一次。", "Cleared; it will be checked every week from now on."),
)
NOTES = (
    Text("又来看了一次，确实没弄好，重新做了。", "Came again: it was indeed not right and has been done anew."),
    Text("漏掉的那一段补上了。", "The part that was left out has been added."),
)
REFUSALS = (
    Text(
        "这里是地铁保护范围，不能动土，抱歉。",
        "This lies in the metro's protected zone, where nobody may dig. We are sorry.",
    ),
    Text("去年刚做过同样的工程，今年没有资金。", "The same was done last year, and there is no money this year."),
    Text("多数邻居不同意，先不做。", "Most neighbours are against it, so it is not done for now."),
    Text("这件事归私人房主自己处理。", "This is for the owner of the flat to settle."),
)
# Said by residents, and not for the public: the office is shown what to leave out.
PRIVATE_TAILS = (
    "。我住3栋2单元501，电话13800001234，麻烦快点",
    "，是渝A12345那辆车",
    "。联系人张阿姨，微信号：zhangayi66",
    "，请打023-60001234找老李",
)
# The beginning of a need, and how somebody else says the same.
TWICE = (
    ("大门进来第二根路灯", "进大门的路灯老是闪，眼睛都花了"),
    ("一下大雨大门口就积水", "下雨天大门口全是水，鞋都湿了"),
    ("消防通道天天停满车", "消防通道被私家车堵住了，太危险"),
    ("坝子只有两条长椅", "希望在坝子多放几张椅子给老人坐"),
    ("希望开一个社区食堂", "能不能办个老年食堂，中午没地方吃饭"),
    ("垃圾桶满了两天没人收", "楼下垃圾桶都满出来了，没人清运"),
)
