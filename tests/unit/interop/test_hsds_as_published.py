"""Directories as counties and agencies publish them: what is in the file is in the service, and nothing is made up.

The inputs are ours, of the kinds seen in published sets of HSDS 1.x, 3.0, Ohana and Open Referral UK, and in agencies'
own sheets.
"""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.workbook import workbook, workbook_of
from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, Form, files_of, read_files
from unstuck.interop.hsds.costs import cost_in_words
from unstuck.interop.hsds.plain_sheet import COLUMNS, template
from unstuck.interop.hsds.services import Described, described

ORGANIZATIONS = "id,name,description\n1,Mill Trust,Advice in the valley\n"
LOCATIONS = "id,organization_id,name\n20,1,Mill House\n21,1,Chapel\n"
SERVICES = (
    "id,organization_id,name,description,status\n10,1,Rent help,Help with rent,active\n11,1,Warm room,A room,active\n"
)
AT = "id,service_id,location_id\n30,10,20\n31,10,21\n32,11,21\n"
HOURS = "id,service_id,location_id,service_at_location_id,weekday,opens_at,closes_at\n"


def county(**files: str) -> Directory:
    """Read a small county of HSDS 1.x with plain ids; `files` by their stem."""
    base = {"organizations": ORGANIZATIONS, "locations": LOCATIONS, "services": SERVICES, "services_at_location": AT}
    return read_files({f"{name}.csv": text.encode() for name, text in (base | files).items()}, name="county")


def service(found: Directory, name: str = "Rent help") -> Described:
    return next(one for one in described(found) if one.name == name)


def hours(*rows: str) -> tuple[Described, Directory]:
    found = county(regular_schedules=HOURS + "\n".join(rows) + "\n")
    return service(found), found


def codes(found: Directory, level: str) -> set[str]:
    return {one.code for one in found.problems if one.level == level}


@pytest.mark.parametrize("file", ["service_taxonomy", "services_taxonomy", "services_taxonomies"])
def test_terms_of_1x_belong_to_their_service(file: str) -> None:
    terms = {file: "id,service_id,taxonomy_id\n40,10,T7\n", "taxonomy": "id,name,vocabulary\nT7,Rent arrears,Local\n"}
    found = county(**terms)
    assert service(found).terms == (("T7", "Rent arrears"),)
    assert service(found, "Warm room").terms == ()
    assert not {one.code for one in found.problems} & {"missing_reference", "unknown_file"}


def test_eligibility_payments_and_languages_of_1x_belong_to_their_service() -> None:
    found = county(
        eligibility="id,service_id,eligibility\n50,10,Tenants over 55\n",
        payments_accepted="id,service_id,payment\n60,10,Cash\n61,10,Voucher\n",
        languages="id,service_id,location_id,language\n70,10,,Polish\n",
    )
    one = service(found)
    assert (one.whom, one.payments, one.languages) == ("Tenants over 55", ("Cash", "Voucher"), ("Polish",))
    assert "missing_reference" not in codes(found, "kept")


def test_several_rows_with_one_id_are_all_kept() -> None:
    found = county(languages="id,service_id,location_id,language\n10,10,20,Welsh\n10,10,20,Polish\n10,10,20,Urdu\n")
    assert service(found).languages == ("Welsh", "Polish", "Urdu")
    assert "same_id" in codes(found, "changed")
    again = read_files(files_of(found, Form.csv)[0], name="again")
    assert service(again).languages == ("Welsh", "Polish", "Urdu")


def test_blank_ids_are_made_and_said() -> None:
    found = county(
        phones="id,service_id,number\n,10,01632 960001\n,11,01632 960002\n",
        services_at_location="id,service_id,location_id\n,10,20\n,11,21\n",
    )
    assert found.errors == []
    assert service(found).phones == (("01632 960001", ""),)
    assert "no_id" in codes(found, "changed")


@pytest.mark.parametrize(
    ("opens", "closes", "span"),
    [("6:00pm", "12:00am", (1080, 1440)), ("18:00", "00:00", (1080, 1440)), ("18:00", "24:00", (1080, 1440)),
     ("00:00", "00:00", (0, 1440)), ("12am", "midnight", (0, 1440)), ("0900", "1700", (540, 1020)),
     ("9", "5pm", (540, 1020)), ("noon", "2 pm", (720, 840))],
)  # fmt: skip
def test_hours_are_read_as_they_are_written(opens: str, closes: str, span: tuple[int, int]) -> None:
    one, _found = hours(f"80,10,,,Monday,{opens},{closes}")
    assert [(day.opens, day.closes) for day in one.openings] == [span]


