"""Where the demonstration city lies: twelve pilot communities of Chongqing, with made-up buildings and flats."""

from collections.abc import Iterator
from random import Random

from engage.demo.shapes import AreaData, DwellingData, PlacementData, Text

CITY = "CQ"
OPEN_COMMUNITY = "CQ-YZ-NJM-SBT"
CLOSED_COMMUNITY = "CQ-SPB-SJP-ZXW"
YOUTH_COMMUNITY = "CQ-YB-LX-HHY"

DISTRICTS = (
    ("YZ", "渝中区", "Yuzhong District"),
    ("DDK", "大渡口区", "Dadukou District"),
    ("JB", "江北区", "Jiangbei District"),
    ("SPB", "沙坪坝区", "Shapingba District"),
    ("JLP", "九龙坡区", "Jiulongpo District"),
    ("NA", "南岸区", "Nan'an District"),
    ("BB", "北碚区", "Beibei District"),
    ("YB", "渝北区", "Yubei District"),
    ("BN", "巴南区", "Banan District"),
    ("LJX", "两江新区", "Liangjiang New Area"),
    ("GX", "高新区", "High-tech Zone"),
)

STREETS = (
    ("YZ-NJM", "南纪门街道", "Nanjimen Subdistrict"),
    ("DDK-XSC", "新山村街道", "Xinshancun Subdistrict"),
    ("JB-GJT", "郭家沱街道", "Guojiatuo Subdistrict"),
    ("SPB-SJP", "石井坡街道", "Shijingpo Subdistrict"),
    ("JLP-HJP", "黄桷坪街道", "Huangjueping Subdistrict"),
    ("NA-LMH", "龙门浩街道", "Longmenhao Subdistrict"),
    ("NA-XK", "峡口镇", "Xiakou Town"),
    ("BB-CY", "朝阳街道", "Chaoyang Subdistrict"),
    ("YB-LX", "龙溪街道", "Longxi Subdistrict"),
    ("BN-LH", "莲花街道", "Lianhua Subdistrict"),
    ("LJX-LJ", "礼嘉街道", "Lijia Subdistrict"),
    ("GX-ZJ", "曾家镇", "Zengjia Town"),
)

COMMUNITIES = (
    ("YZ-NJM-SBT", "十八梯社区", "Shibati Community"),
    ("DDK-XSC-HH", "沪汉社区", "Huhan Community"),
    ("JB-GJT-DXC", "大溪村社区", "Daxicun Community"),
    ("SPB-SJP-ZXW", "中心湾社区", "Zhongxinwan Community"),
    ("JLP-HJP-WLM", "五龙庙社区", "Wulongmiao Community"),
    ("NA-LMH-YTM", "一天门社区", "Yitianmen Community"),
    ("NA-XK-DXT", "大兴塘社区", "Daxingtang Community"),
    ("BB-CY-XFZ", "新房子社区", "Xinfangzi Community"),
    ("YB-LX-HHY", "花卉园东路社区", "Huahuiyuan East Road Community"),
    ("BN-LH-HTW", "花土湾社区", "Huatuwan Community"),
    ("LJX-LJ-JH", "嘉和社区", "Jiahe Community"),
    ("GX-ZJ-ZJ", "曾家社区", "Zengjia Community"),
)

# Where households vote, every building has three stairwells, and this many floors with two flats on each.
FLOORS = {
    OPEN_COMMUNITY: (9, 8, 8, 7, 7, 9),
    CLOSED_COMMUNITY: (8, 7, 7, 9, 6, 8),
}
STAIRWELLS, FLATS = 3, 2
# Two mirrored floor plans in old blocks: the right-hand flat is the larger one.
FLOOR_AREAS_DM2 = ((4580, 7460), (6820, 11940))


def _named(kind: str, entries: tuple[tuple[str, str, str], ...]) -> Iterator[AreaData]:
    for code, zh, en in entries:
        full = f"{CITY}-{code}"
        yield AreaData(full, kind, Text(zh, en), full.rpartition("-")[0])


def _buildings(community: str, dice: Random) -> Iterator[AreaData]:
    stairwells = [STAIRWELLS] * len(FLOORS.get(community, ())) or dice.choices((2, 3), k=dice.randint(2, 4))
    for number, units in enumerate(stairwells, 1):
        building = f"{community}-B{number}"
        yield AreaData(building, "building", Text(f"{number}号楼", f"Building {number}"), community)
        for unit in range(1, units + 1):
            yield AreaData(f"{building}-U{unit}", "stairwell", Text(f"{unit}单元", f"Unit {unit}"), building)


def _areas() -> Iterator[AreaData]:
    """Yield every area, parents before their children."""
    dice = Random("buildings")
    yield AreaData(CITY, "city", Text("重庆市", "Chongqing"), None)
    yield from _named("district", DISTRICTS)
    yield from _named("street", STREETS)
    for community in _named("community", COMMUNITIES):
        yield community
        yield from _buildings(community.code, dice)


def _dwellings() -> Iterator[DwellingData]:
    dice = Random("flats")
    for community, floors_of in FLOORS.items():
        for building, floors in enumerate(floors_of, 1):
            sizes = [dice.randint(*bounds) for bounds in FLOOR_AREAS_DM2]
            for unit in range(1, STAIRWELLS + 1):
                for floor in range(1, floors + 1):
                    for flat in range(1, FLATS + 1):
                        label = f"{building}-{unit}-{floor}{flat:02}"
                        measured = sizes[flat - 1] + dice.randint(-45, 45)
                        yield DwellingData(f"{community}-B{building}-U{unit}", label, measured)


def _placements() -> Iterator[PlacementData]:
    for area, zh, en, scans in (
        (OPEN_COMMUNITY, "1号门公告栏", "Gate 1 notice board", 21),
        (OPEN_COMMUNITY, "2号门公告栏", "Gate 2 notice board", 16),
        (OPEN_COMMUNITY, "社区便民服务中心", "Community service centre", 9),
        (OPEN_COMMUNITY, "黄葛树坝子", "Huangge tree square", 6),
    ):
        yield PlacementData(area, Text(zh, en), "cycle", "shibati", scans)
    for unit in range(1, STAIRWELLS + 1):
        spot = Text(f"3号楼{unit}单元门口", f"Building 3, door of unit {unit}")
        yield PlacementData(f"{OPEN_COMMUNITY}-B3-U{unit}", spot, "cycle", "shibati", 3)
    for area, zh, en, scans in (
        (OPEN_COMMUNITY, "3号楼单元门旁", "Beside the door of building 3", 5),
        (CLOSED_COMMUNITY, "电梯厅", "Lift lobby", 3),
    ):
        yield PlacementData(area, Text(zh, en), "need", None, scans)
    for area, zh, en, scans in (
        (CLOSED_COMMUNITY, "小区大门公告栏", "Main gate notice board", 4),
        (YOUTH_COMMUNITY, "社区青少年活动室", "Community youth room", 7),
        ("CQ-NA-LMH-YTM", "一天门步道入口", "Start of the Yitianmen steps", 2),
    ):
        yield PlacementData(area, Text(zh, en), "community", None, scans)


AREAS = tuple(_areas())
DWELLINGS = tuple(_dwellings())
PLACEMENTS = tuple(_placements())
