"""What a description of fees says for certain. The words themselves are always shown beside it."""

from __future__ import annotations

import re

FREE, PAID, UNKNOWN = "free", "paid", "unknown"

_ALL_OF_IT = (
    r"(there (is|are) |it('s| is) |they are )?"
    r"((all|our|the|this|these|of|items?|work|help|support|services?|program(me)?s?|class(es)?|sessions?|meals?|activities"
    r"|everything) )*"
    r"((is|are|always|completely|entirely|totally|absolutely|currently|provided|offered|given|fitted|delivered) )*"
)
_NO_PRICE = (
    r"(free|none|nil|gratis|nothing( to pay| is charged)?|[£$€]?0([.,]00?)?|fully funded|complimentary"
    r"|(no|without( any| a)?) ((admission|entrance|entry) )?(fees?|charges?|costs?|dues)( or (fees?|dues|charges?))*"
    r"( (is|are) (made|charged))?)"
)
_PEOPLE = (
    r"(all|every(one|body)|any(one|body)|(the|our|all|any|every|local|low.income|uninsured|eligible|qualifying) )*"
    r"(all|every(one|body)|any(one|body)|those|people|persons?|adults|users?|clients?|families|patients?|participants?"
    r"|residents?|carers?|survivors?|victims?|veterans|refugees|job.?seekers|applicants|tenants|households|athletes"
    r"|callers|visitors)"
    r"( (who|in|of|with|from|and|we) [a-z' ]++)?"
)
_PLAIN = (
    r"(confidential|anonymous|impartial|independent|voluntary|open to (all|everyone)|every(one|body)( is)? welcome"
    r"|(a )?public service|no questions asked|funded by [a-z' ]++|[a-z]+( [a-z]+)? (is |are )?included"
    r"|(all |any )?(gifts|donations?|contributions)( are)?( gratefully)? (welcome|welcomed|accepted|appreciated)"
    r"|no (id|referral|appointment|insurance|booking|proof)( is)? (needed|required|necessary)"
    r"|(no one|nobody)( is)? (turned away|refused)( [a-z ]++)?)"
)
_FOR_WHOM = (
    r"( (of|at no|without) (charge|cost)| (service|help|support|advice|support group|program(me)?)"
    rf"| (at|on) (the )?(point of (use|delivery|need)|nhs)| (for|to) {_PEOPLE}"
    r"| (with|by|on) (a |an |your )?([a-z]+ )?(referral|voucher)( from [a-z ]++)?| while (supplies|stocks?) lasts?"
    rf"| (and|&) {_PLAIN})*"
)
_FREE = re.compile(rf"{_ALL_OF_IT}{_NO_PRICE}{_FOR_WHOM}")
_HARMLESS = re.compile(_PLAIN)
_IN_PART = re.compile(
    r"\b(first|initial|introductory|trial|taster|under|over|aged?|ages|up to|until|except|unless|only|if|when|some|most"
    r"|members?(hip)?|parking|card|pass)\b"
)
"""Words after which "free" is free for some of it, or for some people."""
_NOT_A_PRICE = re.compile(
    r"\bincomes? (is |of |are )?(under|below|over|above|up to|less than|at or below) [£$€]?\s?[\d.,]+(k|%)?"
    r"|\b(under|over|below|above|ages?|aged|up to|first|for)[ -]\d+([ -]*(to|and|–|-)[ -]*\d+)?s?\b(?![.,]?\d)"
    r"|\b\d+([ -]*(to|–|-)[ -]*\d+)?[ -]?(days?|weeks?|months?|years?|nights?|hours?|hrs?|minutes?|mins?|sessions?"
    r"|visits?|people|am|pm)\b|\b24/7\b|\b\d+%? (off|discount)"
    r"|(?<![£$€\d.,])\b\d{3}[- ]\d{3,4}([- ]\d{4})?\b"
)
"""Numbers that are an age, a time, an income or a telephone number."""
_GIFT = re.compile(r"\b(suggested|donations?|offerings?|contributions?|pay what you)\b(?!.*\b(required|expected)\b)")
_PRICE = re.compile(
    r"[£$€]\s*[1-9]|[£$€]\s*0[.,]\d*[1-9]|\b[1-9]\d*([.,]\d+)?(p|c)?\b"
    r"|\bfees? (appl(y|ies)|var(y|ies)|required|charged)|\bcharges? (appl(y|ies)|var(y|ies))"
    r"|\busual (charge|rate|price)"
    r"|\b(reduced|discounted|standard|hourly|low) (rates?|fees?|costs?|prices?)|\bsliding\b.*\bscale|\bmeans.test"
    r"|\b(income.based|based on (your |family |household )?income|according to income|ability to pay)"
    r"|\bsmall (fee|charge)|\bmembership fee|\b(donations?|contributions?) (required|expected)"
    r"|\b(medicaid|medicare|insurances?|copays?|co-pays?|self.pay|private pay)\b"
    r"(?! (is |are )?(not )?(needed|required))"
    r"|\b(you|clients?|passengers?|users?|parents?|members|participants) pays?\b|\bby quotation"
)
_UNSURE = re.compile(r"\bmay (apply|be charged)\b|\bno[a-z]* [a-z ]*(inability|unable) to pay|\bno insurance\b")


def cost_in_words(words: str) -> str:
    """Return what a description of fees says for certain: free for all, a price for somebody, or neither.

    Each clause is read by itself: a gift is no price, and free is only what leaves no clause open.

    >>> [cost_in_words(one) for one in ("Free of charge.", "None for counselling, 10 a creditor", "See notes")]
    ['free', 'paid', 'unknown']
    """
    clauses = [
        part for piece in re.split(r"[;()!\n]|[.,](?!\d)| [-–—] ", words.lower()) if (part := " ".join(piece.split()))
    ]
    if any(_is_a_price(clause) for clause in clauses):
        return PAID
    free = [clause for clause in clauses if _FREE.fullmatch(clause) and not _IN_PART.search(clause)]
    rest = [clause for clause in clauses if clause not in free]
    return FREE if free and all(_HARMLESS.fullmatch(clause) for clause in rest) else UNKNOWN


def _is_a_price(clause: str) -> bool:
    if _GIFT.search(clause) or _UNSURE.search(clause):
        return False
    return _PRICE.search(_NOT_A_PRICE.sub(" ", clause)) is not None
