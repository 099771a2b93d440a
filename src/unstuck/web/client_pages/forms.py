"""The forms of a worker and an administrator about clients' own pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.web.client_pages.models import PagePart
from unstuck.web.components.fields import choice_field, choices_field, text_field
from unstuck.web.components.forms import VersionedForm
from unstuck.web.safety.models import ContactWay


class PageLinkForm(VersionedForm):
    """How the code reaches the client."""

    def __init__(self, typed: Any = None, *, unsafe: Sequence[str], **options: Any) -> None:
        super().__init__(typed, **options)
        ways = [(one.value, one.words) for one in ContactWay if one.value not in unsafe]
        hint = _("The code goes another way than the link, and only by one that is safe for the client.")
        self.fields["code_way"] = choice_field(
            _("How does the code reach them?"), ways, _("Choose how the code reaches them."), hint
        )


class PartsForm(VersionedForm):
    """Which parts the client wants to see."""

    def __init__(self, typed: Any = None, *, offered: Sequence[str], **options: Any) -> None:
        super().__init__(typed, **options)
        choices = [(code, PagePart(code).words) for code in offered]
        hint = _("Ask them: what may stand there if somebody looks over their shoulder?")
        self.fields["parts"] = choices_field(_("What does the client want to see?"), choices, hint=hint)


class ObjectionAnswerForm(VersionedForm):
    """What came of an objection."""

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        hint = _("The client reads it on their page. What they said stays on record as they said it.")
        self.fields["words"] = text_field(_("What came of it?"), _("Say in words what came of it."), hint)


class PageRuleForm(forms.Form):
    """Whether clients of the agency may read how things go."""

    def __init__(self, typed: Any = None, *, shows: bool, **options: Any) -> None:
        super().__init__(typed, **options)
        answers = [("yes", _("Yes, in a plain sentence, where they choose it")), ("no", _("No"))]
        self.fields["shows_course"] = choice_field(
            _("May clients read on their own page how things are going?"),
            answers,
            _("Choose yes or no."),
            _("Never scores or chances, and nothing while a concern about safety waits."),
            initial="yes" if shows else "no",
        )
