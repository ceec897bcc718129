"""What residents of the demonstration city write into surveys, and what the office makes of it. Nobody of them exists."""

from engage.demo.shapes import Text

LIGHT, PARKING, CLEAN, OLDER, REPAIRS, NOISE, CHILDREN, PRAISE = (
    "照明", "停车", "卫生", "适老", "维修", "噪声", "儿童", "表扬",
)  # fmt: skip
# Each is said once. The English ones come from residents who chose that language.
SAID: tuple[tuple[str, str], ...] = (
    (LIGHT, "2号楼后面那段梯坎晚上一盏灯都没有，下夜班都是打着手机走"),
    (LIGHT, "楼道声控灯要跺脚三次才亮，老人根本跺不动"),
    (LIGHT, "黄葛树坝子的灯九点半就关了，跳坝坝舞的还没散呢"),
    (LIGHT, "新装的路灯对着我家卧室，晚上不拉窗帘睡不着，能不能加个罩子"),
    (LIGHT, "4单元二楼的灯坏了两个月了，报过一次没人来"),
    (LIGHT, "去菜市场的近路太黑了，妹儿家晚上都不敢走"),
    (LIGHT, "希望电瓶车棚里也装灯"),
    (LIGHT, "The steps behind building 2 are pitch dark after eight. A single lamp would do."),
    (PARKING, "摩托车停到消防通道上，喊了几次都不挪"),
    (PARKING, "外面的车白天停进来就不走，住户晚上回来没得位置"),
    (PARKING, "能不能划几个临时停车位，送老人上医院都没地方停一脚"),
    (PARKING, "电瓶车飞线充电太吓人了，多装几个充电桩嘛"),
    (PARKING, "车位可以错时共享，旁边小学放学后操场边空起的"),
    (PARKING, "共享单车堆在门口，轮椅过不去"),
    (PARKING, "地下车库漏水，漆都泡坏了"),
    (PARKING, "快递车倒车老是按喇叭，门口又窄，看着都悬"),
    (PARKING, "Cars on both sides of the lane: an ambulance would not get through."),
    (CLEAN, "垃圾桶中午就满了，夏天味道大，能不能一天收两次"),
    (CLEAN, "狗屎没人捡，立个牌子放点袋子也好"),
    (CLEAN, "楼顶上堆的旧沙发没人管，下雨长虫"),
    (CLEAN, "厨余桶的盖子脚踏坏了，要用手掀"),
    (CLEAN, "5号楼旁边的下水井一下雨就冒，臭得很"),
    (CLEAN, "打扫的嬢嬢很负责，就是人太少了，一个人扫六栋楼"),
    (CLEAN, "装修垃圾堆在梯坎边大半年了"),
    (CLEAN, "希望有个地方收旧衣服和旧电池"),
    (CLEAN, "墙上小广告铲了又贴，楼道看起脏兮兮的"),
    (CLEAN, "Please empty the bins by the gate in the evening as well."),
    (OLDER, "梯坎中间没有扶手，我妈80岁下楼要歇三回"),
    (OLDER, "坝子上的凳子太少，老人家都自己端板凳下来"),
    (OLDER, "加装电梯的事说了两年了，到底啥子时候动工"),
    (OLDER, "一楼到大门差一个坡道，轮椅每次都要两个人抬"),
    (OLDER, "想要个老年食堂，中午一个人不想开火"),
    (OLDER, "量血压的能不能每周来一次，去卫生站要爬两百多步"),
    (OLDER, "教老年人用手机的课太好了，多办几次"),
    (OLDER, "通知全在群里发，我爸不会看微信，楼下贴一张嘛"),
    (OLDER, "卫生间搬到坝子边上来就好了，老人等不及"),
    (OLDER, "My grandmother cannot read the notices. Larger print, please."),
    (REPAIRS, "单元门的锁坏了，谁都可以进来"),
    (REPAIRS, "3号楼外墙有一块砖松了，怕掉下来砸到人"),
    (REPAIRS, "六楼水压太低，晚上洗澡水像一根线"),
    (REPAIRS, "健身器材的单杠松了，孩子在上面吊起危险"),
    (REPAIRS, "楼道的窗子关不严，冬天灌风"),
    (REPAIRS, "梯坎第三级石板翘起来了，绊倒过两个人"),
    (REPAIRS, "信箱门都掉完了，报纸到处飞"),
    (REPAIRS, "电线乱拉在过道顶上，看着像蜘蛛网"),
    (REPAIRS, "顶楼漏水报了三次，每次来看看就走"),
    (REPAIRS, "天然气管道锈得厉害，麻烦检查一下"),
    (REPAIRS, "修得快是好事，但是修完要把渣渣清走"),
    (REPAIRS, "The lock of our stairwell door has been broken since spring."),
    (NOISE, "坝坝舞音响小一点，九点以后不要放了，娃儿要写作业"),
    (NOISE, "楼下火锅店的抽油烟机对着窗子吹，又吵又呛"),
    (NOISE, "早上六点装卸货，星期天都不得安宁"),
    (NOISE, "直播的人天天在梯坎上喊，游客也吵"),
    (NOISE, "广场舞换到下边坝子去了以后好多了"),
    (NOISE, "装修中午不停工，打电话给物业也没用"),
    (CHILDREN, "娃儿放学没地方耍，只有在停车场跑，看着心惊"),
    (CHILDREN, "滑梯是塑料的，夏天烫屁股，种棵树遮一下"),
    (CHILDREN, "四点半课堂能不能多收几个，我们排队没排到"),
    (CHILDREN, "沙坑里有玻璃渣，要么换沙要么填了"),
    (CHILDREN, "图书室周末不开，平时我们又在上学"),
    (CHILDREN, "希望有个能打乒乓球的地方，一张台子就够了"),
    (CHILDREN, "A safe place to play ball, please. The yard is full of cars."),
    (PRAISE, "装了扶手以后下楼放心多了，谢谢社区"),
    (PRAISE, "刘姐姐上门帮我填的表，耐心得很"),
    (PRAISE, "今年比去年好，至少反映了有人回"),
    (PRAISE, "黄葛树下的石凳修得好，夏天天天有人坐"),
    (PRAISE, "路灯修了以后女儿下晚自习我不用去接了"),
    (PRAISE, "问卷短，好填，希望真的有用"),
    (PRAISE, "没得啥子意见，住了四十年，舍不得搬"),
    (PRAISE, "Better than last year. Thank you for asking us."),
    ("", "都可以"),
    ("", "问了这么多次，先把说过的做完再问"),
    ("", "希望结果贴出来给大家看"),
    ("", "钱要花在看得见的地方"),
)
# This one tells who wrote it: the page of texts points that out.
PRIVATE = (REPAIRS, "1号楼3单元的下水管堵了，我家地漏返水，我姓陈，电话13800005678，白天都在家")
# What needs action, by how it begins: the first becomes a need.
URGENT = ("3号楼外墙有一块砖松了", "沙坑里有玻璃渣", "1号楼3单元的下水管堵了", "天然气管道锈得厉害")
NEED = (
    "safety",
    Text(
        "3号楼外墙有砖松动，可能掉落伤人。",
        "Loose bricks on the outer wall of building 3 might fall and hurt somebody.",
    ),
)

