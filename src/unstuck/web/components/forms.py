"""The forms that every form about a record begins with."""

from __future__ import annotations

from django import forms

from unstuck.web.components.fields import version_field


class VersionedForm(forms.Form):
    """A form about a record: it knows which version of the record it was opened with."""

    version = version_field()


class NewOrVersionedForm(forms.Form):
    """A form for a new record, which has no version yet, or about one that is there."""

    version = version_field(required=False)
