"""A shared tablet in the community office: one resident after another, and nobody sees the one before."""

import pytest
from browser.steps import enter_code, go_to_review, receipt, send, sign_in, tick, ticked


@pytest.fixture
def tablet(pick_up, vote):
    """Return a function that gives a tablet which a member of staff has made ready for voting."""

    def tablet(**kwargs):
        phone = pick_up(**kwargs)
        sign_in(phone, vote.official)
        phone.open(f"/staff/cycles/{vote.cycle_id}/kiosk")
        phone.press("Start the voting tablet")
        assert phone.path == f"/cycles/{vote.cycle_id}/vote/enter"
        return phone

    return tablet


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_resident_after_another_votes(tablet, vote, script):
    phone = tablet(script=script)

    go_to_review(phone, vote, "ramp")
    first = send(phone)
    phone.press("Done: next person")
    go_to_review(phone, vote, "trees")

    assert send(phone) != first
    assert vote.ballots() == 2


def test_the_next_person_cannot_go_back_into_the_ballot_before(tablet, vote):
    phone = tablet()
    go_to_review(phone, vote, "ramp")
    send(phone)
    phone.press("Done: next person")

    for _ in range(4):
        phone.page.go_back()
        words = phone.page.locator("main").inner_text()
        assert "Your ballot is recorded" not in words
        assert ticked(phone) == set()
    phone.open(f"/cycles/{vote.cycle_id}/vote")
    assert phone.path == f"/cycles/{vote.cycle_id}/vote/enter"


def test_the_member_of_staff_is_signed_out_of_it(tablet):
    phone = tablet()

    phone.open("/staff")

    assert phone.path == "/sign-in"


def test_an_abandoned_ballot_warns_and_then_closes_itself(tablet, vote):
    phone = tablet()
    phone.page.clock.install()
    enter_code(phone, vote, vote.code())
    tick(phone, "ramp")
    warning = phone.page.locator("#idle")

    phone.page.clock.run_for(150_000)
    assert not warning.is_visible()
    phone.page.clock.run_for(15_000)
    assert warning.is_visible()
    phone.page.locator("h1").tap()  # A touch keeps it open.
    assert not warning.is_visible()
    phone.page.clock.run_for(150_000)
    assert phone.path == f"/cycles/{vote.cycle_id}/vote"
    with phone.page.expect_navigation():
        phone.page.clock.run_for(40_000)

    assert phone.path == f"/cycles/{vote.cycle_id}/vote/enter"
    phone.open(f"/cycles/{vote.cycle_id}/vote")
    assert phone.path == f"/cycles/{vote.cycle_id}/vote/enter"
    assert vote.ballots() == 0


def test_a_receipt_left_on_the_screen_goes_away(tablet, vote):
    phone = tablet()
    phone.page.clock.install()
    go_to_review(phone, vote, "ramp")
    send(phone)

    with phone.page.expect_navigation():
        phone.page.clock.run_for(61_000)

    assert phone.path == f"/cycles/{vote.cycle_id}/vote/enter"


@pytest.mark.parametrize(("step", "seconds"), [("ballot", "180"), ("receipt", "60")])
def test_without_script_the_browser_itself_is_told_to_close_it(tablet, vote, step, seconds):
    phone = tablet(script=False)
    enter_code(phone, vote, vote.code())
    if step == "receipt":
        tick(phone, "ramp")
        phone.press("Next: check")
        send(phone)
        receipt(phone)

    told = phone.page.locator("meta[http-equiv=refresh]").get_attribute("content")

    assert told == f"{seconds};url=/cycles/{vote.cycle_id}/vote/enter"
