"""The closed cycle: what the households of Zhongxinwan chose."""

from engage.demo.places import CLOSED_COMMUNITY as HERE
from engage.demo.shapes import CycleData, ProposalData, Text

PROPOSALS = (
    ProposalData(
        key="lift-lobby",
        title=Text("电梯厅翻新添座凳", "A brighter lift lobby with a seat"),
        text=Text(
            "4号楼三个单元的电梯厅墙皮脱落、灯光昏暗，老人等电梯只能站着。重新刷墙、换灯，"
            "装一张翻折座凳和一面公告板，门槛改成缓坡，轮椅可以直接推进来。",
            "In the three lift lobbies of building 4 the paint is peeling and the light is poor, and older people "
            "have to stand while they wait. They get fresh paint, new lamps, a folding seat, a notice board and a "
            "small ramp over the door-sill for wheelchairs.",
        ),
        place=Text("4号楼各单元电梯厅", "Lift lobbies of building 4"),
        area=f"{HERE}-B4",
        cost_fen=54_000_00,
        drawing="lift-lobby",
        popularity=0.48,
    ),
    ProposalData(
        key="parcel-lockers",
        title=Text("大门口装快递柜和雨棚", "Parcel lockers under a roof"),
        text=Text(
            "快递堆在门卫室外的地上，常被淋湿或拿错。装一组60格的快递柜，下排留给大件，操作屏放低，坐轮椅也够得着；"
            "上面加一道雨棚和一盏灯。",
            "Parcels lie on the ground outside the guard's room and get wet or lost. A bank of 60 lockers, with "
            "large ones at the bottom and a screen that can be reached from a wheelchair, goes under a small roof "
            "with a lamp.",
        ),
        place=Text("小区大门门卫室旁", "Beside the guard's room at the main gate"),
        area=HERE,
        cost_fen=38_000_00,
        drawing="parcel-lockers",
        popularity=0.24,
    ),
    ProposalData(
        key="sorting-station",
        title=Text("垃圾分类亭加顶棚和洗手池", "A roof and a tap for the sorting station"),
        text=Text(
            "四色垃圾桶露天摆放，夏天味道大，雨天污水流到路上。搭一个通风的分类亭，加洗手池、除臭装置和排水口，"
            "投放口做成脚踏开盖，不用手碰。",
            "The four coloured bins stand in the open: they smell in summer and leak onto the path in the rain. They "
            "get an airy shelter with a tap, a filter against smells, a drain, and lids that open with a foot pedal.",
        ),
        place=Text("1号楼与2号楼之间", "Between buildings 1 and 2"),
        area=HERE,
        cost_fen=62_000_00,
        drawing="sorting-station",
        popularity=0.66,
    ),
    ProposalData(
        key="rain-garden",
        title=Text("低洼绿地改成雨水花园", "A rain garden in the hollow"),
        text=Text(
            "5号楼前的绿地一下雨就成水塘，草也长不起来。挖浅坑，铺碎石和沙，种上菖蒲、鸢尾这些耐涝的花草，"
            "雨水慢慢渗下去，蚊子少了，还有花看。",
            "The green in front of building 5 turns into a pond whenever it rains, and the grass dies. A shallow bed "
            "of gravel and sand with irises and sweet flag lets the water sink in slowly: fewer mosquitoes, more "
            "flowers.",
        ),
        place=Text("5号楼前低洼绿地", "The low green in front of building 5"),
        area=f"{HERE}-B5",
        cost_fen=45_000_00,
        drawing="rain-garden",
        popularity=0.16,
    ),
    ProposalData(
        key="fitness-corner",
        title=Text("健身角更换器材", "New machines in the exercise corner"),
        text=Text(
            "健身角的六件器材有四件锈坏停用。换上适合老年人的漫步机、腰背按摩器和上肢牵引器，铺软胶地面，"
            "加一个挂衣架和一块使用说明牌。",
            "Four of the six machines are rusty and out of use. Walkers, back rollers and pulleys that suit older "
            "people replace them, on soft flooring, with a coat rack and a board that explains each exercise.",
        ),
        place=Text("3号楼旁健身角", "Exercise corner beside building 3"),
        area=f"{HERE}-B3",
        cost_fen=58_000_00,
        drawing="fitness-corner",
        popularity=0.42,
    ),
    ProposalData(
        key="school-crossing",
        title=Text("校门口的斑马线和减速带", "A safer crossing by the school"),
        text=Text(
            "孩子放学要穿过小区门前的坡道，车子下坡速度快。重新画斑马线，做一段抬高的路面让车慢下来，两边装反光柱，"
            "再加一盏照着斑马线的路灯。",
            "Children on their way from school cross the slope in front of the gate, where cars come down fast. A "
            "raised crossing with fresh stripes, reflecting posts and its own street lamp makes drivers slow down.",
        ),
        place=Text("小区大门外坡道", "The slope outside the main gate"),
        area=HERE,
        cost_fen=28_000_00,
        drawing="school-crossing",
        popularity=0.57,
    ),
    ProposalData(
        key="tidy-cables",
        title=Text("楼间飞线整理入槽", "Tidy away the hanging cables"),
        text=Text(
            "楼与楼之间的网线、电话线像蜘蛛网，有的垂到晾衣杆上。联合三家运营商清理废线，把在用的线捆扎整齐、"
            "收进线槽，沿墙走到每个单元。",
            "Between the buildings hangs a web of telephone and network cables, some of them down to the washing. "
            "Together with the three operators dead cables are removed, and the others are bundled in ducts along "
            "the walls.",
        ),
        place=Text("1号楼至6号楼之间", "Between buildings 1 and 6"),
        area=HERE,
        cost_fen=75_000_00,
        drawing="tidy-cables",
        popularity=0.53,
    ),
    ProposalData(
        key="shared-garden",
        title=Text("边角地变共享花园", "A shared garden on a forgotten corner"),
        text=Text(
            "6号楼后的三角地堆着旧家具。清理后做成12个抬高的种植箱，居民认领种花种菜，"
            "装一个雨水收集桶和一间工具小屋，收成与邻居分享。",
            "Old furniture piles up on the triangle behind building 6. Cleared, it takes twelve raised beds that "
            "neighbours adopt for flowers and vegetables, a rain barrel and a tool shed. The harvest is shared.",
        ),
        place=Text("6号楼后三角地", "The triangle behind building 6"),
        area=f"{HERE}-B6",
        cost_fen=33_000_00,
        drawing="shared-garden",
        popularity=0.25,
    ),
    ProposalData(
        key="wall-mural",
        title=Text("堡坎画上老街故事", "Stories of the old street on the wall"),
        text=Text(
            "进小区的堡坎又高又灰。请美院学生和社区的孩子一起，把老街、江船和黄葛树画上去，先补好裂缝，再用耐候涂料，"
            "五年不褪色。",
            "The retaining wall at the entrance is high and grey. After its cracks are repaired, art students and "
            "the community's children paint the old street, the river boats and the huangge trees on it, in colours "
            "that last five years.",
        ),
        place=Text("小区入口堡坎", "The retaining wall at the entrance"),
        area=HERE,
        cost_fen=40_000_00,
        drawing="wall-mural",
        popularity=0.2,
    ),
)

ZHONGXINWAN = CycleData(
    key="zhongxinwan",
    area=HERE,
    title=Text("中心湾社区“身边小事”20万元", "Zhongxinwan: 200,000 yuan for the small things nearby"),
    summary=Text(
        "中心湾社区的居民从九个提案里选出今年要做的小工程。每户一张选票，最多选4个；票多的先做，剩下的钱不够做的，"
        "就轮到下一个做得起的提案。",
        "The residents of Zhongxinwan chose this year's small works from nine proposals. Each household had one "
        "ballot and picked up to four. Those with the most votes come first; where the money left is too little for "
        "one, the next that fits is taken.",
    ),
    voters="dwellings",
    pot_fen=200_000_00,
    min_choices=1,
    max_choices=4,
    opens_in_days=-45,
    closes_in_days=-31,
    turnout=0.63,
    proposals=PROPOSALS,
)
