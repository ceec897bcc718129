import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from factories import DAY, NOON, commit, make_area, make_cycle, make_election, make_need, make_tree, make_user

from engage.accounts.models import Role, RoleGrant
from engage.budget.models import Cycle, Proposal
from engage.extensions import db
from engage.needs.models import Need, NeedContact, SavedView
from engage.needs.queries import demand


def published(area, **kwargs):
    values = {
        "state": "published",
        "first_published_at": NOON,
        "summary_zh": "楼道灯坏了",
        "summary_en": "The lamp is broken",
        "raw_text": "typed words 13800138000",
        **kwargs,
    }
    return make_need(area, **values)


def soup(response):
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


def listed(page):
    return [link["href"] for link in page.select(".wanted h2 a")]


@pytest.fixture
def tree(app):
    return make_tree()


def test_the_public_list_shows_cards_of_the_place_and_below(client, tree):
    _city, _district, _street, community, building, _stairwell = tree
    need = published(building, category="lift", supports=3)
    published(make_area())
    published(community, is_private=True)

    page = soup(client.get(f"/needs?area={community.code}"))

    assert listed(page) == [f"/needs/{need.id}"]
    words = page.select_one(".wanted").get_text(" ")
    assert "Lift" in words
    assert "3 joined" in words
    assert building.name_en in words
    assert "typed words" not in page.get_text()


def test_without_a_place_the_whole_city_is_shown(client, tree):
    need = published(tree[4])

    assert listed(soup(client.get("/needs"))) == [f"/needs/{need.id}"]


def test_an_empty_store_and_an_unknown_place_are_calm(client, app):
    assert client.get("/needs").status_code == 200
    assert client.get("/needs/totals").status_code == 200
    assert client.get("/needs/export").status_code == 404
    make_area("city")
    assert client.get("/needs?area=nowhere").status_code == 404


def test_pages_are_turned_by_links_that_keep_the_filters(client, tree, monkeypatch):
    monkeypatch.setattr(demand.page, "__kwdefaults__", {**demand.page.__kwdefaults__, "size": 2})
    needs = [published(tree[3], category="lift", created_at=NOON + number * DAY) for number in range(5)]
    published(tree[3], category="safety")
    address = f"/needs?area={tree[3].code}&category=lift"

    seen = []
    for _turn in range(3):
        page = soup(client.get(address))
        seen += listed(page)
        following = page.select_one("a[rel=next]")
        address = following["href"] if following else None

    assert address is None
    assert seen == [f"/needs/{need.id}" for need in reversed(needs)]
    back = page.select_one("a[rel=prev]")["href"]
    assert "category=lift" in back
    assert listed(soup(client.get(back))) == seen[2:4]


def test_filters_stay_in_the_form_and_can_be_taken_away(client, tree):
    published(tree[3], supports=2)

    page = soup(client.get(f"/needs?area={tree[3].code}&support=9&age=over-30&state=open&sort=supported"))

    assert listed(page) == []
    assert page.select_one("#f-support")["value"] == "9"
    chosen = {select["name"]: select.select_one("[selected]")["value"] for select in page.select("details select") if
              select.select_one("[selected]")}  # fmt: skip
    assert (chosen["age"], chosen["state"], chosen["sort"]) == ("over-30", "open", "supported")
    assert page.find("a", string="Show all")


def test_the_public_cannot_ask_for_needs_that_nobody_has_read(client, tree):
    make_need(tree[3])

    for state in ("received", "open", ""):
        assert listed(soup(client.get(f"/needs?area={tree[3].code}&state={state}"))) == []


def test_totals_link_to_the_list_of_a_category(client, tree):
    published(tree[4], category="lift", channel="assisted", supports=2)

    page = soup(client.get(f"/needs/totals?area={tree[3].code}"))

    link = page.select_one("a[href*='category=lift']")
    cells = [cell.get_text() for cell in link.find_parent("tr").select("td")]
    assert cells == ["1", "1", "2", "1"]
    assert page.select("svg.bar rect")
    assert tree[4].name_en in page.select("section")[-1].get_text()