@pytest.mark.parametrize(("opens", "closes"), [("9am", "5:00"), ("9:00", "5:00"), ("10:00", "2:00"), ("1", "5pm")])
def test_hours_without_am_or_pm_are_shown_and_not_followed(opens: str, closes: str) -> None:
    one, _found = hours(f"80,10,,,Monday,{opens},{closes}")
    assert one.openings == ()
    assert opens in one.hours_words[0] or opens.zfill(5) in one.hours_words[0]
    assert closes in one.hours_words[0] or closes.zfill(5) in one.hours_words[0]


@pytest.mark.parametrize(
    ("weekday", "days"),
    [("1", [0]), ("7", [6]), ("Tue", [1]), ("wed", [2]), ("Thursdays", [3]), ("Fr", [4]), ("Mon-Fri", [0, 1, 2, 3, 4]),
     ("Mon and Wed", [0, 2]), ("Weekdays", [0, 1, 2, 3, 4]), ("SAT/SUN", [5, 6]), ("Friday to Monday", [0, 4, 5, 6])],
)  # fmt: skip
def test_weekdays_are_read_in_the_forms_people_use(weekday: str, days: list[int]) -> None:
    one, _found = hours(f"80,10,,,{weekday},09:00,17:00")
    assert sorted(day.weekday or 0 for day in one.openings) == days


def test_a_weekday_that_cannot_be_followed_is_shown_as_it_was_given() -> None:
    one, found = hours("80,10,,,alternate Fridays,09:00,17:00", "81,10,,,T,10:00,12:00")
    assert one.openings == ()
    assert one.hours_words == ("alternate Fridays, 09:00–17:00", "T, 10:00–12:00")
    assert "unclear_weekday" in codes(found, "kept")


def test_numbers_that_begin_with_0_are_not_taken_for_1_to_7() -> None:
    one, _found = hours("80,10,,,0,09:00,17:00", "81,10,,,1,09:00,17:00")
    assert one.openings == ()
    assert len(one.hours_words) == 2


def test_each_place_has_its_own_hours_and_no_other_service_gets_them() -> None:
    found = county(regular_schedules=HOURS + "80,10,20,30,Monday,09:00,12:00\n81,10,21,31,Tuesday,14:00,18:00\n")
    assert [(day.weekday, day.place) for day in service(found).openings] == [(0, "Mill House"), (1, "Chapel")]
    assert service(found, "Warm room").openings == ()


def test_a_holiday_closes_the_service_on_that_day() -> None:
    holiday = "id,service_id,closed,opens_at,closes_at,start_date,end_date\n90,10,1,,,2026-12-25,\n"
    (day,) = service(county(holiday_schedules=holiday)).openings
    assert day.closed
    assert str(day.since) == str(day.until) == "2026-12-25"


@pytest.mark.parametrize(
    ("status", "read"), [("Inactive", "inactive"), ("CLOSED", "defunct"), ("Suspended", "temporarily closed")]
)
def test_states_are_read_in_other_words(status: str, read: str) -> None:
    found = county(services=SERVICES.replace("Help with rent,active", f"Help with rent,{status}"))
    assert service(found).status == read


def test_organizations_without_a_service_are_counted_and_named() -> None:
    found = county(organizations=ORGANIZATIONS + "2,River Larder,Food\n")
    (problem,) = [one for one in found.problems if one.code == "organization_without_service"]
    assert "1 without a service" in problem.text
    assert "River Larder" in problem.text


def test_one_bad_row_does_not_sink_the_county() -> None:
    bad = "12,1,,No name,active\n13,1,Too,many,cells,active\n,1,No id,Something,active\n"
    found = county(services=SERVICES + bad)
    assert found.errors == []
    assert {one.name for one in described(found)} == {"Rent help", "Warm room", "No id"}
    assert {("unnamed_service", 4), ("cells", 5)} <= {(one.code, one.line) for one in found.problems}


