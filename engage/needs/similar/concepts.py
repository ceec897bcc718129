"""Words of both languages that mean the same: things that residents speak of, and what is the matter with them.

A line is a name, the Chinese words, and after the bar the English ones; an indented line goes on with the last. A word
may stand for several things. Names are kept in the index: whoever changes this table runs `engage needs reindex`.
"""

import re
from collections.abc import Mapping

from engage.needs.similar.words import plain, stem

_THINGS = """
lamp 路灯 街灯 灯 照明 灯泡 灯具 声控灯 楼道灯 灯杆 漆黑 太黑 黑漆漆 摸黑 | lamp light streetlight streetlamp
    lighting bulb lantern lamppost lit dark unlit
lift 电梯 升降机 轿厢 | lift elevator
stairs 楼梯 楼道 梯步 台阶 踏步 梯坎 步道 | stair staircase stairway stairwell step corridor hallway
handrail 扶手 栏杆 护栏 | handrail rail railing guardrail banister
road 路面 道路 马路 车道 地面 地砖 沥青 柏油 铺装 小路 | road pavement paving asphalt surface tile path lane
    street slab
pothole 坑洼 坑 凹陷 塌陷 沉降 | pothole hole dip sunken sink subsidence sinkhole
sidewalk 人行道 盲道 | sidewalk footpath tactile
manhole 井盖 窨井 检查井 | manhole cover inspection
drain 下水道 排水 污水 管网 雨水口 化粪池 水沟 阴沟 排水沟 雨水篦子 | drain drainage sewer sewage gully gutter
    septic culvert
pipe 水管 管道 管子 自来水 水压 | pipe plumbing tap pressure
ramp 坡道 无障碍 轮椅 斜坡 | ramp wheelchair barrier-free accessible accessibility step-free
tree 树 树枝 树木 黄葛树 枝桠 行道树 | tree branch bough
lawn 草坪 绿化 绿地 花坛 花园 花草 灌木 绿化带 | lawn grass greenery garden flowerbed flower planting shrub
    hedge green
parking 停车 车位 泊车 停车场 停车位 乱停 | parking park
car 私家车 小车 轿车 汽车 车辆 机动车 面包车 货车 车 | car vehicle van truck suv
ebike 电动车 电瓶车 电单车 电动自行车 摩托车 | e-bike ebike scooter moped motorbike motorcycle
bicycle 自行车 单车 共享单车 | bicycle bike cycle
charging 充电 充电桩 飞线 | charge charger charging
wire 电线 线缆 网线 电缆 飞线 | wire wiring cable
wall 外墙 墙面 墙皮 墙砖 外立面 瓷砖 墙体 | wall facade façade plaster render cladding
roof 屋顶 楼顶 屋面 天台 顶楼 | roof rooftop ceiling top-floor
window 窗户 玻璃 窗子 雨棚 遮雨棚 | window glass awning pane
gate 大门 单元门 门禁 防盗门 道闸 楼宇门 门锁 | gate door entrance intercom
bin 垃圾桶 垃圾箱 果皮箱 垃圾房 垃圾站 | bin trashcan
rubbish 垃圾 垃圾桶 垃圾箱 垃圾房 垃圾站 杂物 建渣 堆放 装修垃圾 废品 旧家具 | rubbish garbage trash waste
    litter junk clutter debris refuse bulky furniture dump bin
recycling 垃圾分类 回收 分类 旧衣 | recycle recycling sorting sort
dog 狗 犬 宠物 遛狗 狗屎 | dog pet poop
cat 流浪猫 猫 | stray cat
rat 老鼠 鼠患 蟑螂 蚊子 蚊虫 虫 | rat mouse mice cockroach mosquito pest insect
playground 游乐 滑梯 儿童乐园 游乐场 秋千 儿童活动 | playground slide swing play
fitness 健身 健身器材 运动器材 锻炼 | fitness exercise gym equipment
court 篮球场 球场 乒乓球 篮球 羽毛球 | basketball court ping-pong badminton hoop
seat 座椅 长椅 凳子 休息椅 坐凳 板凳 座位 | bench seat chair
pavilion 凉亭 亭子 长廊 | pavilion shelter
square 广场 坝子 空地 | square plaza
dance 广场舞 跳舞 音响 | dance dancing loudspeaker speaker
canteen 食堂 饭堂 助餐 老年餐 送餐 | canteen meal dining lunch
eldercare 老人 老年人 养老 日间照料 独居 高龄 空巢 | elderly senior aged eldercare older
childcare 托管 托儿 四点半 课后 托幼 晚托 | childcare after-school nursery tutoring
library 图书室 图书馆 阅览室 看书 读书 书屋 | library reading book
class 课程 培训 讲座 学习 教 上课 培训班 | class course training lesson lecture workshop teach learn
phone 智能手机 手机 | smartphone phone
market 菜市场 买菜 菜场 集市 市场 早市 | market grocery vegetable stall
vendor 摊贩 占道经营 地摊 小贩 流动摊 摊位 | vendor hawker peddler
shop 商铺 店铺 便利店 小店 门面 商店 | shop store storefront shopkeeper
job 就业 工作 岗位 招聘 找工作 零工 | job employment recruit vacancy
clinic 卫生站 诊所 医生 看病 体检 义诊 量血压 社区医院 | clinic doctor health medical checkup nurse
parcel 快递 快递柜 包裹 驿站 | parcel courier delivery package locker
toilet 公厕 厕所 卫生间 | toilet restroom lavatory
camera 监控 摄像头 探头 | camera cctv surveillance
fire 消防 灭火器 消火栓 火灾 消防通道 起火 消防栓 | fire extinguisher hydrant
gas 燃气 天然气 煤气 | gas
neighbour 邻里 邻居 纠纷 矛盾 | neighbour neighbor dispute conflict mediation
property 物业 物管 物业费 | property-management management fee
committee 业委会 业主大会 业主委员会 | committee assembly
festival 文艺 活动 演出 节日 晚会 合唱 百家宴 联欢 | festival performance event show choir concert celebration banquet
history 历史 老街 文化墙 故事 老照片 非遗 手工艺 | history heritage mural story craft
volunteer 志愿者 志愿服务 义工 志愿 | volunteer volunteering
donation 捐赠 募捐 爱心 捐 | donate donation charity
exoffender 矫正 刑满释放 回归 帮教 | correction probation ex-offender parole released
wifi 网络 宽带 wifi 无线 信号 | wifi wi-fi internet broadband signal network
app 小程序 app 平台 线上 公众号 | app mini-program online website platform
sign 标识 指示牌 路牌 标牌 楼栋号 导视 门牌 | sign signage signpost plate wayfinding
crossing 斑马线 过街 红绿灯 人行横道 过马路 | crossing crosswalk zebra traffic-light
speed 减速带 超速 限速 车速 开得快 | speed bump speeding fast
bus 公交 公交站 班车 接驳 车站 | bus stop shuttle station
riverside 河道 河边 河水 小溪 江边 沟渠 | river stream creek riverside
slope 边坡 堡坎 挡墙 滑坡 山体 | slope retaining landslide hillside
laundry 晾晒 晾衣 晒衣 晒被子 晾衣杆 | laundry drying clothes clothesline
smoke 油烟 油烟味 烧烤 | fume smoke cooking barbecue
noise 噪音 噪声 吵 扰民 太吵 吵闹 施工声 | noise noisy loud
construction 施工 装修 工地 钻 | construction renovation drilling builder
school 学校 幼儿园 校门 上学 放学 | school kindergarten pupil student
mailbox 信箱 报箱 邮箱 | mailbox letterbox
pool 水池 水景 喷泉 池塘 | pond fountain pool
kid 孩子 儿童 小孩 娃娃 小朋友 小学生 | child children kid toddler pram pushchair stroller
basement 地下室 地库 车库 架空层 | basement garage underground cellar
"""
_MATTERS = """
broken 坏 故障 失灵 损坏 不亮 停运 停电 报修 用不了 没反应 不工作 关不上 关不拢 打不开 登录不了 用不成 不能用
    停了 不运行 熄灭 不启动 出问题 失效 | broken break fail failure failed fault faulty dead stuck damage
    malfunction repair fix breakdown
dark 黑 暗 太暗 漆黑 昏暗 看不清 摸黑 光线 | dark dim unlit gloomy
flicker 闪 忽明忽暗 一闪一闪 | flicker blink flash
missing 没有 缺 缺少 缺失 不见 丢失 丢 没得 | missing lack none gone stolen
wanted 没有 缺 缺少 不够 太少 不足 没地方 紧张 加装 增设 新增 安装 修建 建一个 希望 建议 能不能 想要 想 怎么
    增加 装一 加一 设一 开设 添置 开办 办个 开个 | install add new want wish need build set provide open start
    organise organize offer more enough few scarce shortage short nowhere lack
blocked 堵 堵塞 占用 堵住 不通 挡 挡住 占 占道 霸占 乱停 乱放 停满 堵死 | block clog jam obstruct occupy
    illegally backed overflow
flood 积水 淹 内涝 倒灌 漫 返水 满出来 冒水 冒出来 | flood flooding puddle ponding standing waterlog overflow backed
leak 漏水 渗水 漏 渗漏 滴水 爆管 喷水 | leak leakage seep drip burst
smell 臭 异味 气味 臭味 恶臭 味道 难闻 | smell stink stinking odour odor stench smelly
dirty 脏 不卫生 污渍 脏乱 没人扫 清扫 打扫 保洁 清洁 | dirty filthy clean unswept sweep cleaning mess
crack 裂 裂缝 破损 破 烂 碎 碎裂 翘起 松动 脱落 掉 开裂 剥落 摇晃 锈 生锈 断 坑洼 掉下来 晃 | crack broken loose
    peel fall rust wobble wobbly crumble shatter chip flake uneven rusty
noise 噪音 噪声 吵 扰民 太吵 吵闹 异响 声音大 吵得 | noise noisy loud rattle sleep
danger 危险 隐患 不安全 摔 摔倒 绊倒 滑倒 打滑 滑 伤人 砸 | danger dangerous hazard unsafe trip slip slippery hurt
overgrown 修剪 太长 遮挡 太密 疯长 挡光 长得太 | overgrown trim prune shade bushy cut
dead 枯死 枯 死了 枯萎 黄土 踩秃 光秃 | dying wither bare withered
few 不够 太少 不足 紧张 没地方 停不下 停不到 | enough few scarce shortage short full nowhere find
slow 慢 等很久 排队 太久 | slow wait waiting queue ages
expensive 贵 收费 涨价 费用 价格 | expensive price cost dear
crowd 拥挤 人多 拥堵 | crowded congestion congested
full 满 爆满 清运 不及时 溢出 没人收 | full overflow overflowing collect uncollected emptied
steep 陡 太高 太陡 爬不动 爬楼 上不去 下不来 上下楼 | steep high climb
cold 漏风 冷 热 太热 暴晒 晒 | cold draught hot sun shade
pressure 水压 停水 水小 没水 | pressure supply
biting 咬 没拴绳 不牵绳 不拴绳 牵绳 拴绳 | bite leash unleashed
fouling 粪便 狗屎 屎 拉屎 大小便 | poop fouling mess droppings
"""


