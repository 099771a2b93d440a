"""What a consent, its withdrawal, a restriction and a disclosure must say, and who reads and decides: case by case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consents.test_consents import given, taken_back
from tests.web.consents.test_part2 import marked
from tests.web.consents.test_restrictions import asked, decided
from tests.web.referrals.acts import requested
from tests.web.refusals import refusal, who_finds
from unstuck.web.accounts.models import Membership, Person, Team
from unstuck.web.components import dates
from unstuck.web.consents.actions import consents as actions
from unstuck.web.consents.disclosure_policies import check_disclosure, consents_to_tell
from unstuck.web.consents.models import ConsentWithdrawal, GivenConsent, Restriction, RestrictionStep
from unstuck.web.consents.permissions import may_be_kept_out, restrictions_for, teams_here, withdrawals_for
from unstuck.web.consents.policies import (
    GivenTerms,
    WithdrawalTerms,
    check_given,
    check_seen_to,
    check_withdrawal,
    consent_gaps,
)
from unstuck.web.consents.restriction_policies import check_asked, check_decides

DAY = timedelta(days=1)
TOLD: dict[str, Any] = {"recipient": "Dr Onyx", "purpose": "Sleep", "what": "That she sleeps"}


def gaps(**changed: Any) -> list[tuple[str, str]]:
    terms = GivenTerms(**{"kind": "treatment", "agreed": True, "how": "spoken", "on": TODAY, **changed})
    return [(field, denied.code) for field, denied in consent_gaps(terms, TODAY)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"how": "signed"}, []),
        ({"kind": "kite"}, [("kind", "no_kind")]),
        ({"how": "page"}, [("how", "no_how")]),
        ({"on": TODAY + DAY}, [("on", "future_date")]),
        ({"until": TODAY}, []),
        ({"until": TODAY - DAY}, [("until", "until_before")]),
        ({"given_by": "guardian"}, [("giver", "no_giver")]),
        ({"given_by": "guardian", "giver": " "}, [("giver", "no_giver")]),
        ({"given_by": "guardian", "giver": "Her aunt"}, []),
        ({"kind": "sharing"}, [("recipient", "no_recipient"), ("purpose", "no_purpose"), ("what", "no_what")]),
        ({"kind": "sharing", **TOLD, "what": " "}, [("what", "no_what")]),
        ({"kind": "sharing", **TOLD}, []),
    ],
)
def test_a_consent_says_what_it_must(changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert gaps(**changed) == expected


def test_a_consent_is_refused_for_the_first_thing_it_lacks() -> None:
    assert refusal(check_given, GivenTerms("kite", True, "page", TODAY), TODAY) == "no_kind"
    assert refusal(check_given, GivenTerms("treatment", True, "spoken", TODAY), TODAY) == ""


@pytest.mark.parametrize(
    ("terms", "given_on", "expected"),
    [
        (WithdrawalTerms(TODAY), TODAY, ""),
        (WithdrawalTerms(TODAY), None, ""),
        (WithdrawalTerms(TODAY + DAY), TODAY, "future_date"),
        (WithdrawalTerms(TODAY - DAY), TODAY, "before_consent"),
        (WithdrawalTerms(TODAY - DAY), None, ""),
        (WithdrawalTerms(TODAY, "shouted"), TODAY, "no_how"),
        (WithdrawalTerms(TODAY, "page"), TODAY, ""),
    ],
)
def test_a_withdrawal_has_a_day_and_a_way(terms: WithdrawalTerms, given_on: date | None, expected: str) -> None:
    assert refusal(check_withdrawal, terms, given_on, TODAY) == expected


def test_what_is_left_unsaid_is_empty(cast: Cast) -> None:
    """No text that nobody typed is kept with a consent, or with its withdrawal."""
    terms = GivenTerms("treatment", True, "spoken", TODAY)
    row = actions.record_consent(cast.actor(cast.worker), cast.cleo, terms, write_context())
    kept = GivenConsent.objects.get(pk=row.pk)
    assert (kept.given_by, kept.until) == ("client", None)
    assert {kept.giver, kept.recipient, kept.purpose, kept.what, kept.words} == {""}
    taken_back(cast, f"given-{row.pk}")
    withdrawal = ConsentWithdrawal.objects.get()
    assert (withdrawal.how, withdrawal.words) == ("spoken", "")


def test_it_is_said_what_was_done_about_a_withdrawal() -> None:
    assert [refusal(check_seen_to, words) for words in ("", " ", "Told Dr Onyx")] == ["no_words", "no_words", ""]


def test_what_was_taken_back_and_restricted_is_read_by_who_reads_the_client(cast: Cast) -> None:
    taken_back(cast, f"given-{given(cast, 'treatment').pk}")
    assert who_finds(cast, withdrawals_for, ConsentWithdrawal.objects.get()) == {"Wanda", "Sunita"}
    assert who_finds(cast, restrictions_for, asked(cast, "sums")) == {"Wanda", "Sunita"}
    assert not withdrawals_for(None).exists()
    assert not restrictions_for(None).exists()


def test_who_can_be_kept_out_works_with_clients_here_now(cast: Cast) -> None:
    def offered() -> list[str]:
        return [one.person.name for one in may_be_kept_out(cast.actor(cast.worker), cast.cleo)]

    assert offered() == ["Stan", "Sunita", "Wilma", "Wim"]
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    assert offered() == ["Stan", "Sunita", "Wilma"]
    assert [one.name for one in teams_here(cast.actor(cast.outsider))] == ["Hill"]


Whom = tuple[str | None, str | None]


@pytest.mark.parametrize(
    ("scope", "whom", "expected"),
    [
        ("kite", (None, None), "no_scope"),
        ("sums", (None, None), ""),
        ("sums", ("teammate", None), "no_colleague"),
        ("record", (None, "other_team"), "no_colleague"),
        ("colleague", (None, None), "no_colleague"),
        ("colleague", ("teammate", None), ""),
        ("colleague", (None, "other_team"), ""),
        ("colleague", ("worker", None), "own_worker"),
        ("colleague", (None, "team"), "own_worker"),
    ],
)
def test_a_wish_says_how_far_it_goes_and_from_whom(cast: Cast, scope: str, whom: Whom, expected: str) -> None:
    person: Person | None = getattr(cast, whom[0]) if whom[0] else None
    team: Team | None = getattr(cast, whom[1]) if whom[1] else None
    facts = (cast.actor(cast.worker), cast.cleo, scope, person, team)
    assert refusal(check_asked, *facts, TODAY, "As they wish", TODAY) == expected
    if not expected:
        assert refusal(check_asked, *facts, TODAY + DAY, "As they wish", TODAY) == "future_date"
        assert refusal(check_asked, *facts, TODAY, " ", TODAY) == "no_reason"


def test_a_team_that_the_worker_has_left_can_be_kept_out_and_where_nobody_works_with_them_anybody(cast: Cast) -> None:
    facts = (cast.actor(cast.supervisor), cast.cleo, "colleague", None, cast.team, TODAY, "As they wish", TODAY)
    Membership.objects.filter(person=cast.worker).update(ended_at=NOW)
    assert refusal(check_asked, *facts) == "", "others of that team are no reason to refuse it"
    cast.cleo.worker = None
    assert refusal(check_asked, *facts) == ""


def test_a_decision_has_a_reason_and_a_day_not_before_the_wish(cast: Cast) -> None:
    one, worker = asked(cast, "sums"), cast.actor(cast.worker)
    days = [TODAY - DAY, TODAY, TODAY + DAY]
    found = [refusal(check_decides, worker, one, "grant", day, "Yes", max(day, TODAY)) for day in days]
    assert found == ["before_asked", "", ""]
    assert refusal(check_decides, worker, one, "grant", TODAY + DAY, "Yes", TODAY) == "future_date"
    assert refusal(check_decides, worker, one, "grant", TODAY, " ", TODAY) == "no_reason"
    assert refusal(check_decides, worker, one, "lift", TODAY, "Yes", TODAY) != "", "what is not in force is not lifted"


def wished(cast: Cast, on: date | None, by: Person) -> Restriction:
    """Return a wish that somebody wrote down on a day; without a day, one of which no step is on record."""
    one = Restriction.objects.create(client=cast.cleo.client, scope="sums", state="asked")
    if on is not None:
        RestrictionStep.objects.create(
            restriction=one, action="ask", on=on, words="Hers", at=NOW, by=by
        )  # fmt: skip
    return one


def test_it_is_the_day_of_the_wish_that_counts_and_who_wrote_the_wish(cast: Cast) -> None:
    one = wished(cast, TODAY - 3 * DAY, cast.supervisor)
    supervisor, other = cast.actor(cast.supervisor), cast.actor(cast.other_supervisor)
    assert refusal(check_decides, supervisor, one, "refuse", TODAY, "Law", TODAY) == "not_supervisor"
    assert refusal(check_decides, other, one, "refuse", TODAY, "Law", TODAY) == ""
    assert refusal(check_decides, cast.actor(cast.worker), one, "refuse", TODAY, "Law", TODAY) == "not_supervisor"
    assert refusal(check_decides, supervisor, one, "grant", TODAY - 2 * DAY, "Yes", TODAY) == ""
    decided(cast, one, "grant", cast.supervisor)
    one.refresh_from_db()
    assert refusal(check_decides, supervisor, one, "lift", TODAY - 2 * DAY, "Yes", TODAY) == ""


def test_a_wish_that_nobody_wrote_down_is_refused_by_a_supervisor_alone(cast: Cast) -> None:
    facts = (wished(cast, None, cast.worker), "refuse", TODAY, "Law", TODAY)
    assert refusal(check_decides, cast.actor(cast.supervisor), *facts) == ""
    assert refusal(check_decides, cast.actor(cast.worker), *facts) == "not_supervisor"


def test_a_worker_without_a_team_is_kept_out_by_no_wish_about_a_colleague(cast: Cast) -> None:
    Membership.objects.filter(person=cast.worker).update(team=None)
    facts = (cast.actor(cast.worker), cast.cleo, "colleague", cast.teammate, None, TODAY, "Hers", TODAY)
    assert refusal(check_asked, *facts) == ""


def told(cast: Cast, consent: str, **changed: Any) -> str:
    facts = {"ground": "consent", "on": TODAY, "words": "", "today": TODAY, **changed}
    return refusal(check_disclosure, cast.cleo.client, facts["ground"], consent, facts["on"], facts["words"], TODAY)


def test_a_disclosure_rests_on_a_consent_in_force_that_names_somebody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing, plain = given(cast, "sharing", until=TODAY + DAY, **TOLD), given(cast, "treatment")
    assert [one.held.recipient for one in consents_to_tell(cast.cleo.client_id)] == ["Dr Onyx"]
    assert told(cast, f"given-{sharing.pk}") == ""
    assert told(cast, f"given-{plain.pk}") == "no_consent"
    assert told(cast, "") == "no_consent"
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + 2 * DAY)
    assert told(cast, f"given-{sharing.pk}") == "no_consent", "it is over"
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    taken_back(cast, f"given-{sharing.pk}")
    assert told(cast, f"given-{sharing.pk}") == "no_consent", "it was taken back"
    assert not consents_to_tell(cast.cleo.client_id)


def test_a_disclosure_has_a_day_a_ground_and_where_it_is_another_law_its_name(cast: Cast) -> None:
    assert told(cast, "", ground="emergency", on=TODAY + DAY) == "future_date"
    assert told(cast, "", ground="kite") == "no_ground"
    assert told(cast, "", ground="emergency") == ""
    assert told(cast, "", ground="other", words=" ") == "no_law"
    assert told(cast, "", ground="other", words="A law of the state") == ""
    marked(cast)
    assert told(cast, "", ground="other", words="A law of the state") == "part2_ground"
    assert told(cast, "", ground="emergency", words="A law of the state") == ""


def test_under_part_2_this_very_consent_is_signed_and_has_an_end(cast: Cast) -> None:
    """42 CFR 2.31(a)(7) and (8): an expiration, and the signature. Another consent that has both is no help."""
    until = TODAY + 90 * DAY

    def agreed(how: str, until: date | None) -> GivenConsent:
        terms = GivenTerms("sharing", True, how, TODAY, until=until, **TOLD)
        return actions.record_consent(cast.actor(cast.worker), cast.cleo, terms, write_context())

    spoken, endless, whole = agreed("spoken", until), agreed("signed", None), agreed("signed", until)
    partner = requested(cast).organisation
    marked(cast)
    of_referral = next(one.key for one in consents_to_tell(cast.cleo.client_id) if one.held.recipient == partner)
    assert told(cast, of_referral) == "", "its own room asked for both"
    assert told(cast, f"given-{spoken.pk}") == "consent_elements"
    assert told(cast, f"given-{endless.pk}") == "consent_elements"
    assert told(cast, f"given-{whole.pk}") == ""
