"""The open cycle: small works around the old steps of Shibati, one ballot for each household."""

from engage.demo.places import OPEN_COMMUNITY as HERE
from engage.demo.shapes import CycleData, ProposalData, Text

PROPOSALS = (
    ProposalData(
        key="stairwell-lights",
        title=Text("楼道换上声控灯", "Lights that switch on in the stairwells"),
        text=Text(
            "3号楼和5号楼的楼道灯坏了一大半，晚上回家要打着手机照路。把六个单元每层的灯换成声控感应 LED 灯，"
            "有人走动就亮，没人自动熄灭。旧线路一并检查，裸露的电线收进线槽。每年电费约600元，由物业费承担。",
            "More than half of the stairwell lights in buildings 3 and 5 are broken, and people light their way home "
            "with their phones. Every floor of the six stairwells gets an LED lamp that comes on when somebody walks "
            "by. Old wiring is checked and loose cables are covered. Power costs about 600 yuan a year, paid from "
            "the service fee.",
        ),
        place=Text("3号楼、5号楼各单元楼道", "All stairwells of buildings 3 and 5"),
        area=f"{HERE}-B3",
        cost_fen=42_000_00,
        drawing="stairwell-lights",
        popularity=0.55,
    ),
    ProposalData(
        key="step-handrails",
        title=Text("长梯坎两边装扶手", "Handrails along the long steps"),
        text=Text(
            "从1号门到黄葛树坝子的梯坎有96步，下雨天又陡又滑，去年有三位老人摔倒。两边装上不锈钢扶手，一高一低两道，"
            "大人小孩都够得着；踏步边缘贴防滑条，破损的石阶补平。",
            "The 96 steps from Gate 1 to the tree square are steep, and slippery in the rain; three older neighbours "
            "fell last year. Both sides get a steel handrail at two heights, one for adults and one for children. "
            "The edges of the steps get anti-slip strips, and broken stones are repaired.",
        ),
        place=Text("1号门至黄葛树坝子的梯坎", "The steps from Gate 1 to the tree square"),
        area=HERE,
        cost_fen=68_000_00,
        drawing="step-handrails",
        popularity=0.66,
    ),
    ProposalData(
        key="gate-ramp",
        title=Text("2号门修一条无障碍坡道", "A step-free ramp at Gate 2"),
        text=Text(
            "2号门进小区有7级台阶，坐轮椅、推婴儿车、拖买菜车的居民只能绕到马路上走。沿花台修一条缓坡道，两侧有扶手，"
            "地面防滑，中间设一个休息平台。施工约四周，期间留出临时通道。",
            "Seven steps at Gate 2 force people with wheelchairs, prams and shopping trolleys out onto the road. A "
            "gentle ramp with handrails, a non-slip surface and a landing half-way will run along the flower bed. "
            "Work takes about four weeks; a way through stays open.",
        ),
        place=Text("2号门内侧花台旁", "Beside the flower bed inside Gate 2"),
        area=HERE,
        cost_fen=96_000_00,
        drawing="gate-ramp",
        popularity=0.36,
    ),
    ProposalData(
        key="gate-bench",
        title=Text("大门口添座椅和遮阳棚", "Benches and shade at the main gate"),
        text=Text(
            "接孩子、等车、歇脚的人都站在1号门外，夏天晒、雨天淋。装两组带靠背和扶手的木座椅，"
            "上面搭一个遮阳避雨的轻钢棚，旁边种两棵三角梅。",
            "People wait at Gate 1 for children and for the bus, in the sun and in the rain. Two wooden benches with "
            "backs and armrests go under a light steel roof, with two bougainvilleas beside them.",
        ),
        place=Text("1号门外人行道内侧", "Inner side of the pavement outside Gate 1"),
        area=HERE,
        cost_fen=35_000_00,
        drawing="gate-bench",
        popularity=0.25,
    ),
    ProposalData(
        key="ebike-shed",
        title=Text("建一个电动自行车充电棚", "A charging shed for e-bikes"),
        text=Text(
            "现在有人把电瓶提上楼充电，也有人从窗户拉线，火灾隐患大。在6号楼旁的空地建一个带顶棚的充电棚，"
            "设24个充电位，充满自动断电，配烟感和灭火器。充电按度收费，收入用于日常维护。",
            "Some neighbours carry batteries upstairs to charge, others hang cables from windows: both can start a "
            "fire. A roofed shed on the empty ground by building 6 gets 24 charging points that switch off when "
            "full, smoke alarms and extinguishers. Charging is paid by the unit, and the income keeps the shed in "
            "order.",
        ),
        place=Text("6号楼东侧空地", "Empty ground east of building 6"),
        area=f"{HERE}-B6",
        cost_fen=120_000_00,
        drawing="ebike-shed",
        popularity=0.47,
    ),
    ProposalData(
        key="gate-drain",
        title=Text("治好2号门口的积水", "No more flooding at Gate 2"),
        text=Text(
            "一下大雨，2号门口的水就淹过脚背，水从堡坎上直冲下来。沿堡坎脚做一条带盖板的排水沟，加大两个雨水口，"
            "把路面重新找坡。已请市政工程师现场看过，能接入现有的雨水管。",
            "In heavy rain water pours down the retaining wall and stands over people's shoes at Gate 2. A covered "
            "channel at the foot of the wall, two larger drains and a re-levelled surface will lead it away. An "
            "engineer has checked on site that it can join the existing rainwater pipe.",
        ),
        place=Text("2号门口及堡坎脚", "Gate 2 and the foot of the retaining wall"),
        area=HERE,
        cost_fen=88_000_00,
        drawing="gate-drain",
        popularity=0.3,
    ),
    ProposalData(
        key="drying-racks",
        title=Text("楼前空地装公共晾衣架", "Shared drying racks in the sun"),
        text=Text(
            "低楼层晒不到太阳，大家把被子搭在花台和健身器材上。在2号楼前向阳的空地装12组不锈钢晾衣架，地面铺透水砖，"
            "旁边放一条长凳，晒被子时可以坐下聊聊天。",
            "Lower flats get no sun, so bedding hangs on flower beds and exercise machines. Twelve steel drying "
            "racks go up on the sunny ground in front of building 2, on paving that lets rain through, with a bench "
            "to sit and chat.",
        ),
        place=Text("2号楼前向阳空地", "Sunny ground in front of building 2"),
        area=f"{HERE}-B2",
        cost_fen=26_000_00,
        drawing="drying-racks",
        popularity=0.21,
    ),
    ProposalData(
        key="tree-square",
        title=Text("黄葛树坝子重新铺装", "New paving under the old huangge tree"),
        text=Text(
            "百年黄葛树的根把地砖拱得高低不平，跳舞和下棋的居民常绊脚。请园林专家指导，拆掉压着树根的水泥，"
            "改铺透水砖，给树根留出呼吸的地方，围着大树做一圈木座凳。",
            "The roots of the hundred-year-old tree have lifted the tiles, and people who dance or play chess here "
            "trip over them. With a tree expert's advice, the concrete on the roots gives way to paving that lets "
            "water through, and a round wooden bench circles the trunk.",
        ),
        place=Text("黄葛树坝子", "The huangge tree square"),
        area=HERE,
        cost_fen=150_000_00,
        drawing="tree-square",
        popularity=0.51,
    ),
    ProposalData(
        key="canteen-corner",
        title=Text("社区食堂用餐角", "A dining corner for the community canteen"),
        text=Text(
            "便民服务中心一楼的助餐点只能打包，独居老人想有个地方坐下来一起吃。把旁边闲置的库房改成用餐角：六张桌子、"
            "洗手池、保温柜和无障碍入口，每天中午和傍晚开放。",
            "The meal counter in the service centre only packs food to take away, and older people who live alone "
            "would like to eat in company. The unused store-room next door becomes a dining corner with six tables, "
            "a wash-basin, a warming cabinet and a step-free door, open at noon and in the evening.",
        ),
        place=Text("便民服务中心一楼库房", "Store-room on the ground floor of the service centre"),
        area=HERE,
        cost_fen=110_000_00,
        drawing="canteen-corner",
        popularity=0.28,
    ),
    ProposalData(
        key="play-corner",
        title=Text("儿童游戏角", "A play corner for small children"),
        text=Text(
            "小区里没有一处给孩子玩的地方，他们只能在车道边跑。把4号楼后的闲置绿地改成游戏角：一架小滑梯、"
            "一个沙池和两匹摇摇马，铺软胶地垫，周围装矮围栏和家长座凳。",
            "There is nowhere for children to play, so they run about beside the driveway. The unused green behind "
            "building 4 gets a small slide, a sand-pit and two spring horses on soft flooring, with a low fence and "
            "seats for parents.",
        ),
        place=Text("4号楼后闲置绿地", "Unused green behind building 4"),
        area=f"{HERE}-B4",
        cost_fen=78_000_00,
        drawing="play-corner",
        popularity=0.41,
    ),
)

SHIBATI = CycleData(
    key="shibati",
    area=HERE,
    title=Text("十八梯社区微更新：30万元，您来定", "Shibati micro-renewal: you decide on 300,000 yuan"),
    summary=Text(
        "街道拿出30万元，做居民自己选出来的小工程。每户一张选票，最多选3个提案；票多的先做，钱用完为止。"
        "投票截止前可以修改，结果在截止后公布，每个工程的进展也会在这里公开。",
        "The subdistrict office gives 300,000 yuan for small works that residents choose themselves. Each household "
        "has one ballot and picks up to three proposals; those with the most votes are built first, as far as the "
        "money goes. You can change your ballot until voting ends. Results follow at the close, and the works can be "
        "followed here.",
    ),
    voters="dwellings",
    pot_fen=300_000_00,
    min_choices=1,
    max_choices=3,
    opens_in_days=-6,
    closes_in_days=8,
    turnout=0.42,
    proposals=PROPOSALS,
)
