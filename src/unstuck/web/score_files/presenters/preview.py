"""The preview of a file, part by part and page by page, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import number, spell_date
from unstuck.web.caseload.models import Upload
from unstuck.web.components.batches import date_of
from unstuck.web.consents.part2 import said_of_file
from unstuck.web.score_files.matching import OwnClient
from unstuck.web.score_files.presenters.uploads import UploadCount, sentence
from unstuck.web.score_files.preview import (
    EACH,
    FILE,
    KEEP,
    NEW,
    OUT,
    SAME,
    ClientLine,
    PlacedScore,
    PreviewChoices,
    UploadPlan,
    spans,
)
from unstuck.web.score_files.reading import FileContents, RiskAnswer

ON_A_PAGE = 100
LISTED, MOST_DAYS = 20, 3
LONGEST_SPANS = 60


@dataclass(frozen=True)
class PreviewTab:
    """One part of the preview: its code in the address, its name, how many rows, how many of them undecided."""

    code: str
    words: str
    count: int
    undecided: int = 0


@dataclass(frozen=True)
class RadioChoice:
    """One question of the preview: its field, its answers as code and words, and which of them is chosen."""

    name: str
    question: str
    options: Sequence[tuple[str, str]]
    chosen: str
    by_default: str = ""
    """What holds by the choice for all, where nothing is chosen here."""


@dataclass(frozen=True)
class UnclearRow:
    """A client of the file of whom somebody must say who it is."""

    reference: str
    scores: int
    row_count: int
    spans: str
    reason: str
    choice: RadioChoice
    undecided: bool


@dataclass(frozen=True)
class DifferingRow:
    """A day with another total. `clash` says so where two rows of the file contradict each other."""

    number: int
    reference: str
    on: date
    clash: str
    choice: RadioChoice
    undecided: bool


@dataclass(frozen=True)
class PlacedRow:
    """A new or known client of the file and how many of its scores are saved."""

    reference: str
    called: str
    spans: str
    to_save: int
    recorded: int


@dataclass(frozen=True)
class ConcernsToRaise:
    """Who gave an answer that asks for a person: in words, each client with the rows and days.

    `raised`: for whom saving raises a concern, the first of them in `listed`; `passed_over`: those who are left out.
    """

    raised: int = 0
    words: str = ""
    listed: Sequence[str] = ()
    more: int = 0
    passed_over: Sequence[str] = ()


@dataclass(frozen=True)
class PreviewPage:
    """One page of one part of the preview. Of the three kinds of rows one alone has any."""

    public_id: UUID
    caption: str
    seen: str
    counts: Sequence[UploadCount]
    notices: Sequence[str]
    concerns: ConcernsToRaise
    some_recorded: bool
    to_save: int
    tabs: Sequence[PreviewTab]
    tab: str
    heading: str
    number: int
    last: int
    every: RadioChoice
    unclear: Sequence[UnclearRow] = ()
    differing: Sequence[DifferingRow] = ()
    placed: Sequence[PlacedRow] = ()

    @property
    def save_words(self) -> str:
        """Say what the button does."""
        scores = ngettext("%(n)s score", "%(n)s scores", self.to_save) % {"n": number(self.to_save, 0)}
        raised = self.concerns.raised
        if not raised:
            return _("Save %(scores)s") % {"scores": scores}
        concerns = ngettext("%(n)s concern", "%(n)s concerns", raised) % {"n": number(raised, 0)}
        return _("Save %(scores)s and raise %(concerns)s") % {"scores": scores, "concerns": concerns}

    @property
    def decides(self) -> bool:
        """True where this part asks for decisions."""
        return self.tab in ("unclear", "differ")

    @property
    def asks_who(self) -> bool:
        """True for the part with clients of whom somebody must say who they are."""
        return self.tab == "unclear"

    @property
    def asks_which_total(self) -> bool:
        """True for the part with days on which another total is recorded."""
        return self.tab == "differ"

    @property
    def adds_clients(self) -> bool:
        """True for the part with clients who are new."""
        return self.tab == "new"

    @property
    def names_clients(self) -> bool:
        """True for the part with clients who are known."""
        return self.tab == "known"

    @property
    def previous(self) -> str:
        """The page before this one, as its button sends it."""
        return f"{self.tab}:{self.number - 1}" if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The page after this one, as its button sends it."""
        return f"{self.tab}:{self.number + 1}" if self.number < self.last else ""


