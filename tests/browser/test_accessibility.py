"""axe-core finds nothing, and everything to tap is large enough: every page, light and dark, and in large print."""

import pytest
from browser.axe import LOOKS, LOOKS_AT_ONCE
from browser.rated import new_visit
from browser.steps import sign_in
from browser.walk import follow_links, office_pages, rating_answers, refusals, voting_pages

# Addresses without a page, and pages that only a form leads to.
NO_PAGES = {
    "api_v1.demands",
    "api_v1.openapi",
    "api_v1.professional",
    "api_v1.results",
    "api_v1.satisfaction",
    "api_v1.satisfaction_feed",
    "api_v1.visit",
    "assets.asset",
    "communities.example",
    "communities.export",
    "communities.short_address",
    "communities.short_address_upper",
    "communities.symbol_png",
    "communities.symbol_svg",
    "demand.file",
    "demand_desk.file",
    "health.alive",
    "health.ready",
    "need_desk.canned",
    "need_desk.photo",
    "needs.held",
    "needs.tracking_upper",
    "open311.discovery",
    "open311.request_",
    "open311.requests",
    "open311.service",
    "open311.services_",
    "open311.token",
    "pictures.picture",
    "pictures.thumbnail",
    "ratings.professional_upper",
    "ratings.ticket_upper",
    "ratings_desk.example",
    "ratings_desk.export",
    "ratings_desk.export_visits",
    "ratings_desk.import_where",  # Leads an administrator of one city right on.
    "residents.example",
    "results.csv",
    "results.pb",
    "results.xlsx",
    "static",
    "survey_files.xlsform",
    "survey_gates.turnout_file",
    "survey_results.count",
    "survey_results.cross_file",
    "surveys.ticket_upper",
}
BEHIND_FORMS = {
    "accounts.sign_in",
    "communities.preview_import",
    "need_desk.bulk",
    "need_desk.result",
    "need_desk.slip",
    "needs.new",
    "needs.review",
    "needs.tracking",
    "needs.withdrawing",
    "ratings_desk.preview_import",
    "receipts.receipt",
    "residents.preview_import",
    "survey_codes.batch",
    "survey_codes.codes",
    "survey_codes.letters",
    "survey_codes.voter",
    "survey_codes.voters",
    "survey_desk.opening",
    "survey_gates.new_tickets",
    "survey_gates.tickets",
    "survey_gates.voiding",
    "survey_onward.need",
    "survey_onward.proposal",
    "surveys.code",
    "surveys.page",
    "surveys.review",
    "surveys.thanks",
    "surveys.ticket",
    "surveys.withdraw",
    "voting.ballot",
    "voting.review",
    "watch.confirm_count",
    "watch.confirm_publish",
    "watch.result",
    "webhooks.deletion",
    "webhooks.deliveries",
    "webhooks.endpoint",
}

# Colours and sizes of print are the same for both languages: the second is looked at in two looks instead of three.
LANGUAGES = pytest.mark.parametrize(("lang", "looks"), [("zh", LOOKS), ("en", LOOKS_AT_ONCE)], ids=["zh", "en"])


@LANGUAGES
def test_pages_for_everybody(pick_up, site, city, axe, lang, looks):
    phone, cycles = pick_up(lang=lang), city["cycles"]
    starts = ["/", *(f"/cycles/{cycle_id}" for cycle_id in cycles.values()), *city["needs_pages"]]
    starts += city["ratings_pages"]
    for name in follow_links(phone, site.app, *starts, no_pages=NO_PAGES):
        axe.check(phone, name, looks)
    for name in refusals(phone, city):
        axe.check(phone, name, looks)


@LANGUAGES
def test_every_step_and_every_answer_of_voting(pick_up, vote, axe, lang, looks):
    phone, other = pick_up(lang=lang), pick_up(lang=lang)

    for name in voting_pages(phone, other, vote):
        axe.check(phone, name, looks)


@LANGUAGES
def test_every_answer_to_a_rating(pick_up, site, axe, lang, looks):
    phone = pick_up(lang=lang)

    for name in rating_answers(phone, new_visit(site)):
        axe.check(phone, name, looks)


def test_every_page_that_a_link_leads_to(pick_up, site, city, axe):
    """Walk as the administrator, who may see everything. A page that no link leads to is a failure, too."""
    phone, account, cycles = pick_up(lang="zh"), city["accounts"][0], city["cycles"]
    sign_in(phone, account["name"], account["password"])
    starts = [
        "/staff",
        "/",
        f"/cycles/{cycles['zhongxinwan']}",
        f"/staff/cycles/{cycles['shibati']}",
        f"/staff/cycles/{cycles['zhongxinwan']}",
        f"/staff/cycles/{cycles['huahuiyuan']}",
        f"/staff/cycles/{cycles['shibati']}/codes/voters?q=1",
        f"/staff/users/{city['colleague']}",
        f"/staff/roll/{city['flats']}",
        f"/staff/roll/{city['residents']}/residents",
        *city["needs_pages"],
        *city["ratings_pages"],
    ]
    met = set()

    for name in follow_links(phone, site.app, *starts, no_pages=NO_PAGES):
        met.add(name)
        if site.app.view_functions[name].access.kind not in ("public", "voter"):  # Others look at those.
            axe.check(phone, name, LOOKS_AT_ONCE)

    known = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in rule.methods}
    known = {name for name in known if not name.startswith("own_ratings.")}  # A professional's; see below.
    assert ", ".join(sorted(known - met - NO_PAGES - BEHIND_FORMS)) == ""


def test_pages_of_a_professional(pick_up, site, city, axe):
    phone = pick_up(lang="en")
    account = next(account for account in city["accounts"] if account["name"] == "planner")
    phone.open("/sign-in")
    phone.page.fill("input[name=name]", account["name"])
    phone.page.fill("input[name=password]", account["password"])
    phone.press("Sign in")
    own = {rule.endpoint for rule in site.app.url_map.iter_rules() if rule.endpoint.startswith("own_ratings.")}
    own = {name for name in own if "GET" in next(site.app.url_map.iter_rules(name)).methods}
    met = set()

    starts = ["/staff", "/staff/ratings/mine", "/staff/ratings/mine/feedback"]
    for name in follow_links(phone, site.app, *starts, no_pages=NO_PAGES):
        met.add(name)
        if name in own or name in ("dashboard.overview", "need_desk.mine"):
            axe.check(phone, name, LOOKS_AT_ONCE)

    assert own - met == set()


@LANGUAGES
def test_pages_of_the_office(pick_up, vote, axe, lang, looks):
    phone = pick_up(lang=lang)
    sign_in(phone, vote.official)

    for name in office_pages(phone, vote):
        axe.check(phone, name, looks)


def test_looks_are_chosen_by_hand_and_kept(pick_up, site, city):
    phone = pick_up()
    phone.open("/about")
    phone.press("Large print")
    phone.press("Dark")

    phone.open("/")

    assert phone.page.locator("html[data-view=elder][data-theme=dark]").count() == 1
    phone.press("中文")
    assert phone.page.locator("html[lang=zh-Hans][data-view=elder][data-theme=dark]").count() == 1


def test_a_dark_device_gets_the_dark_look(pick_up, site, city, axe):
    phone = pick_up()
    phone.page.emulate_media(color_scheme="dark")
    phone.open("/")
    chosen_by_device = phone.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    phone.press("Dark")

    assert phone.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == chosen_by_device
    phone.press("Light")
    assert phone.page.evaluate("() => getComputedStyle(document.body).backgroundColor") != chosen_by_device
    axe.check(phone, "home")
