"""The steps of a voter and of an official, taken on a phone by what stands on the pages."""

from browser.phone import Phone
from browser.world import PASSWORD, PROPOSALS, Vote


def sign_in(phone: Phone, name: str, password: str = PASSWORD) -> None:
    """Sign in on the way to the budgets, as somebody who kept their address."""
    phone.open("/staff/cycles")
    phone.page.fill("input[name=name]", name)
    phone.page.fill("input[name=password]", password)
    phone.press("Sign in")
    assert phone.path == "/staff/cycles"


def enter_code(phone: Phone, vote: Vote, code: str) -> None:
    """Type the code of a letter, as sloppily as people do; the ballot opens."""
    phone.open(f"/cycles/{vote.cycle_id}/vote/enter")
    type_code(phone, f" {code[:4].lower()} {code[4:8]}-{code[8:].lower()}")
    assert phone.path == f"/cycles/{vote.cycle_id}/vote"


def type_code(phone: Phone, code: str) -> None:
    phone.page.get_by_label(phone.say("Code from the letter")).fill(code)
    phone.press("Open the ballot")


def title(phone: Phone, key: str) -> str:
    return PROPOSALS[key][0 if phone.lang == "zh" else 1]


def tick(phone: Phone, *keys: str) -> None:
    for key in keys:
        phone.page.locator("label.pick", has_text=title(phone, key)).tap()


def ticked(phone: Phone) -> set[str]:
    """Return the proposals that are ticked on the ballot."""
    lines = phone.page.locator("label.pick", has=phone.page.locator("input:checked")).all_inner_texts()
    return {key for key in PROPOSALS if any(title(phone, key) in line for line in lines)}


def go_to_review(phone: Phone, vote: Vote, *keys: str, code: str = "") -> None:
    """Open the ballot with a letter's code, choose, and go on to the page that asks whether this is right."""
    enter_code(phone, vote, code or vote.code())
    tick(phone, *keys)
    phone.press("Next: check")
    assert phone.heading == phone.say("Is this right?")


def send(phone: Phone) -> str:
    """Send the ballot that is shown for review, and return the receipt."""
    phone.press("Send my ballot")
    return receipt(phone)


def receipt(phone: Phone) -> str:
    """Return the receipt that is on the screen as the voter's own."""
    assert phone.heading == phone.say("Your ballot is recorded")
    return phone.page.locator(".receipt-code").inner_text()
