import io

import pytest
import time_machine
import zxingcpp
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_cycle, make_placement, make_tree, make_user
from PIL import Image

from engage.communities import queries
from engage.communities.forms import spots
from engage.communities.models import Placement, ScanCount
from engage.communities.services import Spot
from engage.communities.views import posters
from engage.extensions import db

HOSTILE = "'><script>alert(1)</script>"
IN_CHINESE = (
    "十八梯社区",
    "2号门公告栏",
    "扫码看提案",
    "银行卡",
    "身份证号",
    "短信验证码",
    "钱款",
    "localhost",
    "居委会",
)
IN_ENGLISH = (
    "Shibati Community",
    "Gate 2 notice board",
    "Scan to see and vote on small works in our neighbourhood",
    "bank card",
    "ID card number",
    "verification code",
    "money",
    "begin with localhost",
    "tell the community office",
)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def tree(app):
    return make_tree()


@pytest.fixture
def worker(sign_in, tree):
    """The browser of a worker of the tree's community."""
    return sign_in(make_user(role="worker", area=tree[3]))


def page(response, status=200):
    assert response.status_code == status, response.text
    return BeautifulSoup(response.text, "html.parser")


def texts(soup, selector):
    return [" ".join(element.stripped_strings) for element in soup.select(selector)]


def listed(worker, query=""):
    return [link["href"].rpartition("/")[2] for link in page(worker.get(f"/staff/placements{query}")).select("tbody a")]


# The list


def test_lists_own_posters_with_their_scans_of_a_week(worker, tree):
    placement = make_placement(tree[4])
    make_placement(spot_en="Elsewhere")
    commit(
        ScanCount(placement_id=placement.id, hour_at=NOON, scans=1),
        ScanCount(placement_id=placement.id, hour_at=NOON - DAY * 7, scans=20),
        ScanCount(placement_id=placement.id, hour_at=NOON - DAY * 8, scans=300),
    )
    soup = page(worker.get("/staff/placements"))

    assert texts(soup, "tbody td.number") == ["21"]
    assert "Elsewhere" not in soup.text


def test_filters_by_text_state_and_area(worker, tree):
    here = str(make_placement(tree[4], spot_en="Lift").id)
    revoked = str(make_placement(tree[3], spot_en="Gate", revoked_at=NOON).id)

    assert listed(worker) == [here]
    assert listed(worker, "?state=revoked") == [revoked]
    assert listed(worker, "?state=all") == [revoked, here]
    assert listed(worker, "?state=all&q=gate") == [revoked]
    assert listed(worker, f"?state=all&area={tree[4].id}") == [here]
    assert listed(worker, "?state=nonsense") == [here]
    assert "Nothing found" in page(worker.get("/staff/placements?q=nothing")).text


def test_an_area_of_others_is_no_filter(worker):
    page(worker.get(f"/staff/placements?area={make_area().id}"), 404)


def test_says_how_to_begin(worker):
    assert "No posters yet" in page(worker.get("/staff/placements")).text


def test_long_lists_have_pages_that_keep_the_filters(worker, tree):
    for number in range(51):
        make_placement(tree[3], spot_en=f"Spot {number}")
    soup = page(worker.get("/staff/placements?q=Spot"))

    assert len(soup.select("tbody tr")) == 50
    following = soup.select_one('a[rel="next"]')["href"]
    assert len(page(worker.get(following)).select("tbody tr")) == 1
    assert "q=Spot" in following
    assert soup.select_one('a[href^="/staff/placements/posters"][href*="q=Spot"]')


def test_costs_the_same_for_any_number(worker, tree):
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    def cost():
        db.session.rollback()
        statements.clear()
        worker.get("/staff/placements")
        return len(statements)

    make_placement(tree[5])
    few = cost()
    for _number in range(10):
        make_placement(make_area("building", tree[3]))
    assert cost() == few


# Making


def test_finds_the_area_to_make_posters_for(worker, tree):
    soup = page(worker.get("/staff/placements/new"))
    assert [link["href"] for link in soup.select(".rows a")] == [f"/staff/areas/{tree[3].id}/placements/new"]

    soup = page(worker.get(f"/staff/placements/new?q={tree[4].code}"))
    assert [link["href"] for link in soup.select(".rows a")] == [f"/staff/areas/{tree[4].id}/placements/new"]
    assert "Nothing found" in page(worker.get(f"/staff/placements/new?q={tree[0].code}")).text


