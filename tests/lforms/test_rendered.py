"""Each questionnaire that may be passed on, rendered and answered in LHC-Forms: its score equals ours.

LHC-Forms 40.1.3 of the US National Library of Medicine is fetched with npm when the test runs; none of it is kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, sync_playwright

from unstuck.instruments import Instrument, available, load, score
from unstuck.interop.questionnaires import fhir_questionnaire

pytestmark = pytest.mark.lforms

PACKAGE = "lforms@40.1.3"
PAGE = """<!doctype html><title>Form</title>
<link rel="stylesheet" href="package/dist/lforms/webcomponent/styles.css"><div id="form"></div>
<script src="package/dist/lforms/webcomponent/assets/lib/zone.min.js"></script>
<script type="module" src="package/dist/lforms/webcomponent/lhc-forms.js"></script>
<script type="module" src="package/dist/lforms/fhir/R4/lformsFHIR.min.js"></script>"""
SHOW = "form => LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'})"
CLICK = """([code, place]) => {
  const buttons = [...document.querySelectorAll('#form input[type=radio]')]
  buttons.filter(one => one.name.startsWith(`radiogroup_${code}/`))[place].click()
}"""
TOTAL = """() => {
  const parts = LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4').item ?? []
  const totals = parts.filter(one => one.linkId == 'total').map(one => one.answer[0])
  return totals.length ? totals[0].valueDecimal ?? totals[0].valueInteger : null
}"""

SCORED = [
    name
    for name in available()
    if load(name).redistributable and load(name).scoring.method not in ("each_apart", "total_only")
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with LHC-Forms on it."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    npm = shutil.which("npm")
    if chromium is None or npm is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium and npm are needed")
        pytest.skip("chromium and npm are needed")
    folder = tmp_path_factory.mktemp("lforms")
    subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, timeout=300)
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extractall(folder, filter="data")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.wait_for_function("window.LForms && LForms.Util && LForms.FHIR")
        yield page
        browser.close()
    server.shutdown()
    server.server_close()


def _answers(instrument: Instrument, missing: Sequence[int]) -> dict[str, int | None]:
    """Answers that go up and down the options, with those at these places left open."""
    answers: dict[str, int | None] = {}
    for number, item in enumerate(instrument.items):
        options = instrument.options_of(item)
        answers[item.code] = None if number in missing else options[(2 * number + 1) % len(options)].value
    return answers


def _patterns(instrument: Instrument) -> list[dict[str, int | None]]:
    """Answered in full, and with up to three of the last questions left open."""
    count = len(instrument.items)
    return [_answers(instrument, range(count - missing, count)) for missing in range(min(4, count))]


@pytest.mark.parametrize("name", SCORED)
def test_the_renderer_scores_as_we_do(forms: Page, name: str) -> None:
    instrument = load(name)
    for answers in _patterns(instrument):
        forms.evaluate(SHOW, fhir_questionnaire(instrument))
        for item in instrument.items:
            if answers[item.code] is not None:
                values = [option.value for option in instrument.options_of(item)]
                forms.evaluate(CLICK, [item.code, values.index(answers[item.code] or 0)])
        expected = score(instrument, answers).total
        forms.wait_for_timeout(150)
        shown = forms.evaluate(TOTAL)
        assert (shown is None) == (expected is None), answers
        if expected is not None:
            assert shown == pytest.approx(expected, abs=0.001), answers


@pytest.mark.parametrize("name", [name for name in available() if load(name).redistributable and load(name).items])
def test_every_question_is_shown_with_its_answers(forms: Page, name: str) -> None:
    instrument = load(name)
    forms.evaluate(SHOW, fhir_questionnaire(instrument))
    forms.wait_for_timeout(100)
    shown = forms.evaluate("() => document.querySelectorAll('#form input[type=radio]').length")
    follow_up = len(instrument.follow_up.options) if instrument.follow_up else 0
    assert shown == sum(len(instrument.options_of(item)) for item in instrument.items) + follow_up