@pytest.mark.parametrize(
    "files",
    [
        {"services.json": b'{"items": [{"title": "Rent help"}]}'},
        {"services.csv": b"id,organization_id,name,description,status\n"},
        {"organizations.csv": ORGANIZATIONS.encode()},
    ],
)
def test_no_services_is_an_error(files: dict[str, bytes]) -> None:
    assert "no_services" in {one.code for one in read_files(files, name="x").errors}


def test_services_without_a_state_are_in_the_export_and_that_is_said() -> None:
    plain = "id,organization_id,name,description\n10,1,Rent help,Help with rent\n"
    found = county(services=plain)
    files, left_out = files_of(found, Form.json)
    assert [one["status"] for one in json.loads(files["directory.json"])["service"]] == ["active"]
    assert ("filled", "service.status") in {(one.code, one.column) for one in left_out}
    assert read_files(files, name="again").tables == found.tables


def test_a_datapackage_names_the_files() -> None:
    package = {"resources": [{"name": "services", "path": "offers.csv"}]}
    base = {"organizations.csv": ORGANIZATIONS.encode(), "offers.csv": SERVICES.encode()}
    found = read_files(base | {"datapackage.json": json.dumps(package).encode()}, name="x")
    assert {one.name for one in described(found)} == {"Rent help", "Warm room"}


def test_a_zip_made_on_a_mac_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in (("organizations", ORGANIZATIONS), ("services", SERVICES)):
            archive.writestr(f"valley/{name}.csv", text)
            archive.writestr(f"__MACOSX/valley/._{name}.csv", "x")
        archive.writestr("valley/.DS_Store", "x")
        archive.writestr("valley/README.txt", "x")
    found = read_files({"valley.zip": packed.getvalue()}, name="valley.zip")
    assert len(list(described(found))) == 2
    assert [one.file for one in found.problems if one.code == "not_a_table"] == ["valley/README.txt"]


def test_a_page_of_open_referral_uk_is_read_with_place_hours_age_and_language() -> None:
    place = {
        "id": "l1",
        "name": "Gate",
        "physical_addresses": [{"id": "a1", "address_1": "2 Park Row", "city": "Leeds"}],
    }
    hours_of = [{"id": "r1", "byday": "TU", "freq": "WEEKLY", "opens_at": "10:00", "closes_at": "12:00"}]
    walk = {
        "id": "s1", "name": "Walk", "description": "Walks", "status": "active",
        "organization": {"id": "o1", "name": "Steps", "description": "Walks"},
        "service_at_locations": [{"id": "x1", "location": place, "regular_schedule": hours_of}],
        "eligibilitys": [{"id": "e1", "eligibility": "Carers", "minimum_age": 16, "maximum_age": 70}],
        "service_taxonomys": [{"id": "t1", "taxonomy": {"id": "esd:3", "name": "Exercise", "vocabulary": "esd"}}],
        "languages": [{"id": "g1", "language": "Polish"}],
    }  # fmt: skip
    page = {"totalElements": 1, "size": 1, "content": [walk]}
    (one,) = described(read_files({"services.json": json.dumps(page).encode()}, name="x"))
    assert [spot.address for spot in one.places] == ["2 Park Row, Leeds"]
    assert [(day.weekday, day.opens) for day in one.openings] == [(1, 600)]
    assert (one.whom, one.minimum_age, one.maximum_age) == ("Carers", 16, 70)
    assert (one.languages, one.terms) == (("Polish",), (("esd:3", "Exercise"),))


def test_a_plain_sheet_is_read_one_row_a_service() -> None:
    sheet = "Provider,Programme,Street,Town,Telephone,Opening times,Type\n"
    sheet += "Mill Trust,Rent help,1 Mill Rd,Hull,01632,M-F 9-5,Debt\n"
    found = read_files({"ours.csv": sheet.encode()}, name="x")
    (one,) = described(found)
    assert (one.organisation, one.name, one.hours_words) == ("Mill Trust", "Rent help", ("M-F 9-5",))
    assert (one.phones, [place.address for place in one.places]) == ((("01632", ""),), ["1 Mill Rd, Hull"])


def test_the_template_reads_as_the_example_that_it_holds() -> None:
    found = read_files({"resources.csv": template().encode()}, name="x")
    (one,) = described(found)
    assert one.languages == ("English", "Welsh")
    assert len(template().splitlines()[0].split(",")) == len(COLUMNS)