def test_silent_places_lead_staff_to_posters_and_others_to_the_form(client, sign_in, tree):
    quiet = make_area("building", tree[3])
    published(tree[4])

    page = soup(client.get(f"/needs/silent?area={tree[3].code}"))
    assert quiet.name_en in page.get_text()
    assert tree[4].name_en not in page.select_one(".rows").get_text()

    staff = soup(sign_in(make_user(area=tree[3])).get(f"/staff/needs/silent?area={tree[3].code}"))
    assert staff.select_one(f"a[href='/staff/areas/{quiet.id}/placements/new']")


def rows_of(response):
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_files_hold_what_the_filters_leave_and_nothing_of_a_person(client, sign_in, tree):
    need = published(tree[3], summary_en="=HYPERLINK(1)", supports=4)
    commit(NeedContact(need_id=need.id, contact="13900139000", notice="1", consented_at=NOON))
    published(tree[3], category="safety")

    public = rows_of(client.get(f"/needs/export?area={tree[3].code}&support=1"))
    office = rows_of(sign_in(make_user(area=tree[3])).get(f"/staff/needs/export?area={tree[3].code}&category=lighting"))

    assert len(public) == len(office) == 2
    assert public[1][0] == str(need.id)
    assert "'=HYPERLINK(1)" in public[1]
    assert len(office[0]) > len(public[0])
    assert not any("typed" in cell or "139" in cell for row in public + office for cell in row)


def test_a_file_can_be_a_workbook(client, tree):
    published(tree[3])

    response = client.get(f"/needs/export?area={tree[3].code}&as=xlsx")

    assert response.data[:2] == b"PK"
    assert "needs-" in response.headers["Content-Disposition"]


def test_the_offices_list_shows_the_chain_the_priority_and_what_is_overdue(sign_in, tree):
    need = make_need(tree[4], state="under-way", due_at=NOON, priority=42, is_private=True)
    page = soup(sign_in(make_user(area=tree[3])).get("/staff/needs"))

    assert "Priority 42" in page.get_text()
    assert "Overdue since" in page.get_text()
    assert "Private" in page.get_text()
    assert len(page.select(".chain li")) == 4
    assert page.select_one("input[name=need]")["value"] == f"{need.id}.{need.version}"
    assert page.select_one("form[action='/staff/needs/bulk']")


def test_the_office_sees_only_its_own_places(sign_in, tree):
    other = make_area("community", make_area("street", make_area("district", tree[0])))
    make_need(other)
    client = sign_in(make_user(area=tree[3]))

    assert client.get(f"/staff/needs?area={other.code}").status_code == 404
    assert client.get(f"/staff/needs/export?area={tree[0].code}").status_code == 404
    assert "#1 " not in soup(client.get("/staff/needs")).get_text()


def test_a_professional_reads_no_raw_text_in_the_list(sign_in, tree):
    make_need(tree[3], raw_text="secret words")

    assert "secret words" not in soup(sign_in(make_user(Role.PROFESSIONAL, tree[3])).get("/staff/needs")).get_text()
    assert "secret words" in soup(sign_in(make_user(Role.WORKER, tree[3])).get("/staff/needs")).get_text()


def test_the_offices_list_costs_a_fixed_number_of_statements(sign_in, tree):
    client = sign_in(make_user(area=tree[0]))
    seen = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def cost():
        seen.clear()
        soup(client.get("/staff/needs"))
        return len(seen)

    make_need(tree[3])
    few = cost()
    for _number in range(12):
        make_need(make_area("building", tree[3]), state="published")
    assert cost() <= few + 1


def test_a_view_is_kept_opened_and_deleted_by_its_owner_only(sign_in, tree):
    user, stranger = make_user(area=tree[3]), make_user(area=tree[3])
    client = sign_in(user)
    query = f"area={tree[3].code}&category=lift&after=1-1&evil=1"

    answer = client.post("/staff/needs/views", data={"name": "  Lifts  ", "query": query})
    assert answer.status_code == 303
    kept = db.session.scalars(db.select(SavedView)).one()
    assert kept.name == "Lifts"
    assert set(parse_qs(kept.query)) == {"area", "category"}
    link = soup(client.get("/staff/needs")).select_one(".kept-views a")
    assert link.get_text() == "Lifts"
    assert urlsplit(link["href"]).query == kept.query

    client.post("/staff/needs/views", data={"name": "Lifts", "query": "category=safety"})
    db.session.expire_all()
    assert db.session.scalars(db.select(SavedView.query)).all() == ["category=safety"]

    sign_in(stranger).post("/staff/needs/views/delete", data={"view": kept.id})
    assert db.session.scalar(db.select(db.func.count()).select_from(SavedView)) == 1
    client.post("/staff/needs/views/delete", data={"view": kept.id})
    assert db.session.scalar(db.select(db.func.count()).select_from(SavedView)) == 0


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_fitting_name(sign_in, tree, name):
    answer = sign_in(make_user(area=tree[3])).post("/staff/needs/views", data={"name": name, "query": ""})

    assert answer.status_code == 303
    assert db.session.scalar(db.select(db.func.count()).select_from(SavedView)) == 0


