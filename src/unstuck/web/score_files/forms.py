"""Forms of a file of scores: the file itself, what is in which column, and what is decided on the preview."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from unstuck.errors import BadInput
from unstuck.instruments import followed, load
from unstuck.language import gettext as _
from unstuck.population.engines.column_names import date_parts
from unstuck.population.engines.columns import FURTHEST, Unit, WideColumn, parse_missing
from unstuck.population.engines.item_answers import MANY_MORE
from unstuck.population.engines.question_columns import further_questions
from unstuck.population.engines.questions import Settled, settled_of
from unstuck.population.engines.sheet import Sheet
from unstuck.web.caseload.models import Upload
from unstuck.web.components import dates
from unstuck.web.score_files.preview import EACH, FILE, KEEP, NEW, OUT, PreviewChoices
from unstuck.web.score_files.reading import first_rows_of
from unstuck.web.score_files.sheets import answer_columns

LONGEST_NAME = 120
ANSWERS = "+answers"
"""Instead of a column of totals. No header is called so that would be taken for one."""

MOST_TAKEN, LONGEST_TAKEN = 50, 10_000


class ScoreFileForm(forms.Form):
    """A file and its questionnaire."""

    instrument = forms.ChoiceField()
    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instrument, file = self.fields["instrument"], self.fields["file"]
        cast(forms.ChoiceField, instrument).choices = [(one, one) for one in followed()]
        instrument.label, file.label = _("Questionnaire"), _("File")
        file.help_text = _("A spreadsheet (.xlsx, .ods), CSV or TSV, up to %(limit)s MB.") % {
            "limit": settings.LARGEST_UPLOAD_BYTES // (1024 * 1024)
        }
        file.widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv,.tsv,.tab,.txt,.gz,text/csv,text/tab-separated-values"
        file.error_messages |= {"required": _("Choose a file."), "missing": _("Choose a file.")} | {
            code: _("Choose a file with a shorter name, under 120 characters.") for code in ("max_length", "invalid")
        }

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once what is not a table of text: nothing of it is kept."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD_BYTES:
            limit = settings.LARGEST_UPLOAD_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("Files may hold up to %(limit)s MB.") % {"limit": limit})
        try:
            first_rows_of(file.read(), shown_name(file))
        except BadInput as error:
            raise forms.ValidationError(str(error)) from None
        file.seek(0)
        return file


def shown_name(file: UploadedFile[bytes]) -> str:
    """Return a file's name as it is shown and kept: without folders, and of bounded length."""
    name = "".join(character if character.isprintable() else " " for character in file.name or "")
    return name[-LONGEST_NAME:] or _("file")


