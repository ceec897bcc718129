"""The cycle in preparation: young people who live, work or study around Huahuiyuan decide for themselves."""

from engage.demo.people import OLDEST, YOUNGEST
from engage.demo.places import YOUTH_COMMUNITY as HERE
from engage.demo.shapes import CycleData, ProposalData, Text

PROPOSALS = (
    ProposalData(
        key="half-court",
        title=Text("桥下半场篮球场", "Half a basketball court under the bridge"),
        text=Text(
            "立交桥下的空地又干又亮，下雨也淋不到。画一个半场，装一个标准篮架和护网，地面刷防滑漆，晚上九点半熄灯，"
            "不吵邻居。",
            "The ground under the flyover is dry and bright even when it rains. It gets a half court with a proper "
            "hoop, a net around it and non-slip paint. Lights go out at half past nine so that neighbours can sleep.",
        ),
        place=Text("花卉园立交桥下", "Under the Huahuiyuan flyover"),
        area=HERE,
        cost_fen=45_000_00,
        drawing="half-court",
        popularity=0.6,
    ),
    ProposalData(
        key="study-room",
        title=Text("晚上也开的自习室", "A study room that stays open late"),
        text=Text(
            "家里吵、图书馆六点就关门。把社区活动室二楼改成24座的自习室，有台灯、插座和饮水机，开到晚上十点，"
            "由大学生志愿者值班。",
            "Home is noisy and the library closes at six. The upper floor of the community room becomes a study room "
            "with 24 desks, lamps, sockets and drinking water, open until ten and looked after by student volunteers.",
        ),
        place=Text("社区活动室二楼", "Upper floor of the community room"),
        area=HERE,
        cost_fen=30_000_00,
        drawing="study-room",
        popularity=0.5,
    ),
    ProposalData(
        key="repair-post",
        title=Text("自行车维修站和停车架", "A repair post and racks for bicycles"),
        text=Text(
            "骑车上学的人越来越多，车没处停，坏了没处修。装20个停车架和一个维修站，有打气筒和常用工具，"
            "每月一次教大家自己修车。",
            "More and more of us cycle to school, with nowhere to park and nowhere to mend a tyre. Twenty racks and "
            "a repair post with a pump and tools, and once a month somebody who shows how to use them.",
        ),
        place=Text("社区北门内", "Inside the north gate"),
        area=HERE,
        cost_fen=12_000_00,
        drawing="repair-post",
        popularity=0.35,
    ),
    ProposalData(
        key="open-air-cinema",
        title=Text("夏夜露天电影", "Films under the summer sky"),
        text=Text(
            "买一套可以收起来的大银幕、投影机和音响，暑假每周六晚上在小广场放电影，片子由大家投票选，"
            "全家老小都能来看。",
            "A screen that folds away, a projector and loudspeakers for a film on the small square every Saturday of "
            "the summer holidays. Everybody votes on what to see, and whole families can come.",
        ),
        place=Text("社区小广场", "The small square"),
        area=HERE,
        cost_fen=18_000_00,
        drawing="open-air-cinema",
        popularity=0.48,
    ),
    ProposalData(
        key="small-stage",
        title=Text("街角小舞台", "A small stage on the corner"),
        text=Text(
            "在花园一角搭一个木平台，配电源和一面镜子，可以练舞、弹琴、说相声，也可以坐着发呆。晚上八点后只用小音量。",
            "A wooden platform in a corner of the garden, with power and a mirror, to practise dancing, music or "
            "comedy, or just to sit and dream. After eight in the evening it stays quiet.",
        ),
        place=Text("花园东南角", "South-east corner of the garden"),
        area=HERE,
        cost_fen=25_000_00,
        drawing="small-stage",
        popularity=0.42,
    ),
    ProposalData(
        key="drinking-water",
        title=Text("球场边的直饮水点", "Drinking water by the sports ground"),
        text=Text(
            "打完球只能去买瓶装水。装两台直饮水机，一高一低，可以接水壶，每月检测水质并公示，"
            "旁边放一个收塑料瓶的回收箱。",
            "After a game all we can do is buy bottles. Two drinking fountains, one high and one low, also fill "
            "flasks; the water is tested every month and the figures are posted. A box for plastic bottles stands "
            "beside them.",
        ),
        place=Text("运动场入口", "Entrance of the sports ground"),
        area=HERE,
        cost_fen=20_000_00,
        drawing="drinking-water",
        popularity=0.4,
    ),
    ProposalData(
        key="table-tennis",
        title=Text("树荫下的乒乓球台", "Table tennis in the shade"),
        text=Text(
            "两张室外乒乓球台放在香樟树下，台面耐晒耐雨，旁边有长椅和借拍柜，扫码就能借球拍，老少都能打。",
            "Two weatherproof tables under the camphor trees, with benches and a locker that lends bats to anybody "
            "who scans its code. Young and old can play.",
        ),
        place=Text("香樟林荫道", "The camphor tree walk"),
        area=HERE,
        cost_fen=22_000_00,
        drawing="table-tennis",
        popularity=0.45,
    ),
)

HUAHUIYUAN = CycleData(
    key="huahuiyuan",
    area=HERE,
    title=Text("花卉园青年预算：10万元，年轻人说了算", "Huahuiyuan youth budget: 100,000 yuan, young people decide"),
    summary=Text(
        "12到25岁、在这里居住、工作或上学的人，都可以投票，每人最多选5个提案。所有提案都是年轻人自己想出来、"
        "和社区规划师一起算过账的。",
        "Everybody aged 12 to 25 who lives, works or studies here may vote, for up to five proposals. All of them "
        "were thought up by young people and costed together with the community planner.",
    ),
    voters="persons",
    pot_fen=100_000_00,
    min_choices=1,
    max_choices=5,
    opens_in_days=12,
    closes_in_days=26,
    turnout=0.0,
    proposals=PROPOSALS,
    min_age=YOUNGEST,
    max_age=OLDEST,
    ties=("lives", "works", "studies"),
)