@pytest.fixture
def draft(tree):
    election = make_election(tree[3], opens_at=None, closes_at=None)
    return make_cycle(tree[3], election, proposals=0, published_at=None)


def test_an_official_makes_a_proposal_and_takes_it_back(sign_in, client, tree, draft):
    need = published(tree[4], supports=6)
    official = sign_in(make_user(area=tree[3]))
    form = soup(official.get(f"/staff/needs/{need.id}/onward"))
    sent = {field["name"]: field.get("value", "") for field in form.select("main form input[name]")}
    sent |= {area["name"]: area.get_text().lstrip("\r\n") for area in form.select("main textarea")}
    assert sent["title_zh"] == "楼道灯坏了"
    assert "7位居民" in sent["text_zh"]

    wrong = official.post(f"/staff/needs/{need.id}/onward", data={**sent, "cycle": draft.id, "cost": "much"})
    assert wrong.status_code == 422
    assert "楼道灯坏了" in wrong.text
    answer = official.post(f"/staff/needs/{need.id}/onward", data={**sent, "cycle": draft.id, "cost": "500"})
    assert answer.status_code == 303
    again = official.post(f"/staff/needs/{need.id}/onward", data={**sent, "cycle": draft.id, "cost": "500"})
    assert again.status_code == 303
    proposal = db.session.scalars(db.select(Proposal)).one()
    assert (proposal.cost_minor, proposal.area_id) == (500_00, tree[4].id)

    assert "working this need into a proposal" in soup(client.get(f"/needs/{need.id}")).get_text()
    db.session.get_one(Cycle, draft.id).published_at = NOON
    db.session.commit()
    link = f"/cycles/{draft.id}/proposals/{proposal.number}"
    assert soup(client.get(f"/needs/{need.id}")).select_one(f"a[href='{link}']")
    asked = soup(client.get(link)).select_one(f"a[href='/needs/{need.id}']")
    assert "7 neighbours asked" in asked.get_text()
    db.session.get_one(Cycle, draft.id).published_at = None
    db.session.commit()

    version = db.session.scalar(db.select(Need.version).filter_by(id=need.id))
    assert official.post(f"/staff/needs/{need.id}/onward/undo", data={"version": version}).status_code == 303
    assert db.session.scalar(db.select(db.func.count()).select_from(Proposal)) == 0
    assert "In the budget" not in soup(client.get(f"/needs/{need.id}")).get_text()


def test_a_worker_makes_no_proposals(sign_in, tree, draft):
    need = published(tree[4])
    worker = make_user(Role.WORKER, tree[3])

    assert sign_in(worker).get(f"/staff/needs/{need.id}/onward").status_code == 403


def test_a_budget_that_the_official_does_not_run_cannot_be_chosen(sign_in, tree, draft):
    need = published(tree[4])
    community_official = make_user(area=make_area("community", tree[2]))
    commit(RoleGrant(user_id=community_official.id, role=Role.OFFICIAL, area_id=tree[4].id))

    page = soup(sign_in(community_official).get(f"/staff/needs/{need.id}/onward"))

    assert "No budget in preparation" in page.get_text()


def test_the_overview_tells_what_waits_and_what_is_overdue(sign_in, tree):
    make_need(tree[4], state="published", due_at=NOON)
    make_need(tree[4], state="confirmed")

    page = soup(sign_in(make_user(area=tree[3])).get("/staff"))

    section = page.select_one("#needs").find_parent("section")
    assert "1 need waits" in section.get_text()
    assert "1 is overdue" in section.get_text()
    assert section.select_one("a[href='/staff/needs']")
