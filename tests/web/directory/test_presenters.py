"""What the pages of the directory say, made from the rows themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, TODAY, Cast
from unstuck.interop.hsds import read_files
from unstuck.web.accounts.models import Person
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.models import Import, ImportStage, Language, Location, Note, Organisation, Schedule, Service
from unstuck.web.directory.presenters.imports import import_lines, import_page
from unstuck.web.directory.presenters.maps import drawn
from unstuck.web.directory.presenters.pages import found_services, line_of, resources_page, service_page
from unstuck.web.directory.presenters.words import hours_line, knowledge_of, other_hours, shortened
from unstuck.web.directory.queries import with_details
from unstuck.web.directory.search import ServiceResult, ServiceResults

AsPerson = Callable[[Person | None], Browser]

PREVIEW = {
    "new": 2, "changed": 1, "gone": 1, "same": 7, "notes": 3, "new_names": ["Choir", "Food"], "gone_names": ["Old"],
    "changes": [{"name": "Rent", "fields": [["cost_words", "free", ""]]}],
}  # fmt: skip


def open_on(weekday: int, opens: int = 540, closes: int = 1020, **more: object) -> Schedule:
    return Schedule(weekday=weekday, opens=opens, closes=closes, **more)


def made(cast: Cast, **more: object) -> Service:
    house = Organisation.objects.create(agency=cast.agency, source="d", row="o", name="The House", website="h.invalid")
    row = Service.objects.create(
        agency=cast.agency, organisation=house, source="d", row="s", name="Rent advice", cost="free", digest="x", **more
    )
    Language.objects.create(service=row, name="Welsh", key="welsh")
    Schedule.objects.create(service=row, weekday=0, opens=540, closes=1020)
    return with_details(Service.objects.filter(pk=row.pk)).get()


def test_days_with_the_same_hours_stand_together() -> None:
    week = [open_on(0), open_on(1), open_on(3), open_on(4, 600)]
    assert hours_line(week) == "Mon–Tue 09:00–17:00; Thu 09:00–17:00; Fri 10:00–17:00"
    assert hours_line([open_on(0, nth=1), open_on(1, closed=True)]) == ""
    assert other_hours([open_on(0), open_on(1, nth=-1)]) == ["Every last Tue of the month: 09:00–17:00"]


def test_a_long_text_is_cut_between_words() -> None:
    assert shortened("one two  three", 9) == "one two …"
    assert shortened("one two", 9) == "one two"


def test_the_newest_answer_to_each_question_counts(cast: Cast) -> None:
    newer = Note(by=cast.worker, at=NOW, works_well_for="families")
    older = Note(by=cast.teammate, at=NOW - timedelta(days=9), works_well_for="couples", waiting_time="two weeks")
    known = knowledge_of([newer, older])
    assert (known.works_well_for, known.waiting_time, known.words) == ("families", "two weeks", "")
    assert (known.by, known.at) == (cast.worker.name, NOW)
    assert known.in_short == "families; two weeks"
    assert knowledge_of([]).at is None


def test_a_result_leaves_out_what_nobody_knows_and_says_why_it_is_here(cast: Cast) -> None:
    row = made(cast, minimum_age=18, more={"phones": [["01632 960100", "office"]]}, confirmed_on=TODAY)
    result = ServiceResult(row, {"rent": ("name", "terms")}, ("money",), 1.26, is_open=True)
    line = line_of(3, result, TODAY)
    assert dict(line.facts) == {
        "For": "from age 18", "When": "Mon 09:00–17:00", "Cost": "Free", "Languages": "Welsh",
        "Contact": "01632 960100",
    }  # fmt: skip
    assert line.why == "matches “rent” in the name, its topics; money; open now; 1.3 km"
    assert (line.number, line.organisation, line.is_unconfirmed) == (3, "The House", False)
    late = line_of(3, result, TODAY + timedelta(days=181))
    assert late.is_unconfirmed


def test_a_page_of_results_knows_where_it_is_and_what_was_not_understood(cast: Cast) -> None:
    row = made(cast)
    only = ServiceResult(row, {}, (), None, None)
    results = ServiceResults(45, 2, 3, [only], {"rennt": "rent"}, [(1, (51.5, -0.1))])
    found = found_services(results, near=(51.6, -0.1), unknown_place="", today=TODAY)
    assert (found.count, found.position, found.first) == ("45 services", ", page 2 of 3", 21)
    assert (found.previous, found.next) == (1, 3)
    assert found.sentences == ["“rennt” was read as “rent”."]
    assert found.map is not None
    assert [dot.number for dot in found.map.dots] == ["21", ""]
    nothing = found_services(ServiceResults(0, 1, 1, []), None, "Nowhere", TODAY)
    assert (nothing.position, nothing.previous, nothing.next, nothing.map) == ("", None, None, None)
    assert "“Nowhere”" in nothing.sentences[0]
    assert nothing.sentences[1].startswith("Nothing was found.")
    assert resources_page(has_directory=True).found is None


def test_a_map_has_north_up_and_joins_what_lies_together() -> None:
    north, south = (52.0, 0.0), (51.0, 0.0)
    shown = drawn([("1", north), ("2", south), ("3", south)])
    assert shown is not None
    first, second = shown.dots
    assert (first.number, second.number) == ("1", "2, 3")
    assert first.y < second.y
    assert shown.scale_words.endswith(" km")
    assert drawn([("1", north), ("2", north)]) is None


def test_the_page_of_a_service_has_its_facts_in_order(cast: Cast) -> None:
    row = made(cast, whom="x" * 130, cost_words="Free for members", more={"documents": ["passport", "letter"]})
    Location.objects.create(service=row, agency=cast.agency, name="Hall", address="1 High Street")
    row = with_details(Service.objects.filter(pk=row.pk)).get()
    page = service_page(row, True, "/refer/", TODAY)
    terms = [term for term, _words in page.facts]
    assert terms == ["Who it is for", "In full", "Open", "Cost", "Languages", "What to bring", "Website"]
    facts = dict(page.facts)
    assert facts["Open"] == "Mon 09:00–17:00 (open now)"
    assert (facts["Cost"], facts["What to bring"]) == ("Free for members", "passport; letter")
    assert dict(service_page(row, False, "", TODAY).facts)["Open"] == "Mon 09:00–17:00"
    assert (page.refer, page.map, page.is_unconfirmed) == ("/refer/", None, True)
    assert [location.name for location in page.locations] == ["Hall"]


def brought(stage: ImportStage, started_at: datetime | None = None, **more: object) -> Import:
    return Import(
        source="County", file_name="county.zip", stage=stage, stage_at=NOW, started_at=started_at, difference=PREVIEW,
        **more,
    )  # fmt: skip


def test_a_preview_shows_counts_changes_and_names() -> None:
    page = import_page(brought(ImportStage.READ))
    assert page.counts == [(2, "new"), (1, "changed"), (1, "gone"), (7, "as before")]
    assert page.notes == 3
    assert (page.waits_for_a_person, page.has_errors, page.progress.continues) == (True, False, False)
    (change,) = page.changes
    assert (change.name, change.fields) == ("Rent", [("cost words", "free", "empty")])
    assert page.named == [("New", ["Choir", "Food"]), ("Gone", ["Old"])]


def test_errors_are_in_words_and_keep_it_from_being_applied() -> None:
    problems = [{"level": "kept", "code": "c", "text": "a column"}, {"level": "error", "code": "e", "text": "no name"}]
    page = import_page(brought(ImportStage.READ, problems=problems, errors=1))
    assert page.has_errors
    assert [(problem.level_words, problem.text) for problem in page.problems] == [
        ("Kept separately", "a column"),
        ("Error", "no name"),
    ]


@pytest.mark.parametrize(
    ("stage", "continues", "applied", "failed"),
    [
        ("uploaded", True, False, False), ("read", False, False, False), ("confirmed", True, False, False),
        ("applied", False, True, False), ("discarded", False, False, False), ("failed", False, False, True),
    ],
)  # fmt: skip
def test_each_stage_says_how_far_it_is(stage: str, continues: bool, applied: bool, failed: bool) -> None:
    page = import_page(brought(ImportStage(stage)))
    assert (page.progress.continues, page.applied, page.failed) == (continues, applied, failed)
    assert page.progress.title
    assert bool(page.counts) is not failed
    waiting = page.progress.words.startswith("Waiting for its turn.")
    assert waiting is continues
    assert import_page(brought(ImportStage(stage), NOW)).progress.words.startswith("Working on it since") is continues


def test_a_list_of_files_says_how_far_each_is(cast: Cast) -> None:
    (line,) = import_lines([brought(ImportStage.CONFIRMED, by=cast.manager)])
    assert (line.about, line.by) == ("County · waiting to be brought in", cast.manager.name)


def test_the_page_of_a_service_says_where_its_hours_hold_and_all_that_the_file_says(
    cast: Cast, as_person: AsPerson
) -> None:
    files = {
        "organizations.csv": "id,name,description\n1,Mill Trust,Advice\n",
        "locations.csv": "id,organization_id,name\n20,1,Mill House\n21,1,Chapel\n",
        "services.csv": "id,organization_id,name,description,status\n10,1,Rent help,Help,active\n",
        "services_at_location.csv": "id,service_id,location_id\n30,10,20\n31,10,21\n",
        "regular_schedules.csv": "id,service_id,location_id,weekday,opens_at,closes_at\n"
        "80,10,20,Monday,18:00,00:00\n81,10,21,alternate Fridays,09:00,12:00\n",
        "eligibility.csv": "id,service_id,eligibility\n50,10,Tenants over 55\n",
        "payments_accepted.csv": "id,service_id,payment\n60,10,Voucher\n",
        "taxonomy.csv": "id,name\nT7,Rent arrears\n",
        "service_taxonomy.csv": "id,service_id,taxonomy_id\n40,10,T7\n",
    }
    directory = read_files({name: text.encode() for name, text in files.items()}, name="county")
    take_in(cast.agency, "County", directory, NOW, {"file_name": "county", "sha256": "0" * 64})
    service = Service.objects.get(agency=cast.agency, name="Rent help")
    page = as_person(cast.worker).get(reverse("directory:service", args=[service.public_id])).content.decode()
    for words in (
        "Mill House: Mon 18:00–24:00", "Chapel: alternate Fridays, 09:00–12:00", "Tenants over 55", "Voucher",
        "Rent arrears",
    ):  # fmt: skip
        assert words in page, words
