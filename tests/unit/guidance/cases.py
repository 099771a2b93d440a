"""Any case that the contract allows, as JSON, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from unstuck.guidance import tables

Json = dict[str, Any]

weeks = st.one_of(st.integers(0, 60), st.floats(0, 60), st.just(1e9))
out_of_ten = st.one_of(st.integers(0, 10), st.floats(0, 10))
change = st.one_of(st.integers(-10, 10), st.floats(-10, 10))
counts = st.integers(0, 12)
texts = st.lists(st.text(max_size=80), max_size=3)
flag = st.booleans()


def some(**facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Any of these facts, each known or not."""
    return st.fixed_dictionaries({}, optional=facts)


progress = st.fixed_dictionaries(
    {
        "state": st.sampled_from(
            ["too_early", "on_track", "watch", "stalled", "stalled", "deteriorating", "improved", "recovered"]
        )
    },
    optional={"probability": st.floats(0, 1), "weeks_in_state": weeks},
)
treatment = some(
    weeks=weeks,
    sessions_attended=counts,
    sessions_missed_recently=counts,
    goals_met=st.sampled_from(["all", "some", "none"]),
    presenting_problems=texts,
    aim=st.sampled_from(["change", "stay_well"]),
    mandated=flag,
    issues=st.lists(st.sampled_from(["low_mood", "grief"]), max_size=2),
    ends_in_weeks=weeks,
    ends_because=st.sampled_from(["agency_limit", "funding", "client_moves", "worker_leaves", "other"]),
    setting=st.sampled_from(["in_person", "phone", "video", "outreach"]),
    **{"for": st.sampled_from(["individual", "couple", "family", "group"])},
)
concern = st.fixed_dictionaries(
    {"kind": st.sampled_from(list(tables.words().concerns))},
    optional={
        "role": st.sampled_from(["at_risk", "may_harm", "both"]),
        "weeks_ago": weeks,
        "assessed": flag,
        "assessed_weeks_ago": weeks,
        "imminent": flag,
        "plan": flag,
        "means": flag,
        "past_attempt": flag,
        "safety_plan": flag,
        "reported": flag,
        "closed": flag,
    },
)
safety = some(
    suicide_item_above_zero=flag,
    crisis=flag,
    assessed_since=flag,
    other_risk=st.sampled_from(list(tables.words().risks)),
    imminent=flag,
    concerns=st.lists(concern, max_size=2),
)
engagement = some(
    willingness=out_of_ten,
    willingness_change=change,
    alliance=out_of_ten,
    alliance_change=change,
    adherence=st.dictionaries(
        st.sampled_from(list(tables.words().agreed)), st.sampled_from(["as_agreed", "partly", "not"])
    ),
    sceptical_or_withdrawn=flag,
    readiness_to_change=out_of_ten,
    access_barriers=texts,
    strengths=texts,
    adherence_barriers=st.lists(st.sampled_from(list(tables.words().adherence_barriers)), max_size=2),
)
life_areas = st.dictionaries(
    st.sampled_from(list(tables.words().areas)),
    some(rating=out_of_ten, negatively_affected=flag, wants_help=flag, imminent_loss=flag, lost_already=flag),
    max_size=4,
)
consultations = st.lists(
    st.fixed_dictionaries(
        {"weeks_ago": weeks},
        optional={"status": st.sampled_from(["asked", "answered", "acted_on"]), "about_this_stall": flag},
    ),
    max_size=3,
)
approaches = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.one_of(st.sampled_from(["emdr", "mindfulness"]), st.text(max_size=80)),
            "started_weeks_ago": weeks,
        },
        optional={"ended_weeks_ago": weeks, "scores_since": counts, "integrates_trauma_work": flag},
    ),
    max_size=4,
)
client_wishes = some(
    end_treatment=flag,
    another_worker=flag,
    try_something_different=flag,
    preferred_approaches=texts,
    another_worker_reason=st.sampled_from(["felt_harmed", "gender", "language", "fit", "other"]),
    stay_on=flag,
    different_measure=flag,
)
client = some(
    age=st.sampled_from(["child", "young_person", "adult", "older_adult"]),
    children_in_home=flag,
    pregnant=flag,
    interpreter_needed=flag,
    interpreter_arranged=flag,
    culture_or_faith_matters=flag,
    decides_with_guardian=flag,
    physical_symptoms=flag,
    safe_contact_known=flag,
)
contact = some(weeks_since=weeks, attempts=counts, ways_tried=counts, welfare_check=flag)
worker = some(
    unsure=flag,
    strong_feelings=flag,
    outside_competence=flag,
    dual_relationship=flag,
    leaving=flag,
    overloaded=flag,
)
considering = st.lists(
    st.sampled_from(
        [
            "more_sessions",
            "push_harder",
            "continue_same",
            "replace_worker",
            "revisit_past_trauma",
            "research_methods",
            "end_treatment",
            "end_treatment",
            "change_approach",
            "consult_colleague",
            "outside_resources",
            "medication_change",
            "transfer",
            "discharge_no_contact",
            "report_concern",
            "couple_or_family_work",
        ]
    ),
    max_size=5,
)
cases = st.fixed_dictionaries(
    {"progress": progress},
    optional={
        "treatment": treatment,
        "safety": safety,
        "engagement": engagement,
        "life_areas": life_areas,
        "consultations": consultations,
        "approaches": approaches,
        "referrals_open": counts,
        "client_wishes": client_wishes,
        "considering": considering,
        "life_areas_asked_weeks_ago": weeks,
        "client": client,
        "contact": contact,
        "worker": worker,
    },
)

SECTIONS = ("progress", "treatment", "safety", "engagement", "client_wishes", "client", "contact", "worker")


def leaves(facts: Json) -> dict[str, Any]:
    """Return what is known by itself: each fact by its path in its section, each list or map as a whole."""
    found = {name: value for name, value in facts.items() if name not in SECTIONS}
    for section in SECTIONS:
        found |= {f"{section}.{name}": value for name, value in facts.get(section, {}).items()}
    return found


def learned(facts: Json, path: str, value: object) -> Json:
    """Return the case with one more fact known."""
    section, _, name = path.partition(".")
    return {**facts, section: {**facts.get(section, {}), name: value} if name else value}
