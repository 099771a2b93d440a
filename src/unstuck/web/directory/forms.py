"""Forms for a search, for a note about a service, and for a file to bring in."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.web.directory.queries import SOURCE

WITHIN = (1, 2, 5, 10, 25, 50)
LONGEST_NAME = 120
EARLIEST = date(2000, 1, 1)


class ServiceSearchForm(forms.Form):
    """A search. Nothing is required."""

    need = forms.CharField(required=False, max_length=200)
    area = forms.ChoiceField(required=False)
    near = forms.CharField(required=False, max_length=100)
    within = forms.ChoiceField(required=False)
    language = forms.CharField(required=False, max_length=60)
    age = forms.IntegerField(required=False, min_value=0, max_value=120)
    whom = forms.CharField(required=False, max_length=100)
    open_now = forms.BooleanField(required=False)
    free = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "need": (_("What is needed?"), _("In plain words, for example: cannot pay the rent.")),
            "area": (_("Life area"), ""),
            "near": (
                _("Near"),
                _("A town, a postcode, a place in the directory, or coordinates such as 51.5, -0.1."),
            ),
            "within": (_("Within"), ""),
            "language": (_("Language"), ""),
            "age": (_("Age"), ""),
            "whom": (_("Who it is for"), _("For example: veterans, refugees, older adults.")),
            "open_now": (_("Open now"), ""),
            "free": (_("Free of charge"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        areas = sorted(area_names().items(), key=lambda area: area[1])
        cast(forms.ChoiceField, self.fields["area"]).choices = [("", _("Any")), *areas]
        distances = [(str(km), _("%(km)s km") % {"km": km}) for km in WITHIN]
        cast(forms.ChoiceField, self.fields["within"]).choices = [("", _("Any distance")), *distances]
        self.fields["need"].widget.attrs |= {"type": "search", "autocomplete": "off"}
        self.fields["near"].widget.attrs["autocomplete"] = "off"


class ServiceNoteForm(forms.Form):
    """What somebody knows about a service."""

    checked_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    works_well_for = forms.CharField(required=False, max_length=500)
    waiting_time = forms.CharField(required=False, max_length=200)
    words = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: Any, *, today: date, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self._today = today
        words = {
            "checked_on": (
                _("Checked on"),
                _("The day you made sure, by phone or in person, that these details are right."),
            ),
            "works_well_for": (
                _("Works well for"),
                _("For example: families with small children. Do not name clients."),
            ),
            "waiting_time": (_("Waiting time"), _("For example: about two weeks.")),
            "words": (_("Anything else colleagues should know"), _("Do not name clients.")),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    def clean_checked_on(self) -> date | None:
        """Refuse days in the future, and long ago."""
        day: date | None = self.cleaned_data["checked_on"]
        if day is not None and not EARLIEST <= day <= self._today:
            raise forms.ValidationError(_("Enter a date that is not in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """Require that something is said."""
        fields = self.cleaned_data
        if not self.errors and not any(
            fields.get(name) for name in ("checked_on", "works_well_for", "waiting_time", "words")
        ):
            raise forms.ValidationError(_("Fill in at least one of these."))
        return fields


class DirectoryImportForm(forms.Form):
    """A directory, and what its source is called."""

    source = forms.CharField(max_length=60)
    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source, file = self.fields["source"], self.fields["file"]
        source.label, file.label = _("What is this directory called?"), _("File")
        source.initial = SOURCE
        source.help_text = _("A later file under the same name replaces this one.")
        file.help_text = _("HSDS as a .zip of CSV, or as .json, up to %(limit)s MB.") % {
            "limit": settings.LARGEST_UPLOAD_BYTES // (1024 * 1024)
        }
        file.widget.attrs["accept"] = ".zip,.json,.csv"
        file.error_messages |= {code: _("Choose a file.") for code in ("required", "missing")}
        file.error_messages |= {code: _("Choose a file with a shorter name.") for code in ("max_length", "invalid")}

    def clean_source(self) -> str:
        """Return the name as one line of text that any database can store."""
        name = " ".join("".join(letter for letter in self.cleaned_data["source"] if letter.isprintable()).split())
        if not name:
            raise forms.ValidationError(_("Give the directory a name."))
        return name

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD_BYTES:
            limit = settings.LARGEST_UPLOAD_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("Files can be up to %(limit)s MB.") % {"limit": limit})
        return file


def shown_name(file: UploadedFile[bytes]) -> str:
    """Return a file's name as it is shown and kept: without folders, and of bounded length."""
    name = "".join(letter if letter.isprintable() else " " for letter in file.name or "")
    return name[-LONGEST_NAME:] or _("file")
