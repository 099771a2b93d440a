"""The tutorial of the first hour, followed word for word from an empty database."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from tests.unit.documented import ROOT, blocks, commands
from tests.web.getting_started.clicker import Clicker
from unstuck.cli.commands import app_for
from unstuck.web.accounts.sign_in import NO_MAIL
from unstuck.web.caseload.models import Episode
from unstuck.web.components import dates
from unstuck.web.directory.actions import working
from unstuck.web.directory.models import Service
from unstuck.web.operations.installation import add_agency

PAGE = ROOT / "docs/tutorials/administrators-first-hour.md"
MOST_CLICKS = 20
DOES = re.compile(r"\*\*(?P<click>[^*]+)\*\*|`(?P<value>[^`]+)` under \*(?P<label>[^*]+)\*")


def steps() -> list[str]:
    """Return the numbered steps, each on one line."""
    text = re.sub(r"```.*?```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        " ".join(one.split()) for one in re.findall(r"^\d+\. (.*?)(?=^\d+\. |^#|\n\n)", text, re.MULTILINE | re.DOTALL)
    ]


def shown_commands() -> list[str]:
    """Return the commands of the page, without what stands before `unstuck`."""
    console = [one for one in blocks(PAGE.read_text(encoding="utf-8")) if one.language == "console"]
    return [command.line.partition("unstuck ")[2] for block in console for command in commands(block)]


@pytest.mark.django_db
def test_twenty_clicks_lead_from_an_empty_folder_to_a_caseload_with_a_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL
    monkeypatch.setattr(dates, "wall_clock", timezone.now)  # the made-up scores end today
    monkeypatch.chdir(tmp_path)
    founding, *others = shown_commands()
    for line in others:
        assert CliRunner().invoke(app_for(), shlex.split(line)).exit_code == 0, line
    _agency, _add, name, *named = shlex.split(founding)
    given = dict(zip(named[::2], named[1::2], strict=True))
    link = add_agency(name, given["--administrator"], given["--called"])

    desks = [Clicker(tmp_path, work)]
    for step in steps():
        if "New password" in step:
            desks += [Clicker(tmp_path, work)] if desks[0].clicks else []
            desks[-1].open(link)
        follow(step, desks[-1])
        if "handed" in desks[-1].html:
            link = desks[-1].handed()
    assert "Needs me now" in desks[-1].html
    assert Episode.objects.count() == 12
    assert Service.objects.count() == 1
    assert sum(desk.clicks for desk in desks) <= MOST_CLICKS


def follow(step: str, somebody: Clicker) -> None:
    """Click and type as a step says, in its order."""
    for does in DOES.finditer(step):
        if does["click"]:
            somebody.click(does["click"])
        else:
            somebody.type(does["value"], does["label"])


def work() -> None:
    """Do what the background process does."""
    while working.work_on_next(dates.now):
        pass
