"""One ballot for one code, and one clear answer, whatever hands, browsers and networks do."""

import pytest
from browser.steps import enter_code, go_to_review, receipt, send, tick, ticked, title, type_code

with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
SEND_TWICE = """() => {
  const form = document.querySelector("form[action$='/vote/cast']");
  const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  return Promise.all([send(), send()]).then(answers => answers.map(answer => answer.url));
}"""


@with_and_without_script
def test_the_ballot_keeps_the_count_and_the_ticks(pick_up, vote, script):
    phone = pick_up(script=script)
    enter_code(phone, vote, vote.code())

    tick(phone, "ramp", "trees", "lamps")
    if script:
        phone.page.get_by_text("1 too many").wait_for()
    else:
        phone.press("Count")
    assert "3 / 2" in phone.page.locator("#left").inner_text()
    with phone.refused(422):
        phone.press("Next: check")
    assert "at most 2 proposals" in phone.page.locator("#ballot-problem").inner_text()

    assert ticked(phone) == {"ramp", "trees", "lamps"}
    tick(phone, "lamps")
    phone.press("Next: check")
    assert phone.page.locator(".chosen .title").count() == 2
    assert vote.ballots() == 0


def test_a_blank_ballot_is_cast_only_on_purpose(phone, vote):
    enter_code(phone, vote, vote.code())
    with phone.refused(422):
        phone.press("Next: check")
    assert "have not ticked anything" in phone.page.locator("#ballot-problem").inner_text()

    phone.page.get_by_text("None of these?").tap()
    phone.press("Leave it blank")
    assert "Your ballot is blank" in phone.page.locator("main").inner_text()
    send(phone)

    assert vote.ballots() == 1


def test_a_wrong_code_is_kept_as_typed_and_says_how_many_tries_are_left(phone, vote):
    code = vote.code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    phone.open(f"/cycles/{vote.cycle_id}/vote/enter")
    with phone.refused(422):
        type_code(phone, wrong)

    assert phone.page.get_by_label("Code from the letter").input_value() == wrong
    assert "9" in phone.page.locator("#code-error").inner_text()
    type_code(phone, code)
    assert phone.path == f"/cycles/{vote.cycle_id}/vote"


@with_and_without_script
def test_two_taps_send_one_ballot(pick_up, vote, script):
    phone = pick_up(script=script)
    go_to_review(phone, vote, "ramp")

    phone.button("Send my ballot").dblclick(no_wait_after=True)
    # Not for the address: the second tap cuts the way to it short, which a browser calls an error.
    phone.page.locator(".receipt-code").wait_for()

    receipt(phone)
    assert vote.ballots() == 1


def test_two_forms_sent_at_the_same_moment_show_the_same_receipt(phone, vote):
    go_to_review(phone, vote, "ramp")

    first, second = phone.page.evaluate(SEND_TWICE)

    assert first == second
    assert "/receipts/" in first
    assert vote.ballots() == 1


@with_and_without_script
def test_a_review_loaded_again_sends_the_same_form(pick_up, vote, script):
    phone = pick_up(script=script)
    go_to_review(phone, vote, "ramp", "lamps")
    token = phone.page.locator("form [name=token]").get_attribute("value")

    phone.page.reload()
    phone.look()

    assert phone.page.locator("form [name=token]").get_attribute("value") == token
    send(phone)
    assert vote.ballots() == 1


@with_and_without_script
def test_the_back_button_after_the_receipt_leads_to_no_second_ballot(pick_up, vote, script):
    phone = pick_up(script=script)
    go_to_review(phone, vote, "ramp")
    first = send(phone)

    phone.page.go_back()
    phone.look()
    assert "A ballot is already recorded with this code" in phone.page.locator("main").inner_text()
    phone.page.go_forward()

    assert receipt(phone) == first
    assert vote.ballots() == 1


@with_and_without_script
def test_after_a_lost_answer_the_same_form_brings_the_same_receipt(pick_up, vote, script):
    phone = pick_up(script=script)
    go_to_review(phone, vote, "ramp", "benches")
    held = phone.context.cookies()
    answered = []

    def lose(route):
        answered.append(route.fetch(max_redirects=0).headers["location"])
        phone.context.clear_cookies()
        phone.context.add_cookies(held)  # What the lost answer set never arrived, either.
        route.abort("connectionreset")

    phone.page.route("**/vote/cast", lose, times=1)
    phone.press_in_vain("Send my ballot")
    assert vote.ballots() == 1

    phone.page.go_back()
    assert phone.heading == "Is this right?"
    send(phone)

    assert phone.path == answered[0].partition("?")[0]
    assert vote.ballots() == 1


def test_without_a_network_the_ballot_waits(phone, vote):
    go_to_review(phone, vote, "trees")
    phone.context.set_offline(True)
    phone.press_in_vain("Send my ballot")
    assert vote.ballots() == 0

    phone.context.set_offline(False)
    phone.page.go_back()
    assert title(phone, "trees") in phone.page.locator(".chosen").inner_text()
    send(phone)

    assert vote.ballots() == 1


@with_and_without_script
def test_a_ballot_sent_after_the_end_is_not_recorded_and_the_page_says_so(pick_up, vote, script):
    phone = pick_up(script=script)
    go_to_review(phone, vote, "ramp")
    vote.end()

    with phone.refused(409):
        phone.press("Send my ballot")

    assert phone.heading == "Not recorded"
    assert "Voting has ended." in phone.page.get_by_role("alert").inner_text()
    assert vote.ballots() == 0


def test_a_second_phone_with_the_same_letter_must_mean_it(pick_up, vote):
    mine, theirs, code = pick_up(), pick_up(script=False), vote.code()
    go_to_review(theirs, vote, "trees", code=code)
    go_to_review(mine, vote, "ramp", code=code)
    first = send(mine)

    with theirs.refused(409):
        theirs.press("Send my ballot")
    assert theirs.heading == "Not recorded"
    assert vote.ballots() == 1
    theirs.page.get_by_text("Put my choices in its place").tap()
    theirs.press("Replace it")

    assert receipt(theirs) != first
    assert vote.ballots() == 1
    mine.page.reload()
    assert mine.heading == "Replaced by a later ballot"
