"""Somebody signs in by their agency's identity provider, and out of both; who should not get in is told so kindly."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.checks import axe, small_targets, too_wide
from tests.journeys.identity_provider import ProviderWithPages, running_with_pages
from tests.journeys.site import NARROW, Site, open_menu, running_demo, signed_in, unfold
from tests.prepared import demo
from tests.web.accounts.identity_provider import CLIENT, SECRET
from tests.web.site_process import command

pytestmark = pytest.mark.journey

LEAVER = "Carla Mendes"
"""Of the demo's workers the third."""
HOME = re.compile(r"/caseload/$")
ON_RECORD = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "unstuck.web.config.settings"
django.setup()
from unstuck.web.audit.access.stores import access_store
from unstuck.web.audit.models import Entry
for agency in access_store().agencies():
    for row in access_store().rows(agency):
        print(row.act, row.route, sep="\\t")
for entry in Entry.objects.filter(action="session.ended_there"):
    print(entry.action, entry.details["count"], sep="\\t")
"""


@dataclass(frozen=True)
class Served:
    """A demo, and the provider by which its people sign in."""

    site: Site
    provider: ProviderWithPages

    def recorded(self) -> Counter[tuple[str, str]]:
        """What stands on the record of access, and which sessions ended because they had ended there."""
        lines = command(self.site.home / "demo", ON_RECORD)
        assert lines.returncode == 0, lines.stderr
        return Counter(
            (act, route) for act, _tab, route in (line.partition("\t") for line in lines.stdout.splitlines())
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running_with_pages() as provider:
        said = {
            "UNSTUCK_OIDC_ISSUER": provider.issuer,
            "UNSTUCK_OIDC_CLIENT": CLIENT,
            "UNSTUCK_OIDC_SECRET": SECRET,
            "UNSTUCK_OIDC_NAME": "Riverside ID",
            "UNSTUCK_OIDC_AGENCY": "Riverside Social Work",
        }
        with running_demo(demo(tmp_path_factory.mktemp("provider")), **said) as site:
            provider.site = site.address
            yield Served(site, provider)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    served.provider.about, served.provider.spoils, served.provider.signed_in = {}, {}, {}
    served.provider.accounts = {
        "Worker": {"sub": "s-worker", "email": served.site.of("worker").email, "email_verified": True},
        "Leaver": {"sub": "s-leaver", "email": served.site.of("worker", 2).email, "email_verified": True},
        "Stranger": {"sub": "s-stranger", "email": "stranger@example.invalid", "email_verified": True},
    }
    context: BrowserContext = browser.new_context(
        viewport={"width": NARROW, "height": 900}, base_url=served.site.address
    )
    found = context.new_page()
    faults: list[str] = []
    found.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield found
    context.close()
    assert faults == []


def test_from_the_sign_in_page_to_the_work_list_and_out_of_both(page: Page, served: Served) -> None:
    page.goto("/sign-in/")
    checked(page)
    when_somebody_comes_by_the_provider(page, "Worker")
    then_they_see_their_work_list(page)
    when_they_sign_out(page)
    then_they_are_signed_out_of_both(page, served.provider)
    recorded = served.recorded()
    assert recorded["signed_in", "account_provider_back"] == 1
    assert recorded["listed", "home:caseload"] == 1


def when_somebody_comes_by_the_provider(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Riverside ID").click()
    page.get_by_role("heading", name="Riverside ID").wait_for()
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state("load")


def then_they_see_their_work_list(page: Page) -> None:
    page.wait_for_url(HOME)
    expect(page.get_by_role("heading", level=1)).to_have_text("Work list")
    expect(page.locator("header")).to_contain_text("Sign out")
    checked(page)


def when_they_sign_out(page: Page) -> None:
    """The page between is held for a moment: by itself it leads on at once."""
    open_menu(page)
    page.route("**/agency/sign-out?*", lambda way: way.abort("aborted"))
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out here").wait_for()
    expect(page.locator("header")).not_to_contain_text(re.compile("Menu|Waiting|Sign out"))
    checked(page)
    page.unroute("**/agency/sign-out?*")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Sign out of Riverside ID?").wait_for()
    assert "@" not in page.url
    page.get_by_role("button", name="Yes, sign out").click()


def then_they_are_signed_out_of_both(page: Page, provider: ProviderWithPages) -> None:
    page.wait_for_url(re.compile("/sign-in/$"))
    page.get_by_text("You are signed out.").wait_for()
    assert provider.signed_in == {}
    page.goto("/caseload/")
    page.wait_for_url(re.compile("/sign-in/"))
    page.get_by_role("button", name="Sign in with Riverside ID").click()
    page.get_by_role("heading", name="Riverside ID").wait_for()


def test_a_session_that_an_administrator_ends_there_is_over_here_at_once(page: Page, served: Served) -> None:
    when_somebody_comes_by_the_provider(page, "Worker")
    page.wait_for_url(HOME)
    before = served.recorded()
    (session,) = served.provider.signed_in
    assert served.provider.ends(session) == 200
    page.reload()
    page.wait_for_url(re.compile("/sign-in/"))
    assert served.recorded()["session.ended_there", "1"] == before["session.ended_there", "1"] + 1


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "an unknown address": ("Stranger", {}, "Nobody with your e-mail address has been added here."),
    "an address that is not verified": (
        "Worker",
        {"email_verified": False, "sub": "s-unverified"},
        "did not say that your e-mail address is verified",
    ),
    "another nonce": ("Worker", {"nonce": "another"}, "could not be checked"),
    "another audience": ("Worker", {"aud": "somebody-else"}, "could not be checked"),
    "another issuer": ("Worker", {"iss": "https://evil.example"}, "could not be checked"),
    "a token that ran out": ("Worker", {"exp": int(time.time()) - 3600}, "could not be checked"),
}


def test_who_should_not_get_in_is_told_so_and_put_on_record(page: Page, served: Served, browser: Browser) -> None:
    before = served.recorded()
    for account, said, words in WRONG.values():
        served.provider.about, served.provider.signed_in = said, {}
        page.context.clear_cookies()
        when_somebody_comes_by_the_provider(page, account)
        then_nobody_is_in(page, words)
    served.provider.about, served.provider.signed_in, served.provider.spoils = {}, {}, {"state": "another"}
    page.context.clear_cookies()
    when_somebody_comes_by_the_provider(page, "Worker")
    then_nobody_is_in(page, "begun in another window")
    served.provider.spoils, served.provider.signed_in = {}, {}
    page.context.clear_cookies()
    given_that_somebody_left(browser, served)
    when_somebody_comes_by_the_provider(page, "Leaver")
    then_who_left_is_told_so(page)
    new = served.recorded() - before
    assert new["not_signed_in", "account_provider_back"] == len(WRONG) + 2
    assert new["signed_in", "account_provider_back"] == 0


def then_nobody_is_in(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.locator("main")).to_contain_text(words)
    checked(page)
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.wait_for_url(re.compile("/sign-in/$"))
    page.goto("/caseload/")
    page.wait_for_url(re.compile("/sign-in/"))


def given_that_somebody_left(browser: Browser, served: Served) -> None:
    """An administrator ends their membership, as on the day they leave."""
    with signed_in(browser, served.site, served.site.of("administrator")) as page:
        page.goto(f"{served.site.address}/people/")
        page.get_by_role("link", name=LEAVER).click()
        unfold(page, "End this membership")
        page.get_by_role("button", name="End the membership").click()
        page.get_by_role("button", name="Let them sign in again").wait_for()


def then_who_left_is_told_so(page: Page) -> None:
    page.wait_for_url(re.compile("/sign-in/ended/$"))
    checked(page)
    page.goto("/caseload/")
    page.wait_for_url(re.compile("/sign-in/"))


def test_while_the_provider_is_down_a_page_says_so_and_a_password_still_serves(page: Page, served: Served) -> None:
    before = served.recorded()
    served.provider.shutdown()
    served.provider.server_close()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Riverside ID").click()
    then_nobody_is_in(page, "It does not answer just now. Try again in a few minutes.")
    assert (served.recorded() - before)["not_signed_in", "account_provider_sign_in"] == 1
    somebody = served.site.of("worker")
    page.get_by_label("E-mail address").fill(somebody.email)
    page.get_by_label("Password", exact=True).fill(somebody.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(HOME)


def checked(page: Page) -> None:
    assert [*axe(page), *small_targets(page), *too_wide(page)] == []
