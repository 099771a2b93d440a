"""What the pages say is so: snippets run, output is as shown, links lead somewhere, no command is left out."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.unit.documented import ROOT, Block, Command, agrees, anchors, blocks, commands, links, name, pages
from unstuck import __version__
from unstuck.cli.commands import app_for
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import shipped_curves
from unstuck.progress.status import STATES
from unstuck.reporting.words import state as state_words

RUN = ("python", "console")
ADR_HEADINGS = ["Context", "Decision", "Measured", "Consequences"]


def text_of(page: Path | str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def runnable(page: Path) -> list[Block]:
    return [block for block in blocks(text_of(page)) if block.language in RUN]


@pytest.mark.parametrize("page", [page for page in pages() if runnable(page)], ids=name)
def test_snippets_run_and_show_what_comes_out(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All blocks of a page run in one empty folder, in order, with the checkout's examples beside them."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in runnable(page):
        if block.language == "python":
            run_python(block, names, page)
        else:
            run_console(block, page)


def run_python(block: Block, names: dict[str, Any], page: Path) -> None:
    if ">>> " not in block.text:
        exec(compile("\n" * block.line + block.text, str(page), "exec"), names)  # noqa: S102
        return
    test = doctest.DocTestParser().get_doctest(block.text, names, name(page), str(page), block.line)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    assert not said, "".join(said)


def run_console(block: Block, page: Path) -> None:
    """Run each command; a block marked `console exit 2` is one that is refused. Make targets are only looked up."""
    expected = int(block.info[2]) if block.info[1:2] == ("exit",) else 0
    for command in commands(block):
        if command.line.startswith("make "):
            check_make_targets(command.line, page)
        elif command.line.startswith(".ci/"):
            assert (ROOT / command.line).exists(), f"{name(page)}: {command.line}"
        else:
            run_command(command, expected, f"{name(page)}:{block.line}")


def check_make_targets(line: str, page: Path) -> None:
    known = re.findall(r"^([a-z-]+):", text_of("Makefile"), flags=re.MULTILINE)
    for target in line.split("#")[0].split()[1:]:
        assert target in known, f"{name(page)}: make has no target {target}"


def run_command(command: Command, expected: int, where: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", command.line],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == expected, f"{where}: $ {command.line}\n{done.stdout}"
    if command.shown:
        assert agrees(command.shown, done.stdout.splitlines()), f"{where}: $ {command.line}\n{done.stdout}"


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in links(text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{name(page)}: {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(text_of(found)), f"{name(page)}: {target}"


def every_command() -> Iterator[tuple[str, Any]]:
    """Walk the command line itself, not the page's generator."""
    waiting: list[tuple[str, Any]] = [("unstuck", typer.main.get_command(app_for()))]
    while waiting:
        path, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{path} {word}", one) for word, one in inner.items()]
        if not inner:
            yield path, command


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=[path for path, _ in every_command()])
def test_every_command_and_option_is_described(path: str, command: Any) -> None:
    sections = re.split(r"^## ", text_of("docs/reference/commands.md"), flags=re.MULTILINE)[1:]
    described = {section.partition("\n")[0]: section for section in sections}
    assert path in described, f"{path} is not in docs/reference/commands.md"
    section = described[path]
    assert any(path in block.text for block in blocks(section)), f"{path} has no example"
    for parameter in command.params:
        words = [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else []
        for word in words or [parameter.metavar]:
            assert re.search(rf"^\| .*`{re.escape(word)}`.* \| .* \| \S.* \|$", section, re.MULTILINE), word


def test_the_readme_begins_with_a_sentence_a_command_and_a_picture() -> None:
    title, sentence, command, picture = re.split(r"\n{2,}", text_of("README.md"))[:4]
    assert title == "# Unstuck"
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
    (block,) = blocks(command)
    assert [one.line for one in commands(block)] == ["make demo"]
    found = re.fullmatch(r"!\[[^\]]{20,}\]\((\S+)\)", picture)
    assert found is not None, "the picture needs a text for those who do not see it"
    assert 10_000 < (ROOT / found[1]).stat().st_size < 200_000


def test_the_readme_is_short() -> None:
    assert len(text_of("README.md").splitlines()) < 120


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/adr/0*.md")), ids=name)
def test_a_decision_has_four_headings_and_is_short(page: Path) -> None:
    text = text_of(page)
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == ADR_HEADINGS
    assert len(text.splitlines()) < 20


def test_every_page_is_in_the_index() -> None:
    listed = {(ROOT / "docs" / target.partition("#")[0]).resolve() for target in links(text_of("docs/README.md"))}
    missing = [name(page) for page in pages() if page.parent != ROOT and page not in listed]
    assert missing == ["docs/README.md"]


@pytest.mark.parametrize("state", STATES)
def test_the_glossary_has_every_state_with_its_word_and_shape(state: str) -> None:
    words = state_words(state)
    entry = re.search(rf"^\|[^|]*`{state}`[^|]*\|.*$", text_of("GLOSSARY.md"), flags=re.MULTILINE)
    assert entry is not None
    assert words.word in entry[0]
    assert words.shape in entry[0]


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


@pytest.mark.parametrize("curve", shipped_curves(), ids=lambda curve: curve.id)
def test_the_page_on_states_quotes_the_model_cards(curve: Curve) -> None:
    card = curve.card["stall_threshold"]
    shares = [card["on_track_ever_raised"], card["truly_flat_ever_raised"]]
    shares += [curve.alerts[state].right for state in ("stalled", "deteriorating")]
    row = f"(../reference/curves.md#{curve.id}) | {curve.tau:.2f} | {' | '.join(map(percent, shares))} |"
    assert row in text_of("docs/explanation/states.md")


def test_the_changelog_names_this_version() -> None:
    assert f"## {__version__}" in text_of("CHANGELOG.md") or "## Unreleased" in text_of("CHANGELOG.md")