def _read(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names by each word that means them."""
    names: dict[str, tuple[str, ...]] = {}
    for line in table.strip().replace("\n    ", " ").splitlines():
        chinese, _, english = line.partition("|")
        name, *words = chinese.split()
        for word in [*words, *map(stem, english.split())]:
            names[word] = (*names.get(word, ()), name)
    return names


THINGS, MATTERS = _read(_THINGS), _read(_MATTERS)
# Sayings of several words; those that only tell where something is name nothing.
_SAYINGS: Mapping[str, tuple[str, ...]] = {
    r"(?:not|n't|never|nothing|stopped|cannot) (?:be )?(?:work|clos|open|function|light|run)\w*": ("broken",),
    r"out of (?:order|service)|(?:is|are) (?:out|off)\b": ("broken",),
    r"would like|(?:we|i) need|no place|not enough|too few|there (?:is|are) no": ("wanted",),
    r"\bno\b|without(?: a)?": ("missing", "wanted"),
    r"street ?(?:lamp|light)s?": ("lamp",),
    r"traffic lights?|zebra crossings?": ("crossing",),
    r"fire (?:lane|access|route|engine|exit)s?": ("fire",),
    r"car ?parks?|parking (?:lot|space|place)s?": ("parking",),
    r"e-?bikes?|electric (?:bike|scooter|bicycle)s?": ("ebike",),
    r"fitness equipment|(?:exercise|exercising|gym) (?:machine|equipment)s?": ("fitness",),
    r"(?:at|by|near|outside|from) (?:the )?(?:main |front )?(?:gate|entrance|door)(?: \d+)?|门口|楼下|旁边": (),
    r"\bbuildings? \d+|\b(?:our|the|this|my) building|in front of|top floor": (),
}
_CHINESE = {word for word in (*THINGS, *MATTERS) if not word.isascii()}
_LONGEST_FIRST = "|".join(sorted(map(re.escape, _CHINESE), key=len, reverse=True))
_SAYING = re.compile("|".join(f"(?P<s{number}>{saying})" for number, saying in enumerate(_SAYINGS)))
_NAMES_OF_SAYINGS = tuple(_SAYINGS.values())
_WORD = re.compile(rf"{_LONGEST_FIRST}|[a-zé]+(?:-[a-z]+)*")
_ALL_THINGS = frozenset(name for names in THINGS.values() for name in names)


def meanings(text: str) -> tuple[frozenset[str], frozenset[str], str]:
    """Return the names of the things and of the matters that a text speaks of, and the text without their words."""
    things: set[str] = set()
    matters: set[str] = set()

    def take_saying(match: re.Match[str]) -> str:
        for name in _NAMES_OF_SAYINGS[int(str(match.lastgroup)[1:])]:
            (things if name in _ALL_THINGS and name != "broken" else matters).add(name)
        return " "

    def take_word(match: re.Match[str]) -> str:
        forms = _forms(match[0])
        found_things = {name for form in forms for name in THINGS.get(form, ())}
        found_matters = {name for form in forms for name in MATTERS.get(form, ())}
        things.update(found_things)
        matters.update(found_matters)
        return " " if found_things or found_matters else match[0]

    rest = _WORD.sub(take_word, _SAYING.sub(take_saying, plain(text)))
    return frozenset(things), frozenset(matters), rest


def _forms(word: str) -> list[str]:
    if not word[0].isascii():
        return [word]
    whole = stem(word)
    return [whole] if whole in THINGS or whole in MATTERS else [whole, *map(stem, word.split("-"))]