class SheetForm(forms.Form):
    """What is in which column. A wide file has one field for each column: the time of its scores."""

    instrument = forms.ChoiceField()
    layout = forms.ChoiceField(widget=forms.RadioSelect)
    client = forms.ChoiceField(required=False)
    score = forms.ChoiceField(required=False)
    time = forms.ChoiceField(required=False)
    baseline = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    wide_unit = forms.ChoiceField(required=False)
    zero = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    missing = forms.CharField(required=False, max_length=200)
    date_order = forms.ChoiceField(required=False)
    where = forms.CharField(required=False, max_length=200)
    episodes = forms.ChoiceField(required=False)
    sure = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    settled = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, headers: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = list(dict.fromkeys(header for header in headers if header))
        self._label()
        self._offer()
        for at, header in enumerate(self.headers):
            self.fields[f"at-{at}"] = forms.CharField(required=False, max_length=20, label=header)
            self.fields[f"at-{at}"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def _label(self) -> None:
        words = {
            "instrument": (_("Questionnaire"), ""),
            "layout": (_("How is the file laid out?"), ""),
            "client": (_("Client"), _("The column with your agency’s own reference for each client.")),
            "score": (_("Total score"), ""),
            "time": (_("When it was given"), ""),
            "unit": (_("That column holds"), ""),
            "wide_unit": (_("The times are"), ""),
            "baseline": (_("Score at the start (if there is one)"), _("Repeated in every row of a client.")),
            "zero": (
                _("Date of time 0"),
                _("Only for days, weeks and months: the date from which the whole file counts."),
            ),
            "missing": (
                _("What stands for no value"),
                _("Besides empty cells. Separate several with commas, such as NA, -9."),
            ),
            "date_order": (_("Dates such as 3/8/2026"), ""),
            "where": (
                _("Only these rows"),
                _("A column and a value, such as measure=PHQ-9; measure=* for all of them."),
            ),
            "episodes": (_("Where somebody came back after a long time"), ""),
            "sure": (_("I have looked at it"), ""),
            "settled": ("", ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    def _offer(self) -> None:
        none = [("", _("Choose a column"))]
        columns = [(header, header) for header in self.headers]
        units = [("day", _("days")), ("week", _("weeks")), ("month", _("months")), ("session", _("session numbers"))]
        offered = {
            "instrument": [(one, one) for one in followed()],
            "layout": [("long", _("One row for each score")), ("wide", _("One row for each client"))],
            "client": none + columns,
            "score": none + self._of_answers() + columns,
            "time": none + self._dates_in_parts() + columns,
            "baseline": [("", _("None")), *columns],
            "unit": [("date", _("dates, such as 2026-03-31")), *units],
            "wide_unit": units,
            "date_order": [("", _("as the file shows")), ("dmy", _("the day first")), ("mdy", _("the month first"))],
            "episodes": [
                ("", _("ask me")),
                ("latest", _("only the scores since they came back")),
                ("all", _("one course that goes on")),
            ],
            "sure": list(doubts().items()),
        }
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _of_answers(self) -> list[tuple[str, str]]:
        """Return the choice of adding up answers, where some questionnaire that is followed has all its columns."""
        there = any(answer_columns(self.headers, one) for one in followed() if load(one).items)
        return [(ANSWERS, _("added up from the answers to each question"))] if there else []

    def _dates_in_parts(self) -> list[tuple[str, str]]:
        parts = date_parts(self.headers)
        return [("+".join(parts), _("the date of %(parts)s") % {"parts": ", ".join(parts)})] if parts else []

    @property
    def times(self) -> list[forms.BoundField]:
        """Return the fields of the columns of a wide file."""
        return [self[f"at-{at}"] for at in range(len(self.headers))]

    def clean_missing(self) -> tuple[str, ...]:
        """Return what stands for no value."""
        try:
            return parse_missing([self.cleaned_data["missing"]])
        except BadInput:
            raise forms.ValidationError(_("Separate several marks with commas, such as NA, -9.")) from None

    def clean_where(self) -> tuple[tuple[str, str], ...]:
        """Return the column and the value of the rows that count."""
        column, equals, value = self.cleaned_data["where"].partition("=")
        if not column.strip():
            return ()
        if not equals or not value.strip() or column.strip() not in self.headers:
            raise forms.ValidationError(_("Write a column and a value, such as measure=PHQ-9."))
        return ((column.strip(), value.strip()),)

    def clean_settled(self) -> Settled:
        """Return what was said yes to, before and now."""
        try:
            settled = settled_of(json.loads(self.cleaned_data["settled"] or "{}"))
            taken = self.data.getlist("take") if isinstance(self.data, QueryDict) else []
            for text in taken[:MOST_TAKEN]:
                given = settled_of(json.loads(text[:LONGEST_TAKEN]))
                settled = settled.having({name: getattr(given, name) for name in given.as_json()})
        except (BadInput, ValueError, RecursionError, TypeError):
            raise forms.ValidationError(_("That could not be taken. Look at the proposals again.")) from None
        return settled

    def clean(self) -> dict[str, Any]:
        """Require what the layout needs, and a calendar."""
        fields = self.cleaned_data
        self._require("client", _("Choose the column with the clients’ references."))
        if fields.get("layout") == "wide":
            fields["wide"] = self._wide()
        else:
            self._require("score", _("Choose the column with the scores."))
            self._check_answers()
            self._require("time", _("Choose the column that says when each score was given."))
        self._check_calendar()
        return fields

    def _answers(self) -> tuple[str, ...]:
        """Return the columns of the answers, where those are to be added up."""
        fields = self.cleaned_data
        if fields.get("layout") == "wide" or fields.get("score") != ANSWERS or not fields.get("instrument"):
            return ()
        return answer_columns(self.headers, fields["instrument"])

    def _check_answers(self) -> None:
        if self.cleaned_data.get("score") == ANSWERS and not self._answers():
            problem = _("There is no column for each question of %(name)s, such as q1, q2 and so on.")
            self.add_error("score", problem % {"name": self.cleaned_data.get("instrument")})

    def with_taken(self) -> SheetForm:
        """Return the form as it was sent, with what was said yes to kept in it."""
        data = QueryDict(cast(QueryDict, self.data).urlencode(), mutable=True)
        data["settled"] = json.dumps(self.cleaned_data["settled"].as_json())
        return SheetForm(self.headers, data)

    def _settled(self) -> Settled:
        fields = self.cleaned_data
        said = {name: fields.get(name) for name in ("date_order", "episodes", "where")}
        changes = {name: value for name, value in said.items() if value} | {"sure": tuple(fields.get("sure") or ())}
        settled: Settled = fields.get("settled") or Settled()
        # Which columns hold the answers follows from the questionnaire that is chosen now; where more questions are
        # numbered than it has, the reader asks first.
        items = self._answers()
        asked = further_questions(self.headers, items) >= MANY_MORE and settled.items != items
        return replace(settled, items=() if asked else items).having(changes)

    def _require(self, name: str, problem: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, problem)

    def _wide(self) -> tuple[WideColumn, ...]:
        columns: list[WideColumn] = []
        for at, header in enumerate(self.headers):
            text = (self.cleaned_data.get(f"at-{at}") or "").strip()
            if text and (time := _number(text)) is None:
                self.add_error(f"at-{at}", _("Write the time as a number, such as 2, or leave it empty."))
            elif text and any(column.time == time for column in columns):
                self.add_error(f"at-{at}", _("Another column has the same time."))
            elif text and time is not None:
                columns.append(WideColumn(header, time))
        if not columns and not self.errors:
            self.add_error("layout", _("Give the time of at least one column of scores, such as 0."))
        return tuple(columns)

    def _check_calendar(self) -> None:
        unit = self._unit()
        if unit == "session":
            name = "wide_unit" if self.cleaned_data.get("layout") == "wide" else "unit"
            self.add_error(name, no_sessions())
        elif unit == "date":
            if self.cleaned_data.get("baseline"):
                problem = _("A column of scores at the start needs days, weeks or months: dates have no time 0.")
                self.add_error("baseline", problem)
        elif "zero" not in self.errors:
            self._require("zero", _("Give the date of time 0, so that each score has a date."))
            zero = self.cleaned_data.get("zero")
            if zero and not 1900 <= zero.year <= dates.today().year:
                self.add_error("zero", _("Give a date from 1900 up to this year."))

    def _unit(self) -> Unit:
        wide = self.cleaned_data.get("layout") == "wide"
        return cast(Unit, self.cleaned_data.get("wide_unit" if wide else "unit") or ("day" if wide else "date"))

    def sheet(self) -> Sheet:
        """Return the description, once the form is valid."""
        fields, unit = self.cleaned_data, self._unit()
        zero = fields["zero"] if unit != "date" else None
        if fields["layout"] == "wide":
            wide = fields["wide"]
            return Sheet(
                fields["client"], unit, wide=wide, zero=zero, missing=fields["missing"], settled=self._settled()
            )
        return Sheet(
            fields["client"],
            unit,
            "" if fields["score"] == ANSWERS else fields["score"],
            fields["time"],
            fields["baseline"],
            zero=zero,
            missing=fields["missing"],
            settled=self._settled(),
        )


def doubts() -> dict[str, str]:
    """Return what a person may have looked at, by the code of the doubt."""
    return {
        "questionnaire": _("The scores are of this questionnaire, although the column is named for another one."),
        "calendar": _("The times count from the start; they are no days, weeks or months of a calendar."),
        "means": _("The scores are totals, although none is higher than one answer can be."),
        "summary": _("Rows named like “Total” are clients."),
        "totals": _("The totals are right, although the answers beside them come to others."),
        "date": _("The days are right, although programs write such days where there is none."),
        "swapped": _("The days are right, although they are written in two forms."),
        "client": _("The clients are who they are called, although such names stand for nobody or for several."),
        "birth": _("The clients are right, although their dates of birth speak against it."),
    }


def no_sessions() -> str:
    """Say why a file that counts sessions cannot be brought in."""
    return _(
        "Session numbers say nothing about dates, and the caseload needs dates. "
        "Add a column with the date of each score, or use `unstuck analyse` for this file."
    )


def sheet_fields(upload: Upload, sheet: Sheet, headers: Sequence[str]) -> dict[str, Any]:
    """Return a description as the first contents of the form."""
    shown = list(dict.fromkeys(header for header in headers if header))
    times = {one.column: f"{one.time:g}" for one in sheet.wide}
    return {
        "instrument": upload.instrument,
        "layout": "wide" if sheet.wide else "long",
        "client": sheet.client,
        "score": ANSWERS if sheet.settled.items else sheet.score,
        "time": sheet.time,
        "baseline": sheet.baseline,
        "unit": sheet.unit,
        "wide_unit": sheet.unit if sheet.wide else "month",
        "zero": sheet.zero,
        "missing": ", ".join(sheet.missing),
        "date_order": sheet.settled.date_order,
        "episodes": sheet.settled.episodes,
        "where": next((f"{column}={value}" for column, value in sheet.settled.where), ""),
        "sure": list(sheet.settled.sure),
        "settled": json.dumps(sheet.settled.as_json()),
        **{f"at-{at}": times[header] for at, header in enumerate(shown) if header in times},
    }


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= FURTHEST and "_" not in text else None


def typed_choices(fields: QueryDict) -> PreviewChoices:
    """Return what was decided on one page of the preview. What is not offered there is passed over."""
    every_client, every_score = str(fields.get("every_client", "")), str(fields.get("every_score", ""))
    return PreviewChoices(
        _numbered(fields, "client-"),
        {number: value for number, value in _numbered(fields, "score-").items() if value in (FILE, KEEP)},
        every_client if every_client in (EACH, NEW, OUT) else "",
        every_score if every_score in (EACH, FILE, KEEP) else "",
    )


def _numbered(fields: QueryDict, prefix: str) -> dict[int, str]:
    return {
        int(name.removeprefix(prefix)): value[:40]
        for name, value in _texts(fields)
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal() and len(name) < 24
    }


def _texts(fields: QueryDict) -> Iterator[tuple[str, str]]:
    return ((name, str(fields[name])) for name in fields)