def test_makes_one_for_every_stairwell(worker, tree):
    make_area("stairwell", tree[4])
    cycle = make_cycle(tree[1])
    form = {"every": "stairwell", "spots": "", "target": f"cycle-{cycle.id}"}
    response = worker.post(f"/staff/areas/{tree[3].id}/placements/new", data=form)

    assert (response.status_code, response.location) == (303, f"/staff/placements?area={tree[3].id}")
    made = db.session.query(Placement).all()
    assert [(placement.target, placement.target_id) for placement in made] == [("cycle", cycle.id)] * 2
    assert "2 posting places were made" in page(worker.get(response.location)).text


def test_makes_one_for_each_line(worker, tree):
    form = {"every": "", "spots": "2号门|Gate 2\n\n 广场 \r\n", "target": "community"}
    worker.post(f"/staff/areas/{tree[3].id}/placements/new", data=form)

    made = db.session.query(Placement).order_by(Placement.id).all()
    assert {(placement.spot_zh, placement.spot_en, placement.area_id) for placement in made} == {
        ("2号门", "Gate 2", tree[3].id),
        ("广场", "", tree[3].id),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("spots", ""), ("spots", "长" * 101), ("spots", "a\x07b"), ("every", "planet"), ("every", "building "),
     ("target", "cycle-999"), ("target", "")],
)  # fmt: skip
def test_says_what_is_wrong_and_makes_nothing(worker, tree, field, value):
    form = {"every": "", "spots": "2号门", "target": "community", field: value}
    soup = page(worker.post(f"/staff/areas/{tree[3].id}/placements/new", data=form), 422)

    assert soup.select_one(".field.wrong .error")
    assert soup.select_one("#spots").text.strip() == form["spots"]
    assert db.session.query(Placement).count() == 0


def test_a_budget_of_another_place_is_no_choice(worker, tree):
    elsewhere = make_cycle()
    form = {"every": "", "spots": "门", "target": f"cycle-{elsewhere.id}"}

    assert (
        str(elsewhere.id)
        not in page(worker.get(f"/staff/areas/{tree[3].id}/placements/new")).select_one("#target").text
    )
    page(worker.post(f"/staff/areas/{tree[3].id}/placements/new", data=form), 422)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("门", [Spot("门")]),
        ("门 | Gate", [Spot("门", "Gate")]),
        ("门｜Gate|x", [Spot("门", "Gate|x")]),
        ("|Gate", [Spot("Gate", "Gate")]),
        (" \n|\n门\r\nGate ", [Spot("门"), Spot("Gate")]),
    ],
)
def test_reads_spots_one_a_line(typed, found):
    assert spots(typed) == found


# One of them


def test_shows_scans_as_columns_and_as_a_table(worker, tree):
    placement = make_placement(tree[3])
    commit(
        ScanCount(placement_id=placement.id, hour_at=NOON, scans=4),
        ScanCount(placement_id=placement.id, hour_at=NOON - DAY, scans=2),
    )
    soup = page(worker.get(f"/staff/placements/{placement.id}"))

    assert [bar["height"] for bar in soup.select("section[aria-labelledby=hours] rect")] == ["50.0", "100.0"]
    assert texts(soup, "section[aria-labelledby=hours] tbody tr") == [
        "Mon 1 Jun 2026, 20:00 4",
        "Sun 31 May 2026, 20:00 2",
    ]
    assert texts(soup, "section[aria-labelledby=days] tbody tr") == ["1 Jun 2026 4", "31 May 2026 2"]
    assert "http://localhost/q/" in soup.text


def test_a_poster_nobody_scanned_says_so(worker, tree):
    soup = page(worker.get(f"/staff/placements/{make_placement(tree[3]).id}"))

    assert "No scans in this time." in soup.text
    assert not soup.select("svg.columns rect")


def test_revoking_and_undoing(worker, tree):
    placement = make_placement(tree[3])
    address = f"/staff/placements/{placement.id}"

    assert worker.post(f"{address}/revoke").location == address
    assert worker.get(f"/q/{placement.code}").status_code == 410
    soup = page(worker.get(address))
    assert soup.select_one(f'form[action="{address}/restore"]')
    assert not soup.select_one('a[href*="posters?id="]')

    assert worker.post(f"{address}/restore").location == address
    assert worker.get(f"/q/{placement.code}").status_code == 302


def test_symbols_to_download_lead_to_the_short_address(worker, tree):
    placement = make_placement(tree[3], code="K7M29QXD")
    png = worker.get(f"/staff/placements/{placement.id}/qr.png")
    svg = worker.get(f"/staff/placements/{placement.id}/qr.svg")

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)).convert("L"))
    assert [code.text for code in found] == ["HTTP://LOCALHOST/Q/K7M29QXD"]
    assert svg.text.startswith("<svg")
    for response, kind in ((png, "png"), (svg, "svg")):
        assert response.headers["Content-Disposition"] == f"attachment; filename=qr-K7M29QXD.{kind}"