def test_a_sheet_that_is_neither_is_refused_with_the_way_out() -> None:
    found = read_files({"kites.csv": b"colour,length\nred,3\n"}, name="x")
    assert any("unstuck directory template" in one.text for one in found.errors)


@pytest.mark.parametrize(
    ("words", "cost"),
    [("Free", "free"), ("No charge", "free"), ("None for counselling, 10 a creditor", "paid"), ("See notes", "unknown"),
     ("Free for under 18s, then £5", "paid"), ("£3 a session", "paid"), ("Call for details", "unknown"),
     ("None of our services is free", "unknown"), ("Free of charge to all", "free"), ("Sliding scale", "paid")],
)  # fmt: skip
def test_costs_are_not_guessed_from_stray_words(words: str, cost: str) -> None:
    assert cost_in_words(words) == cost


@pytest.mark.parametrize("opens", ["24 hours", "24hrs", "All day", "24/7", "open 24 hours"])
def test_all_day_is_the_whole_day(opens: str) -> None:
    one, _found = hours(f"80,10,,,Monday,{opens},")
    assert [(day.weekday, day.opens, day.closes) for day in one.openings] == [(0, 0, 1440)]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("9-5", ""), ("9am–12", "1–5"), ("by appointment", ""), ("closed", "closed"), ("0.375", "0.708"), ("10:00", "")],
)
def test_hours_in_other_words_are_shown_and_never_dropped(opens: str, closes: str) -> None:
    one, _found = hours(f"80,10,,,Monday,{opens},{closes}")
    assert one.openings == ()
    assert opens in one.hours_words[0]
    assert closes in one.hours_words[0]


@pytest.mark.parametrize("day", ["Bank holidays", "1st Monday", "Mon-Fri exc Wed", "Lundi", "term time"])
def test_days_in_other_words_are_shown_and_never_dropped(day: str) -> None:
    one, _found = hours(f"80,10,,,{day},10:00,12:00")
    assert (one.openings, day in one.hours_words[0]) == ((), True)


@pytest.mark.parametrize("given", ["10.0", "10 ", " 10"])
def test_ids_as_a_spreadsheet_writes_them_are_the_same_ids(given: str) -> None:
    found = county(
        services=SERVICES.replace("10,1,", f"{given},1.0,"), phones="id,service_id,number\n1,10,01632 960001\n"
    )
    assert service(found).phones == (("01632 960001", ""),)
    assert service(found).organisation == "Mill Trust"
    assert "missing_reference" not in codes(found, "kept")


def test_several_languages_in_one_cell_are_several() -> None:
    found = county(languages='id,service_id,location_id,language\n1,10,,"English, Chinese (Mandarin, Min); Urdu"\n')
    assert service(found).languages == ("English", "Chinese (Mandarin, Min)", "Urdu")


def test_a_plain_sheet_below_a_title() -> None:
    sheet = "Our resources,,\n,,\nOrganisation,Service,Phone\nMill Trust,Rent help,01632\n"
    found = read_files({"ours.csv": sheet.encode()}, name="x")
    (one,) = described(found)
    assert (one.name, one.phones) == ("Rent help", (("01632", ""),))
    assert [problem.line for problem in found.problems if problem.code == "plain_sheet"] == [3]


def test_a_workbook_with_one_row_a_service() -> None:
    rows = [["Organisation", "Service", "Phone", "Opening hours"], ["Mill Trust", "Rent help", "01632", "M-F 9-5"]]
    (one,) = described(read_files({"ours.xlsx": workbook(rows)}, name="ours.xlsx"))
    assert (one.organisation, one.name, one.hours_words) == ("Mill Trust", "Rent help", ("M-F 9-5",))


def test_a_workbook_with_a_sheet_for_each_table() -> None:
    tables = {"organizations": ORGANIZATIONS, "services": SERVICES}
    sheets = {name: [line.split(",") for line in text.splitlines()] for name, text in tables.items()}
    found = read_files({"county.xlsx": workbook_of(sheets)}, name="county.xlsx")
    assert {one.name for one in described(found)} == {"Rent help", "Warm room"}


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(BadInput, match="workbook"):
        read_files({"old.xls": b"\xd0\xcf\x11\xe0 and then nothing"}, name="old.xls")
