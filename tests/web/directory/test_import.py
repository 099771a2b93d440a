"""A directory brought in: previewed, whole or not at all, repeatable, with the notes of colleagues kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from tests.spec import shared_cases
from tests.web.cast import NOW, TODAY, Cast
from tests.web.directory.town import CHOIR, FOOD, HANDS, RENT, as_json, bring, known, town
from unstuck.interop.hsds import Form, files_of, read_files
from unstuck.interop.hsds.services import described
from unstuck.web.accounts.form_recovery import TOKEN
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions import imports, loading, working
from unstuck.web.directory.actions.imports import NewDirectory
from unstuck.web.directory.actions.loading import ImportCounts
from unstuck.web.directory.actions.notes import NewNote, note
from unstuck.web.directory.models import Import, Organisation, Record, Service
from unstuck.web.directory.queries import directory_of
from unstuck.web.directory.search import ServiceQuery, search

AsPerson = Callable[[Person | None], Browser]
Counted = tuple[int, int, int, int]


def rows() -> Counted:
    return Record.objects.count(), Service.objects.count(), Organisation.objects.count(), Entry.objects.count()


def work() -> None:
    """Do what the background process does, until nothing waits."""
    while working.work_on_next(lambda: NOW):
        pass


def upload(cast: Cast, said: dict[str, list[dict[str, object]]] | None = None, source: str = "Directory") -> Import:
    """Choose a file, and let it be looked at."""
    content = as_json(said if said is not None else town())
    return looked_at(cast, NewDirectory("town.json", content, source))


def looked_at(cast: Cast, file: NewDirectory) -> Import:
    made = imports.bring_in(cast.actor(cast.manager), file, NOW)
    work()
    return Import.objects.get(pk=made.pk)


def applied(cast: Cast, one: Import) -> Import:
    """Apply a file that was looked at, and let it be brought in."""
    imports.confirm(cast.actor(cast.manager), one, NOW)
    work()
    return Import.objects.get(pk=one.pk)


def test_a_preview_changes_nothing(cast: Cast) -> None:
    made = upload(cast)
    assert {kind: made.difference[kind] for kind in ("new", "changed", "gone", "same")} == {
        "new": 4, "changed": 0, "gone": 0, "same": 0,
    }  # fmt: skip
    assert (Service.objects.count(), Record.objects.count()) == (0, 0)


def test_applied_it_is_searched_and_on_record(cast: Cast) -> None:
    done = applied(cast, upload(cast))
    assert (done.stage, done.content) == ("applied", None)
    assert known(cast, RENT).organisation is not None
    (entry,) = Entry.objects.filter(action="directory.applied")
    assert (entry.subject_id, entry.details["new"]) == (str(done.public_id), 4)
    assert search(cast.agency.pk, ServiceQuery(need="rent")).total == 1


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    bring(cast.agency)
    before = rows()
    assert bring(cast.agency) == ImportCounts(new=0, changed=0, gone=0, same=4)
    assert rows()[:3] == before[:3]


def test_changed_gone_and_back_with_the_notes_kept(cast: Cast) -> None:
    bring(cast.agency)
    rent, worker = known(cast, RENT), cast.actor(cast.worker)
    note(worker, rent, NewNote(TODAY, "families", "", ""), NOW, rent.version)
    without = town(rent={}, food={"description": "Bread and soup."})
    seen = upload(cast, without)
    assert (seen.difference["gone_names"], seen.difference["notes"]) == (["Rent advice"], 1)
    (change,) = seen.difference["changes"]
    assert change["fields"] == [
        ["description", "Groceries for three days. Nobody has to be hungry.", "Bread and soup."]
    ]
    assert bring(cast.agency, without) == ImportCounts(new=0, changed=1, gone=1, same=2)
    assert known(cast, RENT).gone_at == NOW
    assert search(cast.agency.pk, ServiceQuery(need="rent")).total == 0
    assert search(cast.agency.pk, ServiceQuery(need="soup")).total == 1
    assert search(cast.agency.pk, ServiceQuery(need="nobody")).total == 0
    assert bring(cast.agency) == ImportCounts(new=1, changed=1, gone=0, same=2)
    again = known(cast, RENT)
    assert (again.pk, again.public_id, again.checked_on) == (rent.pk, rent.public_id, TODAY)
    assert [one.works_well_for for one in again.notes.all()] == ["families"]


def test_a_change_in_what_belongs_to_a_service_is_a_change_of_it(cast: Cast) -> None:
    bring(cast.agency)
    said = town()
    said["phone"][0]["number"] = "01632 960777"
    made = upload(cast, said)
    assert made.difference["changes"] == [
        {"name": "Rent advice", "fields": [["phones", "01632 960001", "01632 960777"]]}
    ]


def test_another_source_is_left_alone(cast: Cast) -> None:
    bring(cast.agency)
    only = {"service": [{"id": RENT, "name": "Rent advice of the county", "status": "active"}]}
    assert bring(cast.agency, only, source="County") == ImportCounts(new=1, changed=0, gone=0, same=0)
    assert Service.objects.filter(agency=cast.agency, gone_at=None).count() == 5


def test_nothing_is_half_written_where_something_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the very end, after every other row was written."""
    made = upload(cast)
    before = rows()

    def fails(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(loading, "index_words", fails)
    done = applied(cast, made)
    assert rows()[:3] == before[:3]
    assert search(cast.agency.pk, ServiceQuery(need="rent")).total == 0
    assert (done.stage, done.reason, done.content) == ("failed", "Something went wrong on our side.", None)


def test_a_file_with_errors_is_shown_and_not_applied(cast: Cast) -> None:
    file = NewDirectory("services.csv", b'id,name,status\n1,Rent,active\n2,"Food,active\n', "Directory")
    made = looked_at(cast, file)
    assert made.errors == 1
    assert made.problems[0]["text"].startswith("services.csv: row 3: expected a row of CSV")
    with pytest.raises(Denied) as refused:
        imports.confirm(cast.actor(cast.administrator), made, NOW)
    assert refused.value.code == "directory_errors"
    assert Service.objects.count() == 0


@pytest.mark.parametrize("form", list(Form))
def test_what_the_site_gives_back_is_what_it_was_given(cast: Cast, form: Form) -> None:
    said = town(rent={"colour": "blue", "status": "open on request"})
    bring(cast.agency, said)
    given = read_files({"town.json": as_json(said)}, name="x")
    files, _left_out = files_of(directory_of(cast.agency.pk, "Directory"), form)
    again = read_files(files, name="y")
    assert again.tables == given.tables
    assert again.tables["service"][RENT].extra == {"colour": "blue"}


def test_a_file_that_would_empty_the_directory_is_confirmed_by_its_name(cast: Cast, as_person: AsPerson) -> None:
    bring(cast.agency)
    one = town(food={}, choir={}, closed={})
    made = looked_at(cast, NewDirectory("town.json", as_json(one), "Directory"))
    with pytest.raises(Denied) as refused:
        imports.confirm(cast.actor(cast.administrator), made, NOW)
    assert refused.value.code == "directory_loss"
    address = reverse("directory:brought_in", args=[made.public_id])
    page = as_person(cast.administrator).get(address).content.decode()
    assert "3 of the 4 services that are there now would be gone" in page
    assert 'name="replace"' in page
    assert as_person(cast.administrator).post(address, {"replace": "directory"}).status_code == 422
    assert as_person(cast.administrator).post(address, {"replace": "Directory"}).status_code == 302
    work()
    assert Service.objects.filter(gone_at=None).count() == 1


def test_a_file_without_services_takes_nothing_away(cast: Cast) -> None:
    bring(cast.agency)
    made = looked_at(cast, NewDirectory("services.json", b'{"items": []}', "Directory"))
    assert "no_services" in {one["code"] for one in made.problems}
    with pytest.raises(Denied):
        imports.confirm(cast.actor(cast.administrator), made, NOW, agreed="Directory")
    assert Service.objects.filter(gone_at=None).count() == 4


def test_workers_may_not_bring_in_and_agencies_are_apart(cast: Cast) -> None:
    with pytest.raises(Denied):
        imports.bring_in(cast.actor(cast.worker), NewDirectory("a.json", b"{}", "x"), NOW)
    bring(cast.agency)
    assert search(cast.other_agency.pk, ServiceQuery(need="rent")).total == 0
    assert search(cast.other_agency.pk, ServiceQuery()).total == 0


def test_the_pages_lead_from_the_file_to_the_search(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.manager)
    page = browser.get(reverse("directory:imports"))
    token = page.content.decode().split(f'name="{TOKEN}" value="')[1].split('"')[0]
    file = SimpleUploadedFile("town.json", as_json(town()))
    sent = browser.post(reverse("directory:imports"), {TOKEN: token, "source": "Town", "file": file})
    assert sent.status_code == 302
    waits = browser.get(sent["Location"]).content.decode()
    assert "Looking at the file" in waits
    assert "Apply it" not in waits
    work()
    preview = browser.get(sent["Location"]).content.decode()
    assert "<strong>4</strong> new" in preview
    assert "holds HTML (b): shown as plain text" in preview
    token = preview.split(f'name="{TOKEN}" value="')[1].split('"')[0]
    assert browser.post(sent["Location"], {TOKEN: token}).status_code == 302
    assert browser.post(sent["Location"], {TOKEN: token}).status_code == 302, "pressed twice"
    waits = browser.get(sent["Location"]).content.decode()
    assert "Updating the directory" in waits
    assert f'hx-get="{sent["Location"]}" hx-trigger="every 2s"' in waits
    work()
    done = browser.get(sent["Location"]).content.decode()
    assert "The directory is up to date with this file." in done
    assert "hx-trigger" not in done
    assert browser.post(sent["Location"], {TOKEN: token}).status_code == 302, "pressed again, much later"
    export = browser.get(reverse("directory:export"), {"source": "Town", "form": "json"})
    assert len(read_files({"x.zip": export.content}, name="x").tables["service"]) == 4
    assert known(cast, CHOIR).description == "Songs."


def test_an_unreadable_file_is_said_on_the_page(cast: Cast, as_person: AsPerson) -> None:
    done = looked_at(cast, NewDirectory("town.txt", b"hello", "Town"))
    page = as_person(cast.administrator).get(reverse("directory:brought_in", args=[done.public_id])).content.decode()
    assert "town.txt: expected HSDS as JSON or CSV" in page
    assert "Nothing in the directory was changed." in page
    assert (done.stage, done.content) == ("failed", None)


def test_discarded_it_is_forgotten(cast: Cast) -> None:
    made, manager = upload(cast), cast.actor(cast.manager)
    imports.discard(manager, made, NOW)
    with pytest.raises(Denied) as refused:
        imports.confirm(manager, made, NOW)
    assert refused.value.code == "import_closed"
    assert Import.objects.get(pk=made.pk).content is None


def test_organisations_without_services_go(cast: Cast) -> None:
    bring(cast.agency)
    said = town()
    said["organization"] = [one for one in said["organization"] if one["id"] == HANDS]
    said["service"] = [one for one in said["service"] if one["id"] != FOOD]
    bring(cast.agency, said)
    assert known(cast, CHOIR).organisation is None


def as_one_file(path: Path) -> tuple[str, bytes]:
    """Return a collected directory as the one file that a page takes: a folder as a zip."""
    if path.is_file():
        return path.name, path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for one in sorted(path.rglob("*")):
            archive.write(one, one.relative_to(path))
    return f"{path.parent.name}.zip", packed.getvalue()


@pytest.mark.reference_data
@pytest.mark.parametrize("path", list(shared_cases.directories()), ids=str)
def test_collected_case(cast: Cast, path: Path) -> None:
    """As on the command line: read with its services, and brought in."""
    name, content = as_one_file(path)
    seen = looked_at(cast, NewDirectory(name, content, "County"))
    assert seen.stage == "read", seen.reason
    assert Service.objects.count() == 0
    done = applied(cast, seen)
    wanted = len(list(described(read_files({name: content}, name=name))))
    assert (done.stage, Service.objects.count()) == ("applied", wanted)
    assert wanted > 0
