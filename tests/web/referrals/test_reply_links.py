"""The partner's reply link made anew, where it was lost or is too old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.referrals.acts import AsPerson, drafted, follow, last, of, reply_address, requested, send, text
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.referrals.actions.referring import renew_partner_link
from unstuck.web.referrals.models import ContactMethod, ReplyLink


def test_the_new_link_opens_and_the_old_one_does_not(cast: Cast, as_person: AsPerson) -> None:
    made, browser, stranger = requested(cast), as_person(cast.worker), as_person(None)
    old = reply_address(made)
    page = browser.get(of(made))
    assert old in text(page)
    assert of(made, "reply-link/") in text(page)
    assert send(browser, of(made, "reply-link/")).status_code == 302
    new = reply_address(made)
    assert new != old
    assert new in text(browser.get(of(made)))
    assert old not in text(browser.get(of(made)))
    assert stranger.get(old).status_code == 410
    assert stranger.post(old, {"action": "accept"}).status_code == 410
    assert stranger.post(new, {"action": "accept"}).status_code == 200
    made.refresh_from_db()
    assert made.state == "accepted"


def test_it_is_on_record(cast: Cast) -> None:
    made = requested(cast)
    renew_partner_link(cast.actor(cast.worker), made, write_context())
    assert (last().action, last().details) == ("referral.link_renewed", {"referral": made.pk})


def test_a_link_that_is_too_old_is_said_so_and_not_sent_again(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, browser = requested(cast, way=ContactMethod.EMAIL), as_person(cast.worker)
    old = reply_address(made)
    assert text(browser.get(of(made))).count(old) == 2, "in the e-mail, and by itself"
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=60))
    monkeypatch.setattr(dates, "today", lambda: TODAY + timedelta(days=60))
    page = text(browser.get(of(made)))
    assert old not in page
    assert "has expired" in page
    assert send(browser, of(made, "reply-link/")).status_code == 302
    new = reply_address(made)
    assert text(browser.get(of(made))).count(new) == 2
    assert as_person(None).get(new).status_code == 200
    assert ReplyLink.objects.filter(used_at=None, ended_at=None).count() == 1


def test_the_client_link_is_left_alone(cast: Cast, as_person: AsPerson) -> None:
    made, browser = requested(cast), as_person(cast.worker)
    send(browser, of(made, "link/"))
    own = reply_address(made, "client")
    send(browser, of(made, "reply-link/"))
    assert as_person(None).get(own).status_code == 200


def test_pressed_twice_it_is_made_once(cast: Cast, as_person: AsPerson) -> None:
    made, browser = requested(cast), as_person(cast.worker)
    page = of(made, "reply-link/")
    first = browser.get(page).content.decode()
    typed = {name: first.split(f'name="{name}" value="')[1].split('"')[0] for name in ("once", "version")}
    assert [browser.post(page, typed).status_code for _time in range(2)] == [302, 302]
    assert ReplyLink.objects.count() == 2


def test_there_is_none_where_nobody_outside_is_asked(cast: Cast, as_person: AsPerson) -> None:
    ended = requested(cast)
    follow(cast, ended, "decline", "full")
    by_phone = requested(cast, way=ContactMethod.PHONE)
    for one, code in ((ended, "not_open"), (by_phone, "no_letter"), (drafted(cast), "not_open")):
        with pytest.raises(Denied) as refused:
            renew_partner_link(cast.actor(cast.worker), one, write_context())
        assert refused.value.code == code
        assert "reply-link/" not in text(as_person(cast.worker).get(of(one)))
