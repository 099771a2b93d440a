"""Somebody sets up a second factor, an app and then a passkey, and signs in with each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.site import NARROW, Site, open_menu
from tests.web.totp import code_at_step

pytestmark = pytest.mark.journey

SET_UP = re.compile(r"/me/second-factor/$")
HOME = re.compile(r"/caseload/$")


@pytest.fixture
def address(site: Site) -> str:
    """The site by its name: browsers have no passkeys for numbers."""
    return site.address.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": NARROW, "height": 900}, base_url=address)
    found = context.new_page()
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield found
    context.close()
    assert faults == []


def test_an_app_then_a_passkey_then_neither(page: Page, site: Site) -> None:
    somebody = site.of("worker", 3)
    given_a_password(page, somebody)
    page.wait_for_url(HOME)
    secret = when_an_app_is_set_up(page, somebody.password)
    then_the_password_is_not_enough(page, somebody, secret)
    key = when_a_passkey_is_added(page, somebody.password)
    then_the_passkey_is_enough(page)
    then_the_passkey_serves_after_the_password(page, somebody)
    then_a_passkey_that_fails_says_so(page, key)
    when_both_are_removed(page, somebody.password)
    leave(page)
    given_a_password(page, somebody)
    page.wait_for_url(HOME)


def given_a_password(page: Page, somebody: Any) -> None:
    page.goto("/sign-in/")
    checked(page)
    page.get_by_label("E-mail address").fill(somebody.email)
    page.get_by_label("Password").fill(somebody.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def when_an_app_is_set_up(page: Page, password: str) -> str:
    page.goto("/me/second-factor/")
    page.get_by_role("button", name="Set up an app").click()
    show_that_it_is_me(page, password)
    checked(page)
    secret = re.sub(r"\s", "", page.locator("code.secret").inner_text())
    page.get_by_label("The code that the app shows").fill(code_at_step(secret, 0))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url(re.compile("/codes/$"))
    checked(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as text").click()
    assert waiting.value.suggested_filename == "recovery-codes.txt"
    assert len(waiting.value.path().read_text().split()) == 10
    return secret


def show_that_it_is_me(page: Page, password: str) -> None:
    page.wait_for_url(re.compile("/confirm/password/"))
    checked(page)
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile("^(?!.*/confirm/)"))


def then_the_password_is_not_enough(page: Page, somebody: Any, secret: str) -> None:
    leave(page)
    given_a_password(page, somebody)
    page.wait_for_url(re.compile("/second-step/$"))
    checked(page)
    page.get_by_label("Code from your app").fill(code_at_step(secret, 1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(HOME)


def when_a_passkey_is_added(page: Page, password: str) -> Any:
    """The browser's own virtual device stands in for a fingerprint reader."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/me/passkeys/add/")
    show_that_it_is_me(page, password)
    checked(page)
    page.get_by_label("What do you call").fill("Laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(SET_UP)
    checked(page)
    return lambda verified: device.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": verified}
    )


def then_the_passkey_is_enough(page: Page) -> None:
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(HOME)


def then_the_passkey_serves_after_the_password(page: Page, somebody: Any) -> None:
    leave(page)
    given_a_password(page, somebody)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(HOME)


def then_a_passkey_that_fails_says_so(page: Page, key: Any) -> None:
    leave(page)
    trouble = page.get_by_text("The passkey did not work")
    assert not trouble.is_visible()
    key(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    trouble.wait_for()
    key(True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(HOME)


def when_both_are_removed(page: Page, password: str) -> None:
    page.goto("/me/passkeys/")
    checked(page)
    page.get_by_role("link", name="Rename").click()
    page.wait_for_url(re.compile("/confirm/"))
    page.get_by_role("link", name="Use a passkey").click()
    page.wait_for_url(re.compile("/confirm/passkey/"))
    checked(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile("/rename/$"))
    checked(page)
    page.get_by_label("What do you call").fill("Desk")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Desk").click()
    checked(page)
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("You have no passkey yet").wait_for()
    page.goto("/me/second-factor/app/remove/")
    checked(page)
    page.get_by_role("button", name="Remove the app").click()
    page.get_by_text("The app is removed").wait_for()


def leave(page: Page) -> None:
    open_menu(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()


def checked(page: Page) -> None:
    assert [*axe(page), *small_targets(page), *too_wide(page)] == []


def read_out_by_a_second_person(page: Page, site: Site) -> str:
    given_a_password(page, site.of("supervisor"))
    page.goto("/me/")
    page.get_by_role("link", name="See what waits for a second person").click()
    checked(page)
    page.get_by_role("button", name="Confirm the role").click()
    page.get_by_text("No role is waiting.").wait_for()
    page.get_by_role("button", name="Make the code").click()
    code = page.locator("code.handed").inner_text()
    checked(page)
    leave(page)
    return code


def test_the_link_that_sets_a_password_is_handed_over_where_no_mail_goes_out(page: Page, site: Site) -> None:
    given_a_password(page, site.of("administrator"))
    page.goto("/people/add/")
    page.get_by_label("Name", exact=True).fill("Nia Newcomer")
    page.get_by_label("E-mail address").fill("nia.newcomer@demo.invalid")
    page.get_by_label("Manager").check()
    page.get_by_role("button", name="Add the person").click()
    link = page.locator("code.handed").inner_text()
    checked(page)
    page.reload()
    assert page.locator("code.handed").count() == 0
    leave(page)
    code = read_out_by_a_second_person(page, site)
    page.goto(link)
    checked(page)
    page.get_by_label("Code").fill(code)
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("four words of my own")
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("E-mail address").fill("nia.newcomer@demo.invalid")
    page.get_by_label("Password").fill("four words of my own")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/overview/$"))
    page.goto(link)
    page.get_by_text("This link no longer works").wait_for()
