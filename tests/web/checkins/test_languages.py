"""A client reads in their language; staff read English whatever the client's page was in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.acts import address, answer_all
from tests.web.client_pages import acts as own_page
from unstuck.instruments import load
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Standing
from unstuck.web.checkins.actions import asking
from unstuck.web.checkins.actions.settings import write_help_lines
from unstuck.web.checkins.models import Checkin, ClientLanguage
from unstuck.web.safety.models import Sign

See = Callable[..., Browser]
NAMES = ("PHQ-9", "Working together", "Willingness")


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def ask(cast: Cast, language: str = "") -> Checkin:
    new = asking.NewCheckin("link", [load(name) for name in NAMES], TODAY, language)
    return asking.ask(cast.actor(cast.worker), cast.cleo, new, WriteContext(NOW, TODAY))


def test_in_the_language_that_the_worker_noted(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, "es"), as_person(None)
    page = text(client.get(address(checkin)))
    assert '<html lang="es">' in page
    assert "14 preguntas cortas" in page
    assert "¿Cómo va todo?" in page
    assert "14 preguntas" in text(client.get(address(ask(cast)))), "it holds for the next one"
    assert ClientLanguage.objects.filter(episode=cast.cleo).count() == 1


def test_chosen_on_the_page_and_kept_on_the_device(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast), as_person(None)
    first = text(client.get(address(checkin)))
    assert 'href="?language=es" lang="es"' in first
    assert "Empezar" in text(client.get(address(checkin) + "?language=es"))
    assert "Escriba" not in text(client.get(address(checkin, "words/")))
    assert "¿Hay algo que quiera decir" in text(client.get(address(checkin, "words/")))
    assert "Begin" in text(client.get(address(checkin) + "?language=en"))
    assert "Begin" in text(client.get(address(checkin) + "?language=xx"))


def test_a_question_without_a_checked_translation_stays_english_and_says_so(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, "es"), as_person(None)
    page = text(client.get(address(checkin, "1/")))
    assert "No tenemos una traducción comprobada de esta pregunta" in page
    assert '<h1 id="question" lang="en">Little interest or pleasure in doing things' in page
    assert "Saltar esta pregunta" in page
    ours = text(client.get(address(checkin, "10/")))
    assert "Siento que me escuchan y me respetan." in ours
    assert "traducción comprobada" not in ours


def test_help_lines_in_the_language_where_the_agency_wrote_them(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, "es"), as_person(None)
    administrator = cast.actor(cast.administrator)
    write_help_lines(administrator, {"en": "Crisis line: 0800 1"}, now=NOW)
    assert "Crisis line: 0800 1" in text(client.get(address(checkin, "help/")))
    write_help_lines(administrator, {"es": "Línea de crisis: 0800 2"}, now=NOW)
    assert "Línea de crisis: 0800 2" in text(client.get(address(checkin, "help/")))
    settings = as_person(cast.administrator)
    once = re.search(r'name="once" value="([^"]+)"', settings.get("/check-ins/settings/").content.decode())
    assert once is not None
    emptied = {"once": once[1], "lines-en": "Crisis line: 0800 1", "lines-es": " "}
    assert settings.post("/check-ins/settings/", emptied).status_code == 422, "what clients rely on is not emptied"


def test_each_language_has_a_field_of_its_own(cast: Cast, as_person: See) -> None:
    administrator = as_person(cast.administrator)
    write_help_lines(cast.actor(cast.administrator), {"en": "Crisis line: 0800 1"}, now=NOW)
    shown = administrator.get("/check-ins/settings/").content.decode()
    assert re.search(r'<textarea[^>]* name="lines-es"[^>]*>\s*</textarea>', shown), "English is not saved as Spanish"


def test_what_is_stored_for_staff_is_english(cast: Cast, as_person: See) -> None:
    checkin, client = ask(cast, "es"), as_person(None)
    answer_all(client, checkin, {"phq9_1": 3, "phq9_9": 1, "willing": 8}, "Gracias.")
    words = Sign.objects.get(concern__episode=cast.cleo).words
    assert "was answered with “Several days”" in words
    assert not any(word in Standing.objects.get(episode=cast.cleo).reason for word in (" de ", "enero", "noviembre"))
    assert "Gracias." in text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/"))
    assert "Answered" in text(as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/check-ins/"))


def test_the_clients_own_page_in_spanish(cast: Cast, as_person: See) -> None:
    own_page.fill_page(cast)
    link, client = own_page.make_page(cast), as_person(None)
    client.get(own_page.address(link) + "?language=es")
    page = html.unescape(own_page.opened(client, link))
    for words in ("Mis metas", "Lo propuso la persona que le atiende.", "Eso no es así", "Salir de esta página"):
        assert words in page
    assert "22 de noviembre de 2026" in page
