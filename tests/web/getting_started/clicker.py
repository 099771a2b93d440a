"""Somebody who reads a page and does what it says: links and buttons by their words, fields by their labels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser


@dataclass
class Control:
    """A field of a form, or a button: its attributes, and the choices of a list by their words."""

    attributes: dict[str, str]
    choices: dict[str, str] = field(default_factory=dict)
    chosen: str | None = None


@dataclass
class Form:
    """One form of a page. `buttons` by their words."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


class PageReader(HTMLParser):
    """Reads the links, the forms and the labels of a page; a legend names the choices that stand under it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.legends: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._legend = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag in ("input", "select", "textarea") and self.forms:
            self.forms[-1].controls.append(Control(given | {"tag": tag}))
            self.legends[given.get("id", "")] = self._legend
        if tag in ("a", "button", "label", "legend", "option"):
            self._open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        for _tag, _given, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._legend = ""
        if not self._open or self._open[-1][0] != tag:
            return
        _tag, given, parts = self._open.pop()
        words = " ".join("".join(parts).split())
        if tag == "a":
            self.links.setdefault(words, given.get("href", ""))
        elif tag == "label":
            self.labels[given.get("for", "")] = words
        elif tag == "legend":
            self._legend = words
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.setdefault(words, given)
        elif tag == "option" and self.forms:
            control = self.forms[-1].controls[-1]
            control.choices[words] = given.get("value", words)
            if "selected" in given:
                control.chosen = given.get("value", words)


class Clicker:
    """One browser. `clicks` counts links and buttons; `after` runs after each, as the background process does."""

    def __init__(self, files: Path, after: Callable[[], None]) -> None:
        self.browser, self.files, self.after = Browser(), files, after
        self.clicks = 0
        self.typed: dict[str, str] = {}

    def open(self, address: str) -> None:
        """Go to an address, and on to where it leads."""
        self._take(self.browser.get(address, follow=True))

    def _take(self, answer: Any) -> None:
        html = answer.content.decode()
        said = re.findall(r'(?s)role="alert">(.*?)</div>', html)
        assert answer.status_code == 200, (answer.status_code, [re.sub(r"<[^>]*>|\s+", " ", one) for one in said])
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else answer.request["PATH_INFO"]
        self.html = html
        self.page = PageReader(self.html)
        self.typed = {}

    def handed(self) -> str:
        """Return the link that the page shows to be passed on."""
        (link,) = re.findall(r'<code class="handed">([^<]+)</code>', self.html)
        return unescape(link).removeprefix("http://testserver")

    def type(self, value: str, label: str) -> None:
        """Fill in a field, or choose; what is on the list is checked when the form is sent."""
        self.typed[label] = value

    def click(self, words: str) -> None:
        """Follow the link, or press the button, with these words (a button may go on: "Save 12 scores")."""
        self.clicks += 1
        if words not in self.page.links and not self._button(words):
            self.open(self.address)  # a page that was waiting has moved on
        pressed = self._button(words)
        if pressed:
            self._send(*pressed)
        else:
            assert words in self.page.links, f"{self.address}: nothing is called {words!r}: {sorted(self.page.links)}"
            self._take(self.browser.get(urljoin(self.address, self.page.links[words]), follow=True))
        self.after()

    def _button(self, words: str) -> tuple[Form, dict[str, str]] | None:
        for form in self.page.forms:
            for name, given in form.buttons.items():
                if name == words or name.startswith(f"{words} "):
                    return form, given
        return None

    def _send(self, form: Form, pressed: dict[str, str]) -> None:
        sent: dict[str, Any] = {}
        left = dict(self.typed)
        for control in form.controls:
            self._fill(control, left, sent)
        assert not left, f"{self.address}: no field takes {left}"
        if "name" in pressed:
            sent[pressed["name"]] = pressed.get("value", "")
        address = pressed.get("formaction") or form.action or self.address
        send = self.browser.post if form.method == "post" else self.browser.get
        self._take(send(urljoin(self.address, address), sent, follow=True))

    def _fill(self, control: Control, left: dict[str, str], sent: dict[str, Any]) -> None:
        given = control.attributes
        name, kind = given.get("name", ""), given.get("type", "")
        label = self.page.labels.get(given.get("id", ""), "")
        if kind in ("radio", "checkbox"):
            legend = self.page.legends.get(given.get("id", ""), "")
            chosen = left.get(legend)
            if chosen is not None and label.split(":")[0] == chosen:
                sent[name] = given.get("value", "on")
                del left[legend]
            elif chosen is None and "checked" in given:
                sent[name] = [*sent.get(name, []), given.get("value", "on")] if kind == "checkbox" else given["value"]
        elif label in left:
            value = left.pop(label)
            if given["tag"] == "select":
                assert value in control.choices, f"{self.address}: {label} has no {value!r}"
                value = control.choices[value]
            sent[name] = self._file(value) if kind == "file" else value
        elif given["tag"] == "select":
            sent[name] = control.chosen if control.chosen is not None else next(iter(control.choices.values()), "")
        elif kind != "file" and name:
            sent[name] = given.get("value", "")

    def _file(self, name: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, (self.files / name).read_bytes(), content_type="text/csv")