QUESTION = Text("还有什么想告诉社区的？", "Is there anything else you would like to tell us?")
HINT = Text("可以不写。请不要写姓名和电话。", "Optional. Please leave out names and phone numbers.")
LAST_YEAR = Text("十八梯社区满意度问卷（去年）", "How satisfied are you with Shibati? (last year)")
THIS_YEAR = Text("十八梯社区满意度问卷", "How satisfied are you with Shibati?")
NEEDS = Text("十八梯社区居民需求问卷", "What does Shibati need?")
TRIAL = Text("梯坎夜间照明试点反馈", "Trial of the night lamps on the steps")
THANKS = Text(
    "谢谢您！结果会贴在公告栏和这个网页上。", "Thank you! The results will be posted here and on the notice board."
)
TOLD = Text(
    "您告诉我们：夜间照明比去年好了，停车和老人活动场地最让人操心。写得最多的是停车、卫生和上下梯坎不方便。"
    "6号楼回答的人很少，我们会再上门去听。",
    "You told us that lighting at night is better than last year, and that parking and places for older people worry you "
    "most. You wrote most about parking, rubbish and the steps. Few people of building 6 answered: we shall come and listen.",
)
NEXT = Text(
    "下个月起垃圾每天收两次；梯坎中段加装扶手已列入今年的微更新；停车问题在社区议事会上一起商量。",
    "From next month rubbish is collected twice a day. Handrails for the middle steps are part of this year's "
    "micro-renewal. Parking goes to the residents' council.",
)
WISHES: tuple[tuple[str, str], ...] = (
    ("VII", "梯坎旁边的垃圾桶换成带盖子的"),
    ("II", "社区食堂，老人中午有热饭吃"),
    ("X", "停车场出入口装个感应的，别每次都喊人"),
    ("VIII", "上门给行动不便的老人理发"),
    ("V", "暑假给娃儿办个书法班"),
    ("III", "把十八梯的老照片挂到文化墙上"),
    ("VII", "黄葛树坝子多放几张长椅"),
    ("IV", "楼栋里定期开会，大家面对面说"),
    ("II", "快递柜装到2号门来"),
    ("I", "老街的小面摊给个固定的位置"),
    ("II", "A drinking fountain at the square would be lovely."),
    ("VII", "雨天梯坎太滑，铺防滑条"),
)
