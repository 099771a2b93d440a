"""The preview as data: given a file, what its page shows."""

from __future__ import annotations

from datetime import date

from tests.web.cast import NOW
from unstuck.web.caseload.models import Upload
from unstuck.web.score_files.matching import OwnClient, match
from unstuck.web.score_files.presenters.preview import ON_A_PAGE, PreviewPage, preview_page
from unstuck.web.score_files.presenters.uploads import outcome_page
from unstuck.web.score_files.preview import KnownDays, PreviewChoices, RecordedScore, allocate, plan
from unstuck.web.score_files.reading import FileClient, FileContents

CLEO = OwnClient("e-1", "R-1", "Cleo Brook")
UPLOAD = Upload(file_name="scores.csv", instrument="PHQ-9")
RECORDED = {"e-1": [RecordedScore(7, 20000.0, date(2024, 10, 4), 15.0)]}


def client(reference: str, first: int, total: float = 15.0) -> FileClient:
    return FileClient(reference, first, (20000.0,), (total,), (first + 2,))


def page_of(
    *clients: FileClient, choices: PreviewChoices | None = None, wanted: tuple[str, int] = ("", 1)
) -> PreviewPage:
    choices = choices or PreviewChoices()
    contents = FileContents(clients, ("One row is repeated",))
    lines = allocate(contents, match([one.reference for one in clients], [CLEO], ()), choices)
    return preview_page(UPLOAD, contents, plan(lines, KnownDays(RECORDED), choices), choices, wanted)


def test_what_needs_a_decision_comes_first() -> None:
    page = page_of(client("R-1", 0), client("r-1", 1), client("N-7", 2))
    assert page.tab == "unclear"
    assert page.decides
    assert [(tab.code, tab.count) for tab in page.tabs] == [("unclear", 1), ("new", 1), ("known", 1)]
    assert [(count.words, count.value) for count in page.counts] == [
        ("Scores to save", 1),
        ("Clients to add", 1),
        ("Already recorded", 1),
        ("To decide", 1),
    ]
    [row] = page.unclear
    assert (row.reference, row.spans, row.undecided) == ("r-1", "3", True)
    assert row.choice.options == [("e-1", "Cleo Brook (R-1)"), ("out", "Leave out")]
    assert (page.notices, page.some_recorded, page.placed) == (("One row is repeated",), True, [])


def test_a_choice_for_all_is_said_beside_each() -> None:
    page = page_of(client("r-1", 0), choices=PreviewChoices(every_client="out"), wanted=("unclear", 1))
    [row] = page.unclear
    assert (row.choice.chosen, row.choice.by_default, row.undecided) == ("", "Leave out", False)
    assert page.every.chosen == "out"


def test_a_day_with_another_total_names_both() -> None:
    page = page_of(client("R-1", 0, total=9.0))
    [row] = page.differing
    assert (page.tab, row.number, row.on, row.clash) == ("differ", 2, date(2024, 10, 4), "")
    assert row.choice.options == [
        ("keep", "Keep 15, leave out what the file says"),
        ("file", "The file is right: correct it to 9"),
    ]


def test_a_known_client_is_called_by_name_and_pages_hold_a_hundred() -> None:
    [row] = page_of(client("R-1", 0)).placed
    assert (row.called, row.to_save, row.recorded) == ("Cleo Brook", 0, 1)
    many = [client(f"N-{at}x", at) for at in range(ON_A_PAGE + 1)]
    page = page_of(*many, wanted=("new", 9))
    assert (page.number, page.last, len(page.placed)) == (2, 2, 1)


def test_what_came_of_a_file_leaves_out_what_did_not_happen() -> None:
    saved = Upload(stage="saved", scores_added=5, clients_added=1, choices={"corrected": 2}, stage_at=NOW)
    page = outcome_page(saved)
    assert [(count.words, count.value) for count in page.counts] == [
        ("Scores saved", 5),
        ("New clients", 1),
        ("Corrected", 2),
    ]
    assert (page.undone, page.discarded) == (False, False)
