"""Who reads an alert and sets how many there are, and what putting one off needs: on both sides of each rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.web.cast import TODAY, Cast
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.safety.acts import assess, sign
from unstuck.web.alerts import policies
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.permissions import alerts_for, check_may_set
from unstuck.web.caseload.models import Standing
from unstuck.web.components.denied import Denied

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def test_an_alert_is_read_by_who_reads_the_client(cast: Cast) -> None:
    alert = Alert.objects.get(episode=cast.cleo)
    assert who_finds(cast, alerts_for, alert) == {"Wanda", "Sunita"}
    assert not alerts_for(None).exists()


def test_managers_and_administrators_set_how_many_there_are(cast: Cast) -> None:
    assert who_may(cast, check_may_set) == {"Mirjam", "Aron", "Alma"}


@pytest.mark.parametrize(
    ("words", "again_on", "expected"),
    [
        ("On holiday", TODAY + DAY, ""),
        (" ", TODAY + DAY, "no_reason"),
        ("On holiday", None, "no_day"),
        ("On holiday", TODAY, "not_ahead"),
    ],
)
def test_an_alert_is_put_off_with_a_reason_and_a_day(words: str, again_on: date | None, expected: str) -> None:
    assert refusal(policies.check_put_off, words, again_on, TODAY) == expected


def test_the_day_to_look_again_is_ahead_and_not_too_far() -> None:
    days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 3 * WEEK, TODAY + 3 * WEEK + DAY]
    found = [refusal(policies.check_again_on, day, TODAY, 3) for day in days]
    assert found == ["not_ahead", "not_ahead", "", "", "too_far"]
    with pytest.raises(Denied, match="within 3 weeks"):
        policies.check_again_on(TODAY + 4 * WEEK, TODAY, 3)


def test_what_answers_a_risk_is_not_put_off(cast: Cast) -> None:
    def standing() -> Standing:
        return Standing.objects.get(episode=cast.cleo)

    assert refusal(policies.check_may_wait, standing(), TODAY) == ""
    concern = sign(cast, "suicide")
    assert refusal(policies.check_may_wait, standing(), TODAY) == "safety_first"
    assess(cast, concern)
    assert refusal(policies.check_may_wait, standing(), TODAY) == ""
    sign(cast, "stalking")
    with pytest.raises(Denied, match=r"This cannot be put off: \w+"):
        policies.check_may_wait(standing(), TODAY)


def test_what_happened_next_is_said_in_words() -> None:
    cases = [("tell", " "), ("tell", "They talked"), ("see", "")]
    assert [refusal(policies.check_told, *one) for one in cases] == ["no_words", "", ""]


def test_a_setting_is_one_that_a_curve_offers() -> None:
    assert [refusal(policies.check_offered, share, (0.1, 0.2)) for share in (0.1, 0.3)] == ["", "not_offered"]