# Posters


def sheets(response):
    soup = page(response)
    return len(soup.select(".sheet.poster")), [len(sheet.select(".card-cut")) for sheet in soup.select(".sheet.eight")]


def test_one_poster_a_page_and_eight_cards_a_page(worker, tree):
    ids = [make_placement(tree[3]).id for _number in range(9)]
    make_placement(tree[3])
    chosen = "&".join(f"id={id_}" for id_ in ids)

    assert sheets(worker.get(f"/staff/placements/posters?{chosen}")) == (9, [])
    assert sheets(worker.get(f"/staff/placements/posters?layout=cards&{chosen}")) == (0, [8, 1])
    other = page(worker.get(f"/staff/placements/posters?{chosen}")).select_one('a[href*="layout=cards"]')["href"]
    assert sheets(worker.get(other)) == (0, [8, 1])


def test_prints_all_that_the_list_shows(worker, tree):
    make_placement(tree[4], spot_en="Lift")
    make_placement(tree[3], spot_en="Gate")

    assert sheets(worker.get("/staff/placements/posters?q=lift")) == (1, [])
    assert sheets(worker.get(f"/staff/placements/posters?area={tree[4].id}")) == (1, [])
    assert sheets(worker.get("/staff/placements/posters")) == (2, [])


def test_prints_neither_what_is_revoked_nor_what_is_others(worker, tree):
    revoked = make_placement(tree[3], revoked_at=NOON)
    elsewhere = make_placement()
    soup = page(worker.get(f"/staff/placements/posters?id={revoked.id}&id={elsewhere.id}"))

    assert not soup.select(".sheet")
    assert "Nothing to print" in soup.text
    assert sheets(worker.get("/staff/placements/posters?state=revoked")) == (0, [])


def test_prints_no_more_at_once_than_a_browser_bears(worker, tree, monkeypatch):
    monkeypatch.setattr(posters, "PER_PRINT", 2)
    for _number in range(3):
        make_placement(tree[3])
    soup = page(worker.get("/staff/placements/posters"))

    assert len(soup.select(".sheet.poster")) == 2
    assert "Only the first 2 are shown" in soup.text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_poster_says_all_in_both_languages_whoever_prints_it(worker, tree, lang):
    worker.set_cookie("lang", lang)
    tree[3].name_zh, tree[3].name_en = "十八梯社区", "Shibati Community"
    placement = make_placement(tree[4], code="K7M29QXD", spot_zh="2号门公告栏", spot_en="Gate 2 notice board")
    poster = page(worker.get(f"/staff/placements/posters?id={placement.id}")).select_one(".sheet.poster")
    zh = " ".join(element.text for element in poster.select('[lang="zh-Hans"]'))
    en = " ".join(element.text for element in poster.select('[lang="en"]'))

    assert [words for words in IN_CHINESE if words not in zh] == []
    assert [words for words in IN_ENGLISH if words not in en] == []
    assert "localhost/q/K7M2-9QXD" in poster.text
    assert len(poster.select("ol.three li svg")) == 3
    assert poster.select_one(".symbol svg.qr")


@pytest.mark.parametrize("layout", ["poster", "cards"])
def test_hostile_names_are_printed_as_text(worker, tree, layout):
    tree[3].name_zh = tree[3].name_en = tree[4].name_zh = HOSTILE
    placement = make_placement(tree[4], spot_zh=HOSTILE, spot_en=HOSTILE)
    make_cycle(tree[3], title_zh=HOSTILE, title_en=HOSTILE)
    db.session.commit()

    for path in ("", f"/{placement.id}", f"/posters?layout={layout}", "/new", f"?q={HOSTILE}"):
        soup = page(worker.get(f"/staff/placements{path}"))
        assert HOSTILE in soup.find("main").text or "posters" in path
        assert all(script.get("src") for script in soup.find_all("script"))
        assert not soup.select("[style], style")


def test_a_worker_makes_no_posters_elsewhere(worker):
    elsewhere = make_placement(make_tree()[3])
    area_id = elsewhere.area_id
    form = {"every": "", "spots": "门", "target": "community"}

    for response in (
        worker.post(f"/staff/areas/{area_id}/placements/new", data=form),
        worker.post(f"/staff/placements/{elsewhere.id}/revoke"),
        worker.get(f"/staff/placements/{elsewhere.id}/qr.png"),
    ):
        page(response, 404)
    assert queries.placement(elsewhere.id).revoked_at is None
    assert db.session.query(Placement).count() == 1
