from time import process_time

import pytest

from engage.sensitive import Finding, Kind, findings


def found(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in findings(text)]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("请联系13812345678，谢谢", "phone", "13812345678"),
        ("手机138 1234 5678", "phone", "138 1234 5678"),
        ("打138-1234-5678找我", "phone", "138-1234-5678"),
        ("电话１３８１２３４５６７８", "phone", "１３８１２３４５６７８"),
        ("1 3 8 1 2 3 4 5 6 7 8", "phone", "1 3 8 1 2 3 4 5 6 7 8"),
        ("一三八一二三四五六七八", "phone", "一三八一二三四五六七八"),
        ("call +86 138 1234 5678 please", "phone", "+86 138 1234 5678"),
        ("座机023-63812345", "phone", "023-63812345"),
        ("座机(023)63812345", "phone", "(023)63812345"),
        ("0755 8381 2345", "phone", "0755 8381 2345"),
        ("电话：63812345", "phone", "63812345"),
        ("Tel. 6381 2345", "phone", "6381 2345"),
        ("身份证11010519491231002X", "id-number", "11010519491231002X"),
        ("id 11010519491231002x.", "id-number", "11010519491231002x"),
        ("440524 18800101 0014", "id-number", "440524 18800101 0014"),
        ("１１０１０５１９４９１２３１００２Ｘ", "id-number", "１１０１０５１９４９１２３１００２Ｘ"),
        ("老证110105491231002号", "id-number", "110105491231002"),
        ("渝A12345占了我的车位", "plate", "渝A12345"),
        ("渝A·D1234挡路", "plate", "渝A·D1234"),
        ("车牌渝 B 8K9L2", "plate", "渝 B 8K9L2"),
        ("渝AD12345充电", "plate", "渝AD12345"),
        ("货车渝D12345F", "plate", "渝D12345F"),
        ("川ａ１２３４５", "plate", "川ａ１２３４５"),
        ("教练车渝A1234学", "plate", "渝A1234学"),
        ("我住3栋2单元501", "door", "3栋2单元501"),
        ("三栋二单元五零一室", "door", "三栋二单元五零一室"),
        ("3号楼2单元5楼501室漏水", "door", "3号楼2单元5楼501室"),
        ("3幢1202", "door", "3幢1202"),
        ("二单元602的邻居", "door", "二单元602"),
        ("5栋3-2漏水", "door", "5栋3-2"),
        ("楼上602室", "door", "602室"),
        ("住３－２－５０１", "door", "３－２－５０１"),
        ("I live in Room 501", "door", "Room 501"),
        ("Building 3, Unit 2, Room 501 leaks", "door", "Building 3, Unit 2, Room 501"),
        ("Flat 5B is loud", "door", "Flat 5B"),
        ("apt. 12", "door", "apt. 12"),
        ("mail li.fang@example.com now", "email", "li.fang@example.com"),
        ("邮箱ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email", "ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("加我微信 zhang_san88", "account", "zhang_san88"),
        ("微信号：zhangsan", "account", "zhangsan"),
        ("WeChat: lifang1990", "account", "lifang1990"),
        ("QQ 12345678", "account", "12345678"),
        ("qq群：987654321", "account", "987654321"),
    ],
)
def test_points_out(text, kind, what):
    assert found(text) == [(Kind(kind), what)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "预算12000元，工期30天",
        "总价1234567.89元",
        "2026年6月1日到2026-06-30",
        "2026-11-22 13:45",
        "6-1-2026",
        "每天8-10点",
        "3号楼的路灯坏了",
        "3栋2单元的门坏了",
        "2单元3楼的灯",
        "3号楼 300户居民",
        "3栋100米外",
        "5号楼2026年修过",
        "坐501路公交车",
        "轨道3号线2号口",
        "民生路12号",
        "Building 3, unit 2",
        "Gate 2, 150 metres from lamp 12",
        "编号20260601001的工单",
        "路灯编号 110105194912310021",
        "123456789012345678",
        "高1.3812345678米",
        "12345热线",
        "拨打110或119",
        "微信小程序打不开",
        "the WeChat mini-program fails",
        "川流不息的车",
        "渝A·F1234Z",
        "新A级标准",
        "the room is 501 square metres",
        "ratio 3:2, 1/2, 4-5 people",
        "第三单元有十二户",
    ],
)
def test_leaves_alone(text):
    assert found(text) == []


def test_finds_several_in_order_without_overlaps():
    text = "渝A12345车主，13812345678，住3栋2单元501，身份证11010519491231002X"

    assert [kind for kind, _ in found(text)] == ["plate", "phone", "door", "id-number"]
    assert findings("13812345678") == [Finding(Kind.PHONE, 0, 11)]


@pytest.mark.parametrize("piece", ["1", "1 ", "3栋", "a-", "渝A", "0-", "flat ", "a@", "微信 a", "电话 "])
def test_a_hostile_text_takes_no_longer_than_another(piece):
    began = process_time()
    findings(piece * (4000 // len(piece)))

    assert process_time() - began < 0.5
