"""Words with capitals that point to nobody by themselves: days, benefits, general services, kinds of places."""

from __future__ import annotations

import re

KINDS_OF_PLACE = """
    School Primary Academy College High Elementary Nursery Kindergarten University Church Chapel Mosque Masjid Temple
    Synagogue Gurdwara Parish Cathedral Hospital General Infirmary Surgery Clinic Practice Medical Pharmacy Estate
    Estates House Lodge Cottage Farm Villa Villas Manor Hall Ward Unit Centre Center Hostel Shelter Prison Library
    Pub Arms Inn Hotel Motel Bakery Café Cafe Diner Restaurant Bar Stores Foods Mills Factory Works Poultry Storage
    Logistics Cleaning Cleaners Supermarket Towers Tower Heights Buildings Apartments Mansions Flats Bridge Green Common
    Village Trailer Projects Barracks Garage Salon Laundry Nagar Colony Chowk Basti Barrio Colonia
"""
_KINDS = frozenset(KINDS_OF_PLACE.casefold().split())
_GENERAL_LISTED = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december christmas easter ramadan eid english spanish section universal credit child benefit
    medicaid medicare housing jobcentre job dwp council social services police mental health crisis team accident
    emergency children's child protective protection early help family court high crown county magistrates citizens
    advice shelter samaritans alcoholics narcotics anonymous red cross salvation army legal aid personal independence
    payment attendance allowance carer's disability living employment support pension home office probation youth
    offending sure start womens women's aid food bank community day care foster inpatient outpatient intensive maternity
    residential rehabilitation adult older british irish american indian mexican polish european catholic muslim
    christian jewish hindu sikh god allah jesus covid zoom teams whatsapp facebook instagram google netflix internet
    phq gad cbt emdr dbt act mbct wsas core mum mummy mom mommy dad daddy nan nana gran granny grandma grandad mamá papá
"""
_GENERAL = frozenset(_GENERAL_LISTED.split())
"""Words with capitals that point to nobody: days, months, benefits, general services, languages, therapies."""


def says_nothing(words: str) -> bool:
    """True where every word of a place is a general one, such as Early Help or Women's Aid; Hope House names one."""
    return all(is_general(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", words))


def is_general(word: str) -> bool:
    """True for a word that points to nobody, whatever its capital says. Ordinary words may be names: Hope, Will."""
    plain = word.casefold().replace("’", "'")
    return any(one in _GENERAL or one in _KINDS for one in (plain, plain.removesuffix("'s"), plain.removesuffix("s")))
