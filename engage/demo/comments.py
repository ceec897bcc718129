"""What residents of the demonstration city say of a visit, dealt out so that nobody reads the same words twice."""

from random import Random

COMMENTS = {
    5: ("讲得很清楚，老人也听得懂。", "约好几点就是几点到，很守时。", "态度特别好，谢谢。", "Came twice without being asked. Excellent.",
        "问什么都耐心答，没有一点架子。", "听完我们说的，还一样一样记在本子上。", "下雨天也来了，鞋都湿了，辛苦。",
        "说到做到，第二周就有人来跟进。", "把政策讲成了我们听得懂的话。", "走之前还留了电话，让我们有事再找。",
        "连轮椅怎么过门槛都替我们想到了。", "他来了以后，楼上楼下总算坐到一起谈了。", "比我想的细致多了，点赞。",
        "Explained everything to my mother, slowly and kindly."),
    4: ("总体不错，就是来得晚了一点。", "方案可以，希望早点动工。", "专业，解释得也耐心。", "Friendly and well prepared.",
        "人很好，时间再长一点就更好了。", "意见都听了，看后面能落实多少。", "讲得有道理，就是有些词听不太懂。",
        "来得及时，回复慢了两天。", "第一次有人上门来问，挺好。", "建议很实在，希望能再来一次。",
        "周末来就更好了，平时都在上班。", "Good advice. A leaflet to take home would help."),
    3: ("看了看就走了，后面还没消息。", "一般，没有太多印象。", "说了要回复，等了一周才回。", "讲得太快，老人没跟上。",
        "来是来了，问题还在。", "人多嘴杂，没轮到我说话。", "It was all right. Nothing has changed so far."),
    2: ("等了一上午没有来，打电话才说改期。", "意见提了几次，都没有改。", "Did not listen to the older people at all.",
        "十分钟就走了，感觉在应付。", "问了三个问题，一个也没答上来。"),
    1: ("说话很冲，没有耐心。", "约了两次都没来，白等。", "来了就拍照，拍完就走。"),
}  # fmt: skip
OF_PROFESSION: dict[str, dict[int, tuple[str, ...]]] = {
    "architect": {5: ("图纸拿到坝子上给大家看，大家都能提意见。", "还带了模型来，孩子都看明白了。"),
                  4: ("立面颜色好看，雨棚再大一点就好。",), 2: ("提过的扶手，图上还是没有。",)},
    "planner": {5: ("带我们走了一圈，一处一处地问。",), 4: ("停车怎么安排讲清楚了，就是车位还是少。",)},
    "engineer": {5: ("问题当场就看明白了，两天就修好了。", "爬到楼顶看了漏水的地方，有经验。"),
                 4: ("管子换了，水压比以前好。",), 3: ("修了一次又漏，还得再来。",)},
    "other": {5: ("陪我妈聊了一下午，她高兴了好几天。",), 4: ("活动组织得好，希望每个月都有。",)},
}  # fmt: skip


class Comments:
    """Deals comments to professionals: to each of them none again before all of its level were dealt."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._left: dict[tuple[str, int], list[str]] = {}

    def deal(self, staff_no: str, profession: str, level: int) -> str:
        left = self._left.setdefault((staff_no, level), [])
        if not left:
            left += COMMENTS[level] + OF_PROFESSION[profession].get(level, ())
            self._dice.shuffle(left)
        return left.pop()
