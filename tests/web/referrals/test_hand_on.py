"""From a draft through the client's consent to a letter: what is shared, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import opened
from tests.web.referrals.acts import (
    ASK,
    PARTNER,
    PARTS,
    SECRET,
    AsPerson,
    agree,
    drafted,
    follow,
    last,
    of,
    page,
    requested,
    send,
    text,
    wanted,
)
from tests.web.safety.acts import assess, close, sign
from unstuck.web.caseload.current_case import current_case
from unstuck.web.components.denied import Denied
from unstuck.web.referrals.actions import referring as acts
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.letter import email_of, letter_of
from unstuck.web.referrals.models import (
    Consent,
    ConsentMethod,
    ContactMethod,
    Referral,
    ReferralArea,
    ReferralStep,
    ReplyLink,
)
from unstuck.web.referrals.queries import histories_of

TYPED = {
    "organisation": PARTNER, "areas": ["food", "money"], "ask": ASK, "way": "letter", "contact": "1 High Street",
    "call_back_on": (TODAY + timedelta(days=14)).isoformat(),
}  # fmt: skip
TWO_PARTS = {"parts": ["name", "need"], "says_name": "Cleo Brook", "says_need": ASK, "says_background": SECRET}


def email(cast: Cast, referral: Referral) -> str:
    return email_of(letter_of(histories_of([referral])[0], cast.actor(cast.worker), NOW))


def test_a_worker_prepares_records_consent_and_hands_on(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert send(browser, page(cast.cleo, "new/"), **TYPED).status_code == 302
    made = Referral.objects.get()
    assert (made.state, sorted(ReferralArea.objects.values_list("area", flat=True))) == ("draft", ["food", "money"])
    agreed = {**TWO_PARTS, "how": "signed", "on": TODAY.isoformat()}
    assert send(browser, of(made, "consent/"), **agreed).status_code == 302
    assert ASK in text(browser.get(of(made, "hand-on/")))
    days = {"on": TODAY.isoformat(), "call_back_on": TYPED["call_back_on"]}
    assert send(browser, of(made, "hand-on/"), **days).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.requested_on, last().action) == ("requested", TODAY, "referral.requested")
    assert [one.action for one in ReferralStep.objects.order_by("id")] == ["draft", "consent", "request"]
    shown = text(browser.get(of(made)))
    assert "Asked</strong>" in shown
    answer = browser.get(of(made, "letter/"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("called", "named"),
    [("অমিত রায়", ""), ("王小明", ""), ("Cleo \x07Brook", ""), ("Cleo \U0001f642", "slightly smiling face")],
)
def test_the_letter_is_set_in_any_letters_or_says_what_is_in_the_way(
    cast: Cast, as_person: AsPerson, called: str, named: str
) -> None:
    made, browser = drafted(cast), as_person(cast.worker)
    agree(cast, made, **{name: f"{words} {called}" for name, words in PARTS.items()})
    send(browser, of(made, "hand-on/"), on=TODAY.isoformat(), call_back_on=TYPED["call_back_on"])
    answer = browser.get(of(made, "letter/"))
    if not named:
        assert answer.content.startswith(b"%PDF-")
        return
    assert answer["Location"] == of(made)
    shown = text(browser.get(of(made)))
    assert f"No font here can show “\U0001f642” ({named})" in shown


def test_what_is_not_ticked_is_not_shared_even_where_words_were_typed(cast: Cast, as_person: AsPerson) -> None:
    made = drafted(cast)
    agreed = {**TWO_PARTS, "how": "signed", "on": TODAY.isoformat()}
    send(as_person(cast.worker), of(made, "consent/"), **agreed)
    kept = Consent.objects.get()
    assert kept.parts == PARTS
    assert PARTNER in kept.text
    assert "Riverside" in kept.text
    assert "– Name: Cleo Brook" in kept.text
    assert SECRET not in kept.text
    acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())
    made.refresh_from_db()
    assert "Cleo Brook" in email(cast, made)
    assert SECRET not in email(cast, made)


def test_the_letter_names_nobody_where_the_name_is_not_shared(cast: Cast) -> None:
    made = drafted(cast)
    agree(cast, made, need=ASK)
    said = email(cast, made)
    assert ASK in said
    assert "Cleo" not in said
    assert "R-1" not in said


def test_without_consent_nothing_is_handed_on(cast: Cast, as_person: AsPerson) -> None:
    made = drafted(cast)
    with pytest.raises(Denied) as refused:
        acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())
    assert refused.value.code == "no_consent"
    answer = send(as_person(cast.worker), of(made, "hand-on/"), on=TODAY.isoformat(), call_back_on=TODAY.isoformat())
    assert answer.status_code == 422
    assert "Record the client's consent first" in text(answer)
    assert as_person(cast.worker).get(of(made, "letter/")).status_code == 404
    assert not ReplyLink.objects.exists()


def test_a_part_without_words_is_refused_and_nothing_typed_is_lost(cast: Cast, as_person: AsPerson) -> None:
    made = drafted(cast)
    typed = {"parts": ["own_words"], "says_background": SECRET, "how": "spoken", "on": TODAY.isoformat()}
    answer = send(as_person(cast.worker), of(made, "consent/"), **typed)
    assert answer.status_code == 422
    assert "In the client's own words: say exactly what is shared." in text(answer)
    assert SECRET in text(answer)


def test_substance_use_takes_a_signature_and_its_notice_along(cast: Cast) -> None:
    made, actor = drafted(cast), cast.actor(cast.worker)
    parts = {"substance_use": "in treatment since spring"}
    with pytest.raises(Denied) as refused:
        acts.consent(actor, made, acts.ConsentTerms(parts, ConsentMethod.SPOKEN, TODAY), write_context())
    assert refused.value.code == "written_consent"
    acts.consent(actor, made, acts.ConsentTerms(parts, ConsentMethod.SIGNED, TODAY), write_context())
    made.refresh_from_db()
    assert made.part2
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in email(cast, made)
    agree(cast, made)
    again = Referral.objects.get()
    assert not again.part2
    assert "42 CFR" not in email(cast, again)


def test_with_violence_at_home_a_safe_way_is_asked_for(cast: Cast, as_person: AsPerson) -> None:
    assess(cast, sign(cast, "violence_at_home"))
    assess(cast, sign(cast, "harm_to_others"))
    browser = as_person(cast.worker)
    assert "no letters, texts or links" in text(browser.get(page(cast.cleo, "new/")))
    assert send(browser, page(cast.cleo, "new/"), **TYPED).status_code == 422
    with pytest.raises(Denied) as refused:
        drafted(cast)
    assert refused.value.code == "safe_way_needed"
    made = drafted(cast, safe_way="Only through me")
    agree(cast, made)
    acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())
    made.refresh_from_db()
    assert "Only through me" in email(cast, made)
    with pytest.raises(Denied) as refused:
        acts.link_to_client(cast.actor(cast.worker), made, write_context())
    assert refused.value.code == "shared_device"
    assert "A link for the client" not in text(browser.get(of(made)))


def test_violence_found_out_later_stops_handing_on_and_is_lifted_by_none_alone(cast: Cast) -> None:
    made = drafted(cast)
    agree(cast, made)
    assess(cast, concern := sign(cast, "violence_at_home"))
    with pytest.raises(Denied):
        acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())
    close(cast, concern)
    acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())


def test_a_call_says_who_was_spoken_to_and_when(cast: Cast, as_person: AsPerson) -> None:
    made = drafted(cast, way=ContactMethod.PHONE)
    agree(cast, made)
    typed = {"on": TODAY.isoformat(), "call_back_on": TODAY.isoformat()}
    assert send(as_person(cast.worker), of(made, "hand-on/"), **typed).status_code == 422
    assert send(as_person(cast.worker), of(made, "hand-on/"), **typed, spoke_to="Mrs Held").status_code == 302
    assert ReferralStep.objects.get(action="request").spoke_to == "Mrs Held"
    assert not ReplyLink.objects.exists()


def test_the_client_can_get_in_touch_without_anything_being_shared(cast: Cast) -> None:
    made = drafted(cast, way=ContactMethod.SELF)
    acts.request(cast.actor(cast.worker), made, ReferralMove("request", TODAY), write_context())
    made.refresh_from_db()
    assert made.state == "requested"


def test_the_pathway_knows_how_many_are_open(cast: Cast) -> None:
    def known() -> int | None:
        return current_case(cast.cleo, TODAY).referrals_open

    first = drafted(cast)
    assert known() == 0
    agree(cast, first)
    acts.request(cast.actor(cast.worker), first, ReferralMove("request", TODAY), write_context())
    assert known() == 1
    second = requested(cast)
    assert known() == 2
    follow(cast, first, "accept")
    follow(cast, first, "start")
    follow(cast, first, "complete")
    follow(cast, second, "decline", "full")
    assert known() == 0


def test_an_end_says_why_and_its_links_open_no_more(cast: Cast, as_person: AsPerson) -> None:
    made = requested(cast)
    typed = {"action": "decline", "on": TODAY.isoformat(), "call_back_on": TODAY.isoformat(), "words": "kept words"}
    answer = send(as_person(cast.worker), of(made, "follow/"), **typed)
    assert answer.status_code == 422
    assert "kept words" in text(answer)
    assert send(as_person(cast.worker), of(made, "follow/"), **typed, reason="full").status_code == 302
    assert ReplyLink.objects.get().ended_at is not None
    assert "No places were available" in text(as_person(cast.worker).get(of(made)))
    with pytest.raises(Denied) as refused:
        follow(cast, made, "accept")
    assert refused.value.code == "not_open"


def test_history_is_kept_and_codes_are_checked(cast: Cast) -> None:
    made = requested(cast)
    for table in (ReferralStep, Consent, ReferralArea):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.filter(referral=made).delete()
    for wrong in ({"state": "lost"}, {"way": "pigeon"}, {"got": "perhaps"}, {"requested_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.update(**wrong)


def test_a_double_click_a_stale_form_and_the_record(cast: Cast, as_person: AsPerson) -> None:
    browser, where = as_person(cast.worker), page(cast.cleo, "new/")
    fields = {**opened(browser, where), **TYPED}
    old = {**opened(browser, where), **TYPED, "ask": SECRET}
    answers = [browser.post(where, fields) for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Referral.objects.count() == 1
    stale = browser.post(where, old)
    assert stale.status_code == 422
    assert SECRET in text(stale)
    assert last().action == "referral.drafted"
    for planted in (PARTNER, ASK, "Cleo"):
        assert planted not in str(last().details)


def test_nobody_else_reads_or_writes(cast: Cast, as_person: AsPerson) -> None:
    made = requested(cast)
    assert as_person(cast.supervisor).get(of(made)).status_code == 200
    assert "/reply/" not in text(as_person(cast.supervisor).get(of(made)))
    for person in (cast.teammate, cast.outsider, cast.other_supervisor):
        assert as_person(person).get(of(made)).status_code == 404
    for person in (cast.teammate, cast.supervisor, cast.outsider):
        for rest in ("consent/", "hand-on/", "follow/", "answer/", "link/", "letter/"):
            assert as_person(person).get(of(made, rest)).status_code == 404
        with pytest.raises(Denied):
            acts.draft(cast.actor(person), cast.cleo, wanted(), write_context())
        with pytest.raises(Denied):
            acts.record_move(cast.actor(person), made, ReferralMove("accept", TODAY), write_context())
