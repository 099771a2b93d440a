"""Records of a substance use programme: the notice goes with whatever leaves and stays with what comes in."""

from __future__ import annotations

import gzip
import html
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.advocacy import acts as advocacy
from tests.web.cast import TODAY, Cast, write_context
from tests.web.circles import acts as circles
from tests.web.referrals.acts import PARTNER, drafted, requested
from tests.web.score_files.files import bring, save, text
from unstuck.web.accounts.models import Person
from unstuck.web.advocacy.models import SentLetter
from unstuck.web.caseload.models import Client
from unstuck.web.circles.queries import sealed_answer, sealed_question
from unstuck.web.components.denied import Denied
from unstuck.web.consents import part2
from unstuck.web.consents.actions import consents
from unstuck.web.consents.actions.part2 import DisclosureTerms, mark_client, record_disclosure, say_of_agency
from unstuck.web.consents.disclosures import disclosures_about
from unstuck.web.consents.part2 import carries_notice, is_part2
from unstuck.web.consents.policies import GivenTerms
from unstuck.web.consents.queries import consents_about
from unstuck.web.consultation.models import Ground
from unstuck.web.referrals.actions import referring
from unstuck.web.referrals.actions.frame import ReferralMove
from unstuck.web.referrals.letter import letter_of
from unstuck.web.referrals.models import ConsentMethod, ContactMethod, Referral
from unstuck.web.referrals.queries import histories_of

