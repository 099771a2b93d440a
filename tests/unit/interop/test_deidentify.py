"""Known identifiers never come through, whatever stands around them; and ordinary words do."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.interop.deidentify import Identifiers, about_client, age_band, doubtful, redact, suspicious
from unstuck.interop.letters import clean

CLEO = Identifiers(("Cleo Brook", "Zoë Müller-Özil", "Anne-Marie d'Arcy", "Ng", "王小明"), ("R-1", "AB 1234"))


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Cleo's, CLEO BROOK'S and cleo", "[name], [name] and [name]"),
        ("the Brooks' house", "the [name] house"),
        ("zoe mueller and Zoe\u0308 Muller", "[name] and [name]"),
        ("Brook, Cleo", "[name]"),
        ("C. B. said", "[name] said"),
        ("C\u200bleo and Cl\u00adeo", "[name] and [name]"),
        ("cleo_brook or Cleo2", "[name] or [name]2"),
        ("anne marie and D\u2019Arcy", "[name] and [name]"),
        ("王小明说", "[name]说"),
        ("ng, not thing", "[name], not thing"),
        ("r1, R 1 and ab-1234", "[reference], [reference] and [reference]"),
        ("R-12 and Cleopatra stay", "R-12 and Cleopatra stay"),
        ("her sister Anna and Mrs Petrova", "her sister [name] and Mrs [name]"),
        ("her sister Grace, her son Mark", "her sister [name], her son [name]"),
        ("stays at Hope House", "stays at [place]"),
        ("Child Protective Services, Early Help", "Child Protective Services, Early Help"),
        ("a 47-year-old", "a [age 45 to 54]"),
    ],
)
def test_names_references_ages(text: str, redacted: str) -> None:
    assert redact(text, CLEO) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "3 March 1985",
        "3rd of March",
        "March 3rd, 2019",
        "03/04/1985",
        "3.4.85",
        "1985-03-04",
        "12-Jan-2020",
        "the 21st",
        "14 septembre 2020",
        "3. Februar 2019",
        "20190304",
        "Mar 2019",
        "2019",
    ],
)
def test_dates(text: str) -> None:
    assert redact(f"It began {text}.", Identifiers()).replace("the ", "") == "It began [date]."


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0018",
        "+44 (0)20 7946 0018",
        "555-123-4567",
        "(555) 123 4567",
        "07700900123",
        "06.12.34.56.78",
        "+1 555 123 4567",
    ],
)
def test_telephones(text: str) -> None:
    assert redact(f"Ring {text} now", Identifiers()) == "Ring [phone] now"


@pytest.mark.parametrize(
    "text",
    [
        "12 Acacia Avenue",
        "5 High St.",
        "Hauptstraße 12",
        "14 rue de la Paix",
        "221b Baker Street",
        "12 long acre road",
        "Maple Street",
    ],
)
def test_addresses(text: str) -> None:
    assert redact(f"Lives at {text}", Identifiers()) == "Lives at [address]"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SW1A 1AA", "postcode"),
        ("90210", "postcode"),
        ("K1A 0B1", "postcode"),
        ("c.brook@example.org", "email"),
        ("someone at mail dot com", "email"),
        ("https://example.org/p", "link"),
        ("QQ 12 34 56 C", "id"),
        ("DE89 3700 0440 0532 0130 00", "id"),
        ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "id"),
        ("@somebody_1", "account"),
    ],
)
def test_other_marks(text: str, kind: str) -> None:
    assert redact(f"See {text} there", Identifiers()) == f"See [{kind}] there"


@pytest.mark.parametrize(
    "text",
    [
        "PHQ-9 went from 15 to 14 in 8 weeks; 3 of 10, 8/10, twice a week.",
        "In 2 weeks she found a way; 2 nights on the street; she may march on.",
        "A place to live, in court, at work; 100 % of sessions; 45 minutes.",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact(text, CLEO) == text


def test_a_name_that_is_a_word_counts_in_a_reply_only_with_a_capital() -> None:
    will = Identifiers(("Will Hope",))
    assert not about_client("I hope it will help", will)
    assert about_client("I think Will needs time", will)
    assert redact("i hope", will) == "i [name]"


def test_links_to_read_may_stay_in_a_reply() -> None:
    assert not suspicious("See https://doi.org/10.1037/0022-006X.67.6.963")
    assert suspicious("Ring 020 7946 0018")


def test_a_name_that_is_a_word_is_marked_inside_a_sentence() -> None:
    text = "Hope matters. I think Faith helps, and I'm glad. She will try."
    assert [text[start:end] for start, end in doubtful(text)] == ["Faith"]


def test_bands_of_ages() -> None:
    assert [age_band(age) for age in (17, 18, 24, 25, 34, 35, 74, 75)] == [
        "under 18",
        "18 to 24",
        "18 to 24",
        "25 to 34",
        "25 to 34",
        "35 to 44",
        "65 to 74",
        "75 or older",
    ]


PEOPLE = Identifiers(
    ("Jasmine Cole", "Marcus Whitfield", "Mikhail Orlov", "Mary-Jane Holloway", "Fiona MacAllister", "Will Carver"),
    ("IO-1107-B", "CASE/2024/0456"),
)


@pytest.mark.parametrize(
    "name",
    [
        "J4sm1ne",
        "J*smine",
        "Jаsminе",
        "ᴊᴀꜱᴍɪɴᴇ",
        "Миша",
        "MJ",
        "m.j.h.",
        "jcole",
        "Colejas",
        "Mc Alister",
        "Whitefeild",
        "whitefeild",
        "Michail",
        "Jassmyn",
        "M_W",
    ],
)
def test_a_known_name_in_disguise(name: str) -> None:
    assert name not in redact(f"We saw {name} on the ward.", PEOPLE)


@pytest.mark.parametrize("reference", ["I0-1IO7-B", "io 1l07 b", "IO-1170-B", "1107", "case-2024-0465", "Case 456"])
def test_a_known_reference_in_disguise(reference: str) -> None:
    left = redact(f"Filed under {reference} then.", PEOPLE)
    assert not any(part in left for part in reference.split("-") if any(map(str.isdigit, part)))


@pytest.mark.parametrize("reference", ["IO-1170-B", "io 1107 b", "I0-1lO7-B", "CASE/2024/456"])
def test_a_slip_of_a_reference_is_the_reference(reference: str) -> None:
    assert redact(f"Filed under {reference} then.", PEOPLE) == "Filed under [reference] then."


@pytest.mark.parametrize("text", ["It is 2107 steps.", "item 110 of 7", "IO-2208-B"])
def test_another_number_is_no_slip_of_a_reference(text: str) -> None:
    assert "[reference]" not in redact(text, PEOPLE)


def test_a_name_that_is_a_word_stays_where_it_is_the_word() -> None:
    assert redact("Will said he will try, and Carver will.", PEOPLE) == "[name] said he will try, and [name]."
    assert redact("will said he will try", PEOPLE) == "[name] said he [name] try"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rooty.toot_93", "account"),
        ("bakerboy88", "account"),
        ("gofundme.com/f/help-her", "link"),
        ("facebook dot com slash r.41", "link"),
        ("filled.count.soap", "place"),
        ("51.5072, -0.1276", "place"),
        ("q q 12 34 56 c", "id"),
        ("Lima Kilo one nine", "id"),
        ("٠٧٧٠٠ ٩٠٠١٢٣", "phone"),
        ("dob 9/3", "date"),
        ("the 38 bus", "place"),
    ],
)
def test_forms_that_identify(text: str, kind: str) -> None:
    assert redact(f"See {text} there", Identifiers()) == f"See [{kind}] there"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Her ex darren has been to the door.", ["darren"]),
        ("she is married to somebody called hamza", ["hamza"]),
        ("the boyfriend, kwestor, took her phone", ["kwestor"]),
        ("officer kowalczyk took the statement", ["kowalczyk"]),
        ("mr brown rang", ["brown"]),
        ("he lives in thrupp with friends", ["thrupp"]),
        ("seen at the royal infirmary", ["royal infirmary"]),
        ("a room on mill lane", ["mill lane"]),
        ("moved to hackney", ["hackney"]),
        ("HER EX DAVE RANG", ["DAVE"]),
        ("She asked T. to stay, and K's sister.", ["T.", "K's"]),
        ("She told us سارة knows.", ["سارة"]),
        ("then deShawn rang", ["deShawn"]),
    ],
)
def test_what_may_be_a_name_is_marked_in_any_letters(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in doubtful(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "Sertraline 100 mg, and 640 a month; two hundred in debt.",
        "her brother works, his mother drinks, the boyfriend says sorry",
        "Hepatitis C and plan B; sessions on Thursdays.",
        "Ella no quiere hablar de la violencia. Trabaja de noche.",
        "She was frank about it, and lives in a flat near the shops.",
    ],
)
def test_what_points_to_nobody_is_not_marked(text: str) -> None:
    assert doubtful(text) == []
    assert redact(text, Identifiers()) == text


@pytest.mark.parametrize(
    "piece",
    [
        "a.b.",
        "aaaa_",
        "x",
        "M4",
        "1 2 ",
        "one two ",
        "lives in the a ",
        "a@",
        "[",
        "st x ",
        "1",
        "-",
        "1-",
        "A-",
        "suarez-",
    ],
)
def test_a_long_text_that_means_nothing_takes_no_longer_than_its_length(piece: str) -> None:
    """Four times as long may take sixteen times as long by then, were a pattern to try every place from every place."""
    short, long = (_seconds(piece * (letters // len(piece))) for letters in (5_000, 20_000))
    assert long < 10 * short + 0.2


def _seconds(text: str) -> float:
    begun = time.process_time()
    doubtful(redact(text, PEOPLE))
    return time.process_time() - begun


LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)
NAMES = st.text(LETTERS, min_size=3, max_size=12).filter(lambda name: clean(name).isalpha())
AROUND = st.text(st.characters(categories=["Zs", "Po", "Nd", "Pd"], max_codepoint=0x2FF), max_size=6)
CHANGED = st.sampled_from(
    [str, str.upper, str.lower, str.title, lambda name: unicodedata.normalize("NFD", name), lambda name: f"{name}'s"]
)


@given(NAMES, NAMES, AROUND, AROUND, CHANGED)
def test_no_name_comes_through(first: str, last: str, before: str, after: str, change: object) -> None:
    assert callable(change)
    known = Identifiers((f"{first} {last}",))
    for name in (first, last, f"{first} {last}", f"{last}, {first}"):
        text = f"we saw {before} {change(name)} {after} again"
        found = redact(text, known)
        assert not about_client(clean(found.replace("[name]", "").replace("[id]", "")), known), found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Юлия Ковальчук", "Yulia Kovalchuk speaks Russian."),
        ("Jean-Baptiste Lefevre", "jb wants to be asked"),
        ("Dolores Ibarra", "I as in India, B as in Bravo, A, R, R, A she said."),
    ],
)
def test_a_name_is_found_in_another_alphabet_in_small_initials_and_dictated(name: str, text: str) -> None:
    assert not any(
        word in redact(text, Identifiers((name,))) for word in ("Yulia", "Kovalchuk", "jb", "India", "Bravo")
    )


def test_small_initials_that_are_a_word_or_a_usual_note_stay() -> None:
    text = "as it is, bp fine, the gp rang, am in on fri"
    assert redact(text, Identifiers(("Ana Suarez", "Bo Park", "Gil Perez", "Ian Nolan", "Anna May"))) == text


@given(st.text(max_size=200), NAMES)
def test_any_text_is_read_without_a_fault(text: str, name: str) -> None:
    known = Identifiers((name,), (name,))
    assert isinstance(redact(text, known), str)
