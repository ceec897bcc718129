"""What the residents of the demonstration city ask for. All of it is made up.

A line that begins with a number sign names a category; each line below it is one need, in Chinese and in English.
"""

from engage.demo.shapes import Text

_TEXTS = """
# lighting
三号楼二单元楼道灯坏了半个月，晚上摸黑上楼 | The stairwell light in unit 2 has been out for two weeks; we climb in the dark
大门进来第二根路灯一闪一闪的，看着头晕 | The second street lamp inside the gate keeps flickering
梯坎中段没有路灯，下夜班的人走着害怕 | No lamp halfway down the steps; people coming off the night shift are afraid
声控灯太迟钝，要跺好几次脚才亮 | The sound-activated light is too dull: you stamp several times before it comes on
坝子的灯整夜开着，照得一楼睡不着 | The lights on the square burn all night and shine into ground-floor bedrooms
车棚里没有灯，晚上找车全靠手机 | No light in the bike shed; at night we look for our bikes with a phone
路灯被树叶遮住了，地上还是黑的 | The street lamp is hidden in leaves and the ground stays dark
地下通道灯管坏了一半，老人不敢走 | Half of the tubes in the underpass are dead; older people avoid it
单元门口的灯白天亮晚上灭，定时反了 | The entrance light is on by day and off by night: its timer is the wrong way round
后门小巷的灯杆歪了，怕倒下来 | The lamp post in the back alley leans and may fall
# lift
电梯又停在五楼，老人拎着菜爬上来 | The lift is stuck on the fifth floor again; older people carry their shopping up
电梯运行时咔咔响，孩子不敢一个人坐 | The lift rattles; children are afraid to ride it alone
八层楼没有电梯，希望能加装一部 | Eight floors and no lift: please help us to add one
电梯按钮太高，坐轮椅的够不着 | The lift buttons are out of reach from a wheelchair
电梯里的紧急电话打不通 | The emergency telephone in the lift does not work
电梯门关得太快，夹到过老人 | The lift door closes too fast and has hit an older neighbour
电梯里有人推电动车，希望装阻车系统 | E-bikes are taken up in the lift; please fit a system that stops them
轿厢里的灯坏了一盏，很暗 | One of the lights in the lift car is dead
加装电梯低楼层邻居不同意，请来协调 | Ground-floor neighbours object to the new lift; please mediate
电梯年检标志过期三个月了 | The lift's inspection label ran out three months ago
# paving
人行道地砖翘起来，下雨踩一脚泥水 | Pavement slabs have come up and squirt mud when it rains
小区主路坑坑洼洼，推婴儿车颠得厉害 | The main road is full of holes; a pram can hardly be pushed
梯坎的石板磨得太滑，摔过两个人 | The stone steps are worn smooth; two people have slipped
沥青路面塌了一块，用木板盖着 | A piece of the asphalt has sunk and is covered with a board
盲道被井盖截断，绕不过去 | The tactile paving is cut off by a manhole cover
门口减速带断了，螺丝露在外面 | The speed bump at the gate is broken and its screws stick out
挖完管子路没补平，已经一个月 | The trench was never levelled after the pipe work a month ago
广场的地砖缺了七八块，跳舞容易崴脚 | Seven or eight tiles are missing on the square; dancers twist their ankles
通往菜市场的小路全是泥，希望硬化 | The path to the market is all mud; please pave it
路缘石太高，自行车上不去 | The kerb is too high for bicycles
# drainage
一下大雨大门口就积水，水深到脚踝 | After heavy rain the main gate stands ankle-deep in water
化粪池满了，污水从井口冒出来 | The septic tank is full and sewage comes out of the manhole
一楼厨房返水，一个月通了三次 | Waste water backs up into ground-floor kitchens: three times this month
雨水篦子被落叶堵住了 | The storm drain is blocked with leaves
楼顶落水管断了，雨水顺着墙流 | The downpipe is broken and rain runs down the wall
地下车库坡道没有截水沟，雨水灌进来 | The garage ramp has no drain and rain pours in
下水道味道很大，夏天不敢开窗 | The sewer smells so badly that nobody opens a window in summer
阳台的水直接排到楼下，墙都发霉了 | Balcony water drains straight down and the wall has gone mouldy
排水沟的盖板缺了三块，小孩踩空过 | Three covers of the gutter are missing; a child stepped in
水管接口漏水，地面一直是湿的，长了青苔 | A pipe joint leaks; the ground is always wet and mossy
# access
单元门口三级台阶，轮椅下不来 | Three steps at the entrance: a wheelchair cannot get down
坡道太陡，推轮椅上去要两个人 | The ramp is so steep that it takes two to push a wheelchair
社区服务中心没有无障碍厕所 | The community centre has no accessible toilet
坡道口总被车堵住，出不去 | Cars keep blocking the foot of the ramp
长梯坎只有一边有扶手，老人下坡没处抓 | The long steps have a handrail on one side only; older people have nothing to hold going down
门槛太高，助行器抬不过去 | The threshold is too high for a walking frame
公交站到小区没有缘石坡道 | There is no dropped kerb between the bus stop and the estate
电梯没有语音报站，视力不好的不知道几楼 | The lift does not announce floors; people who see badly get lost
快递柜屏幕太高，坐着看不到 | The parcel locker's screen is too high to see when seated
楼道扶手中间断了一截 | A piece of the stair rail is missing halfway up
# greenery
黄葛树的枝桠伸进三楼窗户了 | A branch of the banyan grows into third-floor windows
花坛里全是枯草，希望补种 | Nothing but dead grass in the flowerbeds; please replant
绿化带被踩出一条路，干脆铺几块石板 | People have trodden a path through the hedge: why not lay some stones
楼后的空地荒着，想一起种菜 | The land behind the building lies waste; we would like to garden it together
桂花树得了虫害，叶子发黄 | The osmanthus trees have pests and their leaves turn yellow
草坪长到膝盖高了，蚊子多 | The lawn is knee-high and full of mosquitoes
希望在坝子种一棵能遮阴的树 | Please plant a shade tree on the square
灌木太密挡住路口视线，车看不到人 | The bushes hide the junction: drivers cannot see people
有人在公共绿地圈地种菜浇粪 | Somebody has fenced off public green and manures vegetables there
屋顶空着，能不能做成小花园 | The roof is empty: could it become a small garden
# parking
晚上八点以后一个车位都找不到 | After eight in the evening there is not one parking space left
消防通道天天停满车 | The fire lane is full of parked cars every day
外来车白天占位，业主回来没处停 | Outsiders park here all day and residents find no space
电动车充电桩只有四个，天天排队 | Only four charging points for e-bikes: a queue every day
停车收费涨了一倍，没有公示 | The parking fee has doubled and no notice was put up
单车乱放，把人行道堵死了 | Shared bikes are left anywhere and block the pavement
希望划几个访客临时车位 | Please mark some short-stay spaces for visitors
有僵尸车停了两年，轮胎都没了 | A wreck has stood here for two years without its wheels
货车半夜倒车，倒车声吵醒一栋楼 | Vans reverse at midnight and the beeping wakes the whole building
无障碍车位被普通车占着 | Ordinary cars stand on the disabled parking space
# safety
楼道里堆满杂物，着火跑不出去 | The stairwell is full of clutter: nobody could get out in a fire
灭火器过期两年了 | The fire extinguishers ran out two years ago
有人从楼上拉线给电动车充电 | Somebody charges an e-bike with a cable from an upper floor
河边护栏断了两根，孩子在那里玩 | Two bars of the railing by the river are gone and children play there
井盖松动，车一压就翘 | A manhole cover is loose and tips when cars pass
高空抛物，昨天掉下一个花盆 | Things are thrown from above: yesterday a flower pot came down
单元门锁坏了，陌生人随便进 | The lock of the entrance is broken and strangers walk in
堡坎有裂缝，下雨往外渗水 | The retaining wall has cracks and water seeps out when it rains
希望在巷子口装一个监控，丢过三辆车 | Please put a camera at the alley: three bikes have been stolen
燃气管锈得厉害，有一点味道 | The gas pipe is badly rusted and smells a little
# facade
外墙瓷砖掉下来，砸坏了一辆车 | Tiles fell off the façade and damaged a car
楼顶防水坏了，顶楼家家漏雨 | The roof seal has failed: every top-floor flat leaks
防盗网锈断了一根，挂在半空 | A bar of a window grille has rusted through and hangs in the air
空调外机的架子松了 | The bracket of an outdoor air conditioner is loose
墙面渗水发霉，孩子总咳嗽 | Damp walls have gone mouldy and the child keeps coughing
外墙贴满小广告，撕了又贴 | The façade is covered with stickers again and again
希望把临街的立面统一粉刷 | Please repaint the street front in one go
雨棚破了，下雨像打鼓 | The awnings are torn and drum in the rain
楼栋号掉漆看不清，外卖总送错 | The building number has faded and deliveries go astray
老戏台的木窗烂了，想修旧如旧 | The wooden windows of the old stage are rotten; please restore them as they were
# other
信箱锈烂了，信件被雨淋湿 | The mailboxes have rusted through and letters get wet
晾衣杆太少，晒被子要抢 | Too few drying racks: people fight over them for their quilts
坝子只有两条长椅，老人站着聊天 | Only two benches on the square; older people stand and talk
公厕的门关不上 | The door of the public toilet does not close
快递架放在过道，挤得走不了人 | The parcel shelves stand in the passage and nobody can get by
垃圾房离幼儿园太近了，希望移开 | The rubbish room is too close to the kindergarten; please move it
健身器材的踏板断了 | The pedal of an exercise machine is broken
篮球场的篮筐歪了，网也没了 | The basketball hoop is bent and its net is gone
滑梯裂了口，刮破孩子裤子 | The slide is cracked and tears children's trousers
水压太低，六楼早上洗不了澡 | The water pressure is too low for a morning shower on the sixth floor
# industries
希望给卖凉糕的嬢嬢们划一块摆摊的地方 | Please give the women who sell rice cake a place for their stalls
下岗多年，想学做家政，哪里有培训 | Out of work for years; where can I train as a household helper
临街空铺面能不能低租金给居民开小店 | Could the empty shops be let cheaply to residents
想办一个周末手工艺集市 | We would like a weekend craft market
社区有不少会修电器的师傅，希望有个修理铺 | Many neighbours can mend appliances: please let us have a repair shop
零工信息都靠打听，希望有块招工公告栏 | News of odd jobs goes by hearsay: please put up a notice board for work
游客多了，想请人教我们做民宿 | With so many visitors we would like to learn how to run guest rooms
老街的茶馆租金太贵，快开不下去 | The old tea house can hardly pay its rent
希望社区帮忙在网上卖自家做的泡菜 | Please help us to sell our pickles online
妈妈们想找能在家做的活 | Mothers are looking for work that they can do at home
# services
希望开一个社区食堂，独居老人做饭太难 | Please open a canteen: cooking is hard for older people who live alone
菜市场拆了，买菜要坐两站车 | The market was pulled down and we ride two stops to buy vegetables
孩子四点半放学没人接，想要托管 | School ends at half past four and nobody can collect the children: we need after-school care
卫生站周末不开门，孩子发烧只能跑医院 | The clinic is closed at weekends; with a fever one has to go to the hospital
希望每月来一次磨刀修伞的 | Please let a knife grinder and umbrella mender come once a month
上门理发有没有，我妈下不了床 | Is there a barber who comes home? My mother cannot leave her bed
社区办事只能上班时间去，能不能晚上开一天 | The office opens only in working hours: could it open one evening
附近没有药店，半夜买药要走半小时 | There is no chemist nearby: half an hour on foot at night
想要一个共享工具间，借电钻梯子 | A shared tool room would be good, to borrow a drill or a ladder
快递驿站太远，老人拿不动大件 | The parcel station is far and older people cannot carry large parcels
# culture
想把老街的故事画在围墙上 | We would like to paint the stories of the old street on the wall
图书室的书太旧，孩子不爱去 | The library's books are so old that children stay away
希望有个排练的地方，合唱队在车棚唱 | The choir rehearses in the bike shed: please find us a room
春节想办百家宴，缺桌椅 | We plan a banquet for the new year and have no tables and chairs
能不能放露天电影，夏天晚上坐一坐 | Could there be films in the open air on summer evenings
川剧票友没有场地，想用社区礼堂 | Friends of Sichuan opera have nowhere to play: could we use the hall
老照片想办个展览 | We would like to show our old photographs
广场舞音响太吵，能不能用耳机 | The dancers' loudspeaker is too loud: could they use headphones
孩子们想学舞狮，没有老师 | The children want to learn the lion dance and have no teacher
希望文化室开到晚上九点 | Please keep the culture room open until nine
# relations
楼上半夜拖椅子，说了不听，请人调解 | Upstairs drag chairs at midnight and will not listen: please mediate
遛狗不牵绳，孩子被吓哭 | Dogs run without a leash and frighten children
两家为公共阳台吵了半年 | Two families have quarrelled over a shared balcony for half a year
新搬来的租户谁都不认识，想认识邻居 | We have just moved in and know nobody: we would like to meet neighbours
希望建一个楼栋群，有事好商量 | Please start a chat group for the building
装修不按时间，中午还在钻墙 | Renovation ignores the quiet hours: drilling at noon
麻将声音大，一打到凌晨 | Mah-jong goes on loudly until the small hours
楼下种花挡了邻居的路，请来看看 | Somebody's plants block a neighbour's way: please have a look
狗屎没人捡，门口都是 | Nobody picks up after the dogs: the entrance is full of it
物业和业主总吵架，能不能坐下来谈 | Managers and owners keep quarrelling: could everybody sit down together
# education
想学用智能手机挂号 | I want to learn how to book a doctor on a smartphone
暑假孩子在家没人带，希望办夏令营 | Nobody looks after the children in summer: please run a holiday camp
希望请人讲讲怎么防诈骗，上周邻居被骗了 | Please explain how to avoid fraud: a neighbour was cheated last week
想学书法，有没有老师 | I want to learn calligraphy: is there a teacher
孩子需要一个安静写作业的地方 | The children need a quiet place for homework
急救知识没人会，希望培训 | Nobody here knows first aid: please teach us
英语角能不能办起来，想和孩子一起学 | Could there be an English corner where parents and children learn together
年轻父母想听育儿讲座 | Young parents would like talks on raising children
老年大学名额太少，报了两年没报上 | The seniors' college has too few places: two years on the waiting list
希望教大家怎么给垃圾分类 | Please teach everybody how to sort rubbish
# corrections
刚回来找不到工作，希望有人帮忙介绍 | I have just come back and find no work: please help me to an introduction
家里人在矫正期，想知道怎么办外出手续 | A family member is on probation: how does one apply for leave
希望有心理老师聊聊，心里压力大 | I would like to talk to a counsellor: the pressure is hard to bear
想参加公益劳动，时间能不能排在周末 | I want to do my community work: could it be at weekends
孩子犯过错，希望学校重新接收 | The boy made a mistake once; please help the school to take him back
邻居议论太多，希望社区帮忙说句话 | Neighbours talk too much; could the community put in a word
想学一门手艺，重新开始 | I want to learn a trade and start again
报到的地方太远，能不能在社区办 | The place to report is far: could it be done in the community
# environment
垃圾桶满了两天没人收，招苍蝇 | The bins have been full for two days and draw flies
楼下烧烤摊油烟飘进卧室 | Fumes of the barbecue stall drift into our bedrooms
河沟里漂着塑料袋，水发臭 | Plastic bags float in the stream and the water stinks
希望在楼下放旧衣回收箱 | Please put a box for old clothes downstairs
废电池不知道扔哪里 | Nobody knows where to put used batteries
装修垃圾堆在路边一个星期了 | Building waste has lain beside the road for a week
垃圾分类桶摆得太远，老人走不动 | The sorting bins are too far for older people to walk
老鼠多得很，垃圾房要灭鼠 | Rats everywhere: the rubbish room needs pest control
工地扬尘大，阳台一层灰 | The building site covers our balconies with dust
厨余能不能做成肥料给花坛用 | Could kitchen waste become compost for the flowerbeds
# welfare
独居的王婆婆摔过一次，希望有人常去看看 | An old lady who lives alone has had a fall: somebody should look in on her
想当志愿者，不知道找谁 | I want to volunteer: whom do I ask
家里旧轮椅还好，想捐给有需要的人 | Our old wheelchair is still good: we would like to give it away
希望有爱心冰箱放多余的饭菜 | A shared fridge for spare food would be kind
给环卫工人设个歇脚喝水的点 | Please make a place where street cleaners can rest and drink
困难家庭孩子缺课外书 | Children of poor families lack books
希望组织给残疾人上门修家电 | Please organise home repairs for disabled people
流浪猫太多，想组织绝育 | So many stray cats: we want to organise neutering
雨伞共享架坏了，可以修一修再用 | The shelf of shared umbrellas is broken and could be mended
楼上阿姨腿脚不好，买菜能不能有人带 | A neighbour walks badly: could somebody bring her vegetables
# public-relations
学校操场周末能不能对居民开放 | Could the school open its playground to residents at weekends
公交改线以后没通知，老人白等一小时 | The bus was rerouted without notice and older people waited an hour
想请附近大学的学生来帮忙做设计 | We would like students of the university to help with a design
工地施工时间希望提前告诉居民 | The building site should tell residents its hours beforehand
景区游客走错路进小区，希望装指路牌 | Visitors of the old town stray into our yard: please put up signs
和隔壁小区共用的门总锁着，请协商 | The gate shared with the next estate is always locked: please talk to them
医院义诊能不能一个月来一次 | Could the hospital come once a month for free check-ups
餐馆把桌子摆到人行道上 | The restaurant puts its tables on the pavement
轨道站出口离小区绕一大圈，希望开个小门 | The metro exit is a long way round: please open a small gate
快递公司的车占着校门口卸货 | Delivery vans unload at the school gate
# smart
门禁刷脸老人总刷不上，希望保留卡 | Face recognition at the gate fails for older people: please keep the cards
社区小程序打不开，交不了费 | The community app does not open and fees cannot be paid
希望电梯故障能自动通知维修 | Lifts should report their faults by themselves
独居老人家里能不能装烟感和一键呼叫 | Could smoke alarms and call buttons be fitted for older people who live alone
停车位有没有空，希望手机能看到 | We would like to see free parking spaces on the phone
网络信号在楼道里没有 | There is no network signal in the stairwells
监控装了却没人看，摔倒了没人知道 | Cameras are there and nobody watches: falls go unnoticed
希望一个号码能报所有问题 | One number for every kind of problem would be good
充电桩扫码不显示余额 | The charging point does not show the balance when scanned
公告都发在群里，老人看不到，大门口能不能有块屏 | Notices go to chat groups that older people do not see: could there be a screen at the gate
"""


def _read() -> tuple[tuple[str, Text], ...]:
    found, category = [], ""
    for line in _TEXTS.strip().splitlines():
        if line.startswith("# "):
            category = line.removeprefix("# ")
        else:
            zh, _, en = line.partition(" | ")
            found.append((category, Text(zh, en)))
    return tuple(found)


NEEDS = _read()