AsPerson = Callable[[Person | None], Browser]
NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""42 CFR 2.32(a), the short statement, as amended by 89 FR 12472 (16 February 2024)."""


def marked(cast: Cast, answer: bool = True) -> None:
    mark_client(cast.actor(cast.worker), cast.cleo, answer, "From the programme", write_context())


def agree(cast: Cast, referral: Referral, how: ConsentMethod) -> None:
    terms = referring.ConsentTerms({"need": "Food"}, how, TODAY)
    referring.consent(cast.actor(cast.worker), referral, terms, write_context())


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied:
        act()
    return denied.value.code


def test_a_referral_needs_a_signed_consent_that_names_the_client_and_carries_the_notice(cast: Cast) -> None:
    marked(cast)
    made = drafted(cast)
    assert refused(lambda: agree(cast, made, ConsentMethod.SPOKEN)) == "written_consent"
    Client.objects.filter(pk=cast.cleo.client_id).update(name="")
    assert refused(lambda: agree(cast, made, ConsentMethod.SIGNED)) == "no_name"
    Client.objects.filter(pk=cast.cleo.client_id).update(name="Cleo Brook")
    agree(cast, made, ConsentMethod.SIGNED)
    agreed = made.consents.get().text
    for element in ("Cleo Brook", "Riverside", PARTNER, "Food", "until the referral ends", "withdraw", NOTICE):
        assert element in agreed, "the elements of 42 CFR 2.31(a)"
    history = histories_of([Referral.objects.get(pk=made.pk)])[0]
    assert letter_of(history, cast.actor(cast.worker), write_context().now).notice == NOTICE


def test_a_mark_that_comes_after_a_spoken_consent_holds_the_referral(cast: Cast) -> None:
    made = drafted(cast, way=ContactMethod.PHONE)
    agree(cast, made, ConsentMethod.SPOKEN)
    marked(cast)
    move = ReferralMove("request", TODAY)
    again = Referral.objects.get(pk=made.pk)
    assert (
        refused(lambda: referring.request(cast.actor(cast.worker), again, move, write_context())) == "written_consent"
    )
    marked(cast, answer=False)
    referring.request(cast.actor(cast.worker), again, move, write_context())


def test_a_letter_of_advocacy_does_so_too(cast: Cast) -> None:
    marked(cast)
    task = advocacy.planned(cast)
    advocacy.written(cast, task)
    assert refused(lambda: advocacy.agreed(cast, task)) == "written_consent"
    advocacy.agreed(cast, task, how=ConsentMethod.SIGNED)
    advocacy.send(cast, task)
    assert SentLetter.objects.get().content["notice"] == NOTICE


def test_the_agency_says_it_of_all_and_a_worker_of_one(cast: Cast) -> None:
    client = cast.cleo.client
    assert not is_part2(client)
    say_of_agency(cast.actor(cast.administrator), True, write_context())
    assert is_part2(client)
    assert not is_part2(cast.outside_client.client)
    marked(cast, answer=False)
    assert not is_part2(client)
    assert refused(lambda: say_of_agency(cast.actor(cast.manager), False, write_context())) == "not_administrator"


def test_it_stands_on_every_paper_and_in_the_own_record(cast: Cast, as_person: AsPerson) -> None:
    browser, client = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/"
    pages = ("", "before/", "plan/", "safety/", "rights/record/")
    assert not any(NOTICE in text(browser.get(client + page)) for page in pages)
    assert json.loads(browser.get(f"{client}rights/record/data/").content)["notice"] == ""
    marked(cast)
    for page in pages:
        assert f'on-paper">{NOTICE}' in text(browser.get(client + page)), page
    assert json.loads(browser.get(f"{client}rights/record/data/").content)["notice"] == NOTICE
    told = text(browser.get(f"{client}disclosures/"))
    assert "Their own record" in told, "what the client took away is among what left"


def test_it_goes_to_another_agency_and_comes_back(cast: Cast) -> None:
    circles.circle(cast)
    marked(cast)
    assert refused(lambda: circles.sent(cast)) == "part2_consent"
    question = cast.cleo.consultations.get()
    agreed: dict[str, Any] = {"ground": Ground.CONSENT, "consent_on": TODAY, "consent_how": "Signed"}
    sent = circles.sent(cast, question, **agreed)
    there = circles.received(cast, sealed_question(sent))
    assert there.content is not None
    assert there.content["parts"][-1]["lines"] == [NOTICE]
    circles.brought_back(cast, sealed_answer(circles.answered(cast, there)))
    assert NOTICE in question.messages.get().words
    assert "Hillside" in {one.recipient for one in disclosures_about(cast.cleo.client)}


def test_a_file_that_carries_it_marks_its_clients(cast: Cast, as_person: AsPerson) -> None:
    wanda = as_person(cast.worker)
    file = "client,score,date,42 CFR Part 2\nR-1,9,2026-11-20,yes\nN-71,18,2026-11-01,yes\n"
    address = bring(wanda, file)
    assert "42 CFR Part 2 protects its records" in text(wanda.get(f"{address}preview/"))
    assert save(wanda, address).status_code == 302
    for reference in ("R-1", "N-71"):
        assert is_part2(Client.objects.get(agency=cast.agency, reference=reference))
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("xl/sharedStrings.xml", f"<t>{NOTICE}</t>")
    assert carries_notice(sheet.getvalue())
    assert not carries_notice(b"PK\x03\x04 torn")


def test_what_was_told_stands_in_the_accounting_with_its_ground(cast: Cast) -> None:
    requested(cast)
    marked(cast)
    worker, given = cast.actor(cast.worker), {"recipient": "Dr Onyx", "purpose": "Sleep", "what": "That she sleeps"}

    def told(**more: Any) -> None:
        record_disclosure(worker, cast.cleo, DisclosureTerms(**{**given, "on": TODAY, **more}), write_context())

    def agreed(**more: Any) -> None:
        terms = GivenTerms("sharing", True, **{"how": "signed", "on": TODAY, **given, **more})
        consents.record_consent(worker, cast.cleo, terms, write_context())

    assert refused(lambda: agreed(how="spoken")) == "written_consent"
    assert refused(agreed) == "no_until"
    agreed(until=TODAY + timedelta(days=90))
    assert refused(lambda: told(ground="consent")) == "no_consent"
    assert refused(lambda: told(ground="other", words="A law")) == "part2_ground"
    key = next(one.key for one in consents_about(cast.cleo.client_id) if one.held.recipient == "Dr Onyx")
    told(ground="consent", consent=key)
    told(ground="emergency", recipient="Ambulance")
    found = {one.recipient: one.ground for one in disclosures_about(cast.cleo.client)}
    assert found == {
        PARTNER: "Consent of 22 November 2026",
        "Dr Onyx": "The client's consent (§ 2.31)",
        "Ambulance": "A medical emergency (§ 2.51)",
    }


def test_a_disclosure_names_its_ground(cast: Cast) -> None:
    worker = cast.actor(cast.worker)

    def told(**more: Any) -> None:
        given = {"recipient": "Court", "purpose": "Custody", "what": "That she comes", "on": TODAY, **more}
        record_disclosure(worker, cast.cleo, DisclosureTerms(**given), write_context())

    assert refused(lambda: told(ground="court", on=TODAY + timedelta(days=1))) == "future_date"
    assert refused(lambda: told(ground="")) == "no_ground"
    assert refused(lambda: told(ground="other", words=" ")) == "no_law"
    told(ground="other", words="A law of the state")
    for name, how in {"Spoken": "spoken", "Endless": "signed"}.items():
        terms = GivenTerms("sharing", True, how, TODAY, recipient=name, purpose="Sleep", what="That")
        consents.record_consent(worker, cast.cleo, terms, write_context())
    made = requested(cast)
    keys = {one.held.recipient: one.key for one in consents_about(cast.cleo.client_id)}
    told(ground="consent", consent=keys["Spoken"])
    marked(cast)
    for name in ("Spoken", "Endless"):
        assert refused(lambda key=keys[name]: told(ground="consent", consent=key)) == "consent_elements"  # type: ignore[misc]
    told(ground="consent", consent=keys[made.organisation])


def test_it_is_marked_by_clicking(cast: Cast, as_person: AsPerson) -> None:
    browser, here = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/disclosures/"
    page = html.unescape(browser.get(f"{here}protected/").content.decode())
    once = page.split('name="once" value="')[1].split('"')[0]
    assert NOTICE in page
    assert browser.post(f"{here}protected/", {"once": once, "answer": "marked", "words": ""}).status_code == 422
    assert browser.post(f"{here}protected/", {"once": once, "answer": "marked", "words": "Ward"}).status_code == 302
    assert is_part2(cast.cleo.client)
    assert as_person(cast.teammate).get(here).status_code == 404
    assert as_person(cast.administrator).get("/people/protected-records/").status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_notice_is_found_in_whatever_form_a_table_comes(encoding: str, packed: bool) -> None:
    """A compressed table, and one as spreadsheets save it in UTF-16, came in without its protection."""
    content = f"client,score,date,{NOTICE}\n".encode(encoding)
    assert carries_notice(gzip.compress(content) if packed else content)


def test_a_workbook_with_a_torn_text_in_it_is_no_fault_of_ours() -> None:
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("docProps/app.xml", "<a>" + "words " * 2000)
    torn = bytearray(sheet.getvalue())
    torn[60:90] = b"\xff" * 30
    assert not carries_notice(bytes(torn))


def test_no_more_texts_are_looked_through_than_a_workbook_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part2, "_LARGEST_TEXTS", 100)
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as written:
        for number in range(part2.MOST_TEXTS):
            written.writestr(f"xl/{number}.xml", " " * 100)
        written.writestr("xl/last.xml", NOTICE)
    assert not carries_notice(sheet.getvalue())