def preview_page(
    upload: Upload, contents: FileContents, plan: UploadPlan, choices: PreviewChoices, wanted: tuple[str, int]
) -> PreviewPage:
    """Return a page of the part that is wanted, or else of the first that needs a decision, or of the first."""
    parts = preview_tabs(plan)
    tab = _tab(parts, wanted[0])
    lines: Sequence[ClientLine] = [] if tab == "differ" else plan.of_kind(tab)
    scores = plan.differing if tab == "differ" else []
    last = max(-(-(len(lines) + len(scores)) // ON_A_PAGE), 1)
    page = min(max(wanted[1], 1), last)
    here = slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE)
    return PreviewPage(
        public_id=upload.public_id,
        caption=f"{upload.file_name} · {upload.instrument}",
        seen=plan.seen,
        counts=_counts(plan),
        notices=(*(sentence(notice) for notice in contents.notices), *said_of_file(bytes(upload.content or b""))),
        concerns=concerns_to_raise(plan),
        some_recorded=plan.count("recorded") > 0,
        to_save=len(plan.stored()),
        tabs=parts,
        tab=tab,
        heading=_tab_words()[tab],
        number=page,
        last=last,
        every=_every_score(choices) if tab == "differ" else _every_client(choices),
        unclear=[_unclear(line, plan.lines, choices) for line in lines[here]] if tab == "unclear" else [],
        differing=[_differing(line, score, choices) for line, score in scores[here]],
        placed=[_placed(line) for line in lines[here]] if tab in ("new", "known") else [],
    )


def concerns_to_raise(plan: UploadPlan) -> ConcernsToRaise:
    """Return for whom saving raises a concern, and who is left out although an answer asks for a person."""
    raised, answers = len(plan.signs()), sum(map(len, plan.signs().values()))
    listed = [_risk_line(line, line.signs) for line in plan.lines if line.signs]
    passed_over = [_risk_line(line, line.client.risk_answers) for line in plan.passed_over()]
    clients = ngettext("%(n)s client", "%(n)s clients", raised) % {"n": number(raised, 0)}
    text, texts = (
        "%(n)s answer of %(clients)s to a question about suicide or self-harm is above zero.",
        "%(n)s answers of %(clients)s to a question about suicide or self-harm are above zero.",
    )
    words = ngettext(text, texts, answers) % {"n": number(answers, 0), "clients": clients} if raised else ""
    return ConcernsToRaise(raised, words, listed[:LISTED], max(len(listed) - LISTED, 0), passed_over)


def _risk_line(line: ClientLine, answers: Sequence[RiskAnswer]) -> str:
    days = list(dict.fromkeys(spell_date(date_of(one.day)) if one.day is not None else _("no day") for one in answers))
    shown = (
        ", ".join(days[-MOST_DAYS:])
        if len(days) <= MOST_DAYS
        else _("%(n)s days, the latest %(day)s")
        % {
            "n": len(days),
            "day": days[-1],
        }
    )
    words = {"reference": line.client.reference, "rows": _short(spans([one.row for one in answers])), "days": shown}
    text, texts = "%(reference)s: %(days)s (row %(rows)s)", "%(reference)s: %(days)s (rows %(rows)s)"
    return ngettext(text, texts, len(answers)) % words


def _tab_words() -> dict[str, str]:
    return {
        "unclear": _("Unclear clients"),
        "differ": _("Different totals"),
        "new": _("New clients"),
        "known": _("Known clients"),
    }


def preview_tabs(plan: UploadPlan) -> list[PreviewTab]:
    """Return the parts of the preview that hold anything, those that need a decision first."""
    words = _tab_words()
    parts = [
        PreviewTab("unclear", words["unclear"], len(plan.of_kind("unclear")), plan.undecided_clients),
        PreviewTab("differ", words["differ"], len(plan.differing), plan.undecided_scores),
        PreviewTab("new", words["new"], len(plan.of_kind("new"))),
        PreviewTab("known", words["known"], len(plan.of_kind("known"))),
    ]
    return [tab for tab in parts if tab.count]


def _tab(parts: Sequence[PreviewTab], wanted: str) -> str:
    if wanted in {tab.code for tab in parts}:
        return wanted
    return next((tab.code for tab in parts if tab.undecided), parts[0].code if parts else "known")


def _counts(plan: UploadPlan) -> list[UploadCount]:
    undecided = plan.undecided_clients + plan.undecided_scores
    counts = [
        UploadCount(_("Scores to save"), len(plan.stored())),
        UploadCount(_("Clients to add"), plan.added_clients),
        UploadCount(_("Already recorded"), plan.count("recorded")),
    ]
    raised = len(plan.signs())
    counts += [UploadCount(_("Concerns to raise"), raised)] if raised else []
    counts += [UploadCount(_("Clients left out"), plan.left_out_clients)] if plan.left_out_clients else []
    return counts + ([UploadCount(_("To decide"), undecided, undecided=True)] if undecided else [])


def _every_client(choices: PreviewChoices) -> RadioChoice:
    options = [(EACH, _("Decide each")), (NEW, _("New clients, where that is possible")), (OUT, _("Leave out"))]
    return RadioChoice("every_client", _every(), options, choices.every_client or EACH)


def _every_score(choices: PreviewChoices) -> RadioChoice:
    options = [
        (EACH, _("Decide each")),
        (KEEP, _("Leave out what the file says")),
        (FILE, _("The file is right: correct")),
    ]
    return RadioChoice("every_score", _every(), options, choices.every_score or EACH)


def _every() -> str:
    return _("For all those not decided below")


def _unclear(line: ClientLine, lines: Sequence[ClientLine], choices: PreviewChoices) -> UnclearRow:
    options = client_options(line, lines)
    chosen = choices.clients.get(line.place, "")
    question = _("Whose is “%(reference)s”?") % {"reference": line.client.reference}
    return UnclearRow(
        line.client.reference,
        len(line.client.days),
        len(line.client.all_rows),
        _spans(line),
        unclear_reason(line, lines),
        RadioChoice(
            f"client-{line.place}", question, options, chosen, "" if chosen else dict(options).get(line.choice, "")
        ),
        line.undecided,
    )


def _differing(line: ClientLine, score: PlacedScore, choices: PreviewChoices) -> DifferingRow:
    options = score_options(score)
    chosen = choices.scores.get(score.number, "")
    return DifferingRow(
        score.row,
        line.client.reference,
        score.on,
        _clash(score) if score.fate == "clash" else "",
        RadioChoice(
            f"score-{score.number}",
            _("Row %(row)s") % {"row": score.row},
            options,
            chosen,
            "" if chosen else dict(options).get(score.choice, ""),
        ),
        score.undecided,
    )


def _clash(score: PlacedScore) -> str:
    return _(
        "This row says %(total)s; another row of this file that goes to the same client says %(other)s for the same "
        "time. Leave one of the two clients out."
    ) % {"total": f"{score.total:g}", "other": f"{score.other:g}"}


def _placed(line: ClientLine) -> PlacedRow:
    called = line.verdict.candidates[0].called if line.verdict.candidates else ""
    to_save = sum(score.stored for score in line.scores)
    return PlacedRow(line.client.reference, called, _spans(line), to_save, line.count("recorded"))


def _spans(line: ClientLine) -> str:
    return _short(spans(line.client.all_rows))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SPANS + 5 else text[: LONGEST_SPANS - 3] + "..."


def unclear_reason(line: ClientLine, lines: Sequence[ClientLine]) -> str:
    """Say why it is unclear whose a reference is. Nothing is said of anybody else's clients but that one exists."""
    if line.verdict.why == "in_use":
        return _("In use at your agency, but not for one of your open clients, so it can only be left out here.")
    if line.verdict.why == "twice" and line.verdict.like is not None:
        like = lines[line.verdict.like]
        words = {"reference": like.client.reference, "rows": spans(like.client.all_rows)}
        text, texts = (
            "Looks like “%(reference)s” in this file (row %(rows)s).",
            "Looks like “%(reference)s” in this file (rows %(rows)s).",
        )
        return ngettext(text, texts, len(like.client.all_rows)) % words
    if line.verdict.why == "typo":
        return _("One character away from a client of yours who is not in this file.")
    return _("Written differently from a client of yours.")


def client_options(line: ClientLine, lines: Sequence[ClientLine]) -> list[tuple[str, str]]:
    """Return what may be decided about an unclear client, in words."""
    candidates = {own.episode: own for own in line.verdict.candidates}
    return [(value, _client_option(line, value, candidates, lines)) for value in line.options]


def _client_option(
    line: ClientLine, value: str, candidates: Mapping[str, OwnClient], lines: Sequence[ClientLine]
) -> str:
    if value == OUT:
        return _("Leave out")
    if value == NEW:
        return _("A new client, “%(reference)s”") % {"reference": line.client.reference}
    if value == SAME and line.verdict.like is not None:
        return _("The same client as “%(reference)s”") % {"reference": lines[line.verdict.like].client.reference}
    own = candidates[value]
    return own.called if own.called == own.reference else f"{own.called} ({own.reference})"


def score_options(score: PlacedScore) -> list[tuple[str, str]]:
    """Return what may be decided about a day with two totals, in words."""
    if score.other is None:
        return []
    words = {"file": f"{score.total:g}", "recorded": f"{score.other:g}"}
    return [
        (KEEP, _("Keep %(recorded)s, leave out what the file says") % words),
        (FILE, _("The file is right: correct it to %(file)s") % words),
    ]
