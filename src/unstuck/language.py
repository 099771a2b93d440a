"""Texts in the reader's language, from a catalogue that is opened once.

The standard library would search the disk at every call.
"""

from __future__ import annotations

from gettext import translation
from pathlib import Path

_catalogue = translation("unstuck", localedir=Path(__file__).with_name("locale"), fallback=True)

gettext = _catalogue.gettext
ngettext = _catalogue.ngettext
