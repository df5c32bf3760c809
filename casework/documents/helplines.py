"""Packs for helplines, platforms and regulators: addresses, what is wrong, what was done, what is asked."""

from __future__ import annotations

from casework.documents.blocks import Callout, Document, Grid, Lines, Pairs, Quote, Section, Words
from casework.documents.facts import CaseFacts, PostFacts, london
from casework.ladder import PLATFORM_WAIT, posh_opens_at
from casework.playbook import Route
from casework.takedown import Request
from casework.working_time import posh_is_open
from data.removal_words import Ground, RouteKind, Subject, UrlState
from data.words import Platform

_MOST_QUOTES = 12
_RULES = {
    Ground.IMPERSONATION: "It passes itself off as the school or as somebody in it.",
    Ground.CHILD_PRIVATE: "It publishes private information about a child without the parents' agreement.",
    Ground.HARASSMENT: "It targets somebody with insults or urges others to.",
    Ground.THREAT: "It threatens somebody.",
    Ground.HATE: "It attacks somebody for a protected characteristic.",
    Ground.REPORTING_RESTRICTION: "It may identify a teacher whom the law protects from being identified.",
    Ground.FAKE_REVIEW: "It is no account of an experience of the reviewer's own, or is about something else.",
    Ground.UNDER_13: "The account seems to be that of a child under 13.",
}


def posh(facts: CaseFacts) -> Document:
    """Return the pack for the Professionals Online Safety Helpline: the first page says it all."""
    sent = [request for request in facts.requests if request.sent_at]
    rows = tuple(
        (str(number), f"{post.url}\n{post.poster}", london(post.published_at), _state(post))
        for number, post in enumerate(facts.posts, 1)
    )
    return Document(
        title="Request for help from a school",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask=_ask(facts),
        glance=(
            ("Problem", f"{facts.ground.label}; it harms: {facts.subject.label.lower()}"),
            ("Where", _where(facts)),
            ("Safeguarding matter", "YES: please treat as urgent" if facts.safeguarding else "No"),
            ("Children involved", "Yes (names left out)" if facts.minors else "None known"),
            ("Reported to the platform", _reported(sent)),
            ("Who is asking", f"{facts.sender_role}, {facts.school_name}"),
            ("Reach us", facts.said("contact_hours", "[telephone, e-mail and hours: fill in]")),
        ),
        sections=(
            Section(
                "1. Addresses and handles",
                (Grid(("No.", "Address, and handle", "Posted", "Now"), rows, (1, 11, 6, 6)),),
            ),
            Section("2. The rule it breaks", (Words(facts.said("rule", _rule(facts))),)),
            Section("3. What it says (names replaced)", _quotes(facts)),
            Section("4. What the platform answered", _answers(sent)),
            Section("5. What happened when", (Grid(("When", "What"), _timeline(facts), (4, 11)),)),
        ),
    )


def posh_remarks(facts: CaseFacts) -> tuple[str, ...]:
    """Return what the person who sends the pack should know; it stands in no pack."""
    open_now = posh_is_open(facts.now, nation=facts.nation)
    opening = "open now" if open_now else f"opens {london(posh_opens_at(facts.now, nation=facts.nation))}"
    return (
        f"POSH: {_contact(facts, 'posh')}; {opening}.",
        *_posh_wait(facts),
        *(("Danger now: 999. Otherwise, while POSH is closed: 101 or CEOP.",) if facts.safeguarding else ()),
        "Send no images, and no child's name unless the helpline asks for it.",
        "POSH promises no removal, leaves fair opinion alone, and is neither police nor LADO.",
    )


def platform(facts: CaseFacts, route: Route, text: str) -> Document:
    """Return the hand-off for a report to the platform: who may file it, and the text within the form's limit."""
    limit = f"{len(text)} of {route.text_limit} characters" if route.text_limit else f"{len(text)} characters"
    marks = facts.playbook.marks(route, facts.now.date())
    return Document(
        title=f"Report to {facts.posts[0].platform_name}",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask=route.name,
        glance=(
            ("Who may file", ", ".join(filer.label.lower() for filer in route.filers)),
            ("Form", f"{route.link or 'in the app'}{' (' + '; '.join(marks) + ')' if marks else ''}"),
            ("Wait", f"{route.wait_hours} hours, then the next step" if route.wait_hours else "no fixed wait"),
        ),
        sections=(
            Section("Paste this text", (Quote(text, limit),)),
            Section("Addresses", (Lines(tuple(post.url for post in facts.posts), numbered=True),)),
            Section("What the form needs", (Lines(route.needs),)),
            Section("Never send", (Lines(route.never),)),
        ),
    )


def report_harmful_content(facts: CaseFacts) -> Document:
    """Return the pack for Report Harmful Content: for the person concerned, after the platform's answer."""
    sent = [request for request in facts.requests if request.sent_at]
    blocks = (
        ()
        if sent
        else (Callout("Not yet: this service asks for the platform's answer first. Report there.", grave=True),)
    )
    return Document(
        title="Report Harmful Content",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask="For the person concerned to file, in their own name, after the platform has answered.",
        glance=(
            ("Problem", facts.ground.label),
            ("Form", _contact(facts, "rhc")),
            ("Reported to the platform", _reported(sent)),
        ),
        sections=(
            Section("Before you begin", (*blocks, Words("Criminal content goes to the police, not here."))),
            Section("Addresses", (Lines(tuple(post.url for post in facts.posts), numbered=True),)),
            Section("What the platform answered", _answers(sent)),
        ),
    )


def ofcom(facts: CaseFacts) -> Document:
    """Return the complaint about a platform's process: pattern, dates and references, and no words of any post."""
    rows = tuple(
        (london(r.sent_at), Platform(r.platform).label, r.reference or "none given", r.outcome.label)
        for r in facts.requests
        if r.sent_at
    )
    blocks = (Grid(("Reported", "To", "Its reference", "Outcome"), rows, (4, 3, 4, 5)),) if rows else (
        Callout("Not yet: the platform must have been asked first.", grave=True),
    )  # fmt: skip
    return Document(
        title="A platform's complaints process did not work",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask="Ofcom does not take up single complaints; this adds to the picture it has of the platform.",
        glance=(("Platform", _where(facts)), ("Kind of harm", facts.ground.label), ("Form", _contact(facts, "ofcom"))),
        sections=(Section("Reports and answers", blocks),),
        marking="Contains no personal data.",
    )


def ico(facts: CaseFacts) -> Document:
    """Return the complaint about an account holder who left an erasure request unanswered for a month."""
    return Document(
        title="Complaint about personal data published online",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask="A child's picture or details stand on a public account whose holder was asked and did not erase them.",
        glance=(
            ("Asked on", facts.said("request_date", "[date of the erasure request]")),
            ("Answer", facts.said("response", "[none within one month]")),
            ("Form", _contact(facts, "ico")),
        ),
        sections=(
            Section("Addresses", (Lines(tuple(post.url for post in facts.posts), numbered=True),)),
            Section(
                "Basis",
                (
                    Words(
                        "UK GDPR, Article 17. The account is public; sharing that is purely personal is outside "
                        "data-protection law and is not complained of here."
                    ),
                ),
            ),
        ),
    )


def iwf(facts: CaseFacts) -> Document:
    """Return the addresses and nothing else."""
    return Document(
        title="Addresses for the Internet Watch Foundation",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask=f"Enter the address on the form: {_contact(facts, 'iwf')}. Add no picture and no description.",
        sections=(Section("", (Lines(tuple(post.url for post in facts.posts), numbered=True),)),),
        marking="Confidential. Do not open these addresses.",
    )


def _posh_wait(facts: CaseFacts) -> tuple[str, ...]:
    if facts.safeguarding or (facts.ground is Ground.IMPERSONATION and facts.subject is Subject.STAFF):
        return ("The wait of 48 hours for the platform does not hold here: ring at once.",)
    sent = [request.sent_at for request in facts.requests if request.sent_at]
    if not sent:
        return ("POSH asks you to report to the platform first and to give it 48 hours.",)
    opens = min(sent) + PLATFORM_WAIT
    return () if facts.now >= opens else (f"POSH asks you to give the platform 48 hours: until {london(opens)}.",)


def _ask(facts: CaseFacts) -> str:
    count = len(facts.posts)
    what = "this address" if count == 1 else f"these {count} addresses"
    return facts.said("wanted", f"Please help us to have {what} on {_platforms(facts)} removed.")


def _platforms(facts: CaseFacts) -> str:
    return ", ".join(dict.fromkeys(post.platform_name for post in facts.posts))


def _where(facts: CaseFacts) -> str:
    return f"{_platforms(facts)} ({len(facts.posts)} address{'es' if len(facts.posts) > 1 else ''})"


def _state(post: PostFacts) -> str:
    return post.state.label if post.state else f"seen live {london(post.seen_at)}"


def _reported(sent: list[Request]) -> str:
    if not sent:
        return "Not yet"
    first = sent[0]
    return f"{london(first.sent_at)}; reference {first.reference or 'none given'}; {first.outcome.label.lower()}"


def _answers(sent: list[Request]) -> tuple[Pairs | Words, ...]:
    if not sent:
        return (Words("Nothing has been reported to the platform yet."),)
    return tuple(
        Pairs(
            (
                ("Sent", london(request.sent_at)),
                ("Reference", request.reference or "none given"),
                ("Answer", request.response or request.outcome.label),
            )
        )
        for request in sent
    )


def _quotes(facts: CaseFacts) -> tuple[Quote | Words, ...]:
    shown = tuple(
        Quote(post.text, f"Address {number}, {post.platform_name}, {london(post.published_at)}")
        for number, post in enumerate(facts.posts[:_MOST_QUOTES], 1)
        if post.text
    )
    rest = len(facts.posts) - _MOST_QUOTES
    return (*shown, *((Words(f"{rest} more say the same or much the same."),) if rest > 0 else ())) or (
        Words("The words are not kept."),
    )


def _timeline(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    events = [(post.seen_at, f"Address {n} seen by the school") for n, post in enumerate(facts.posts, 1)]
    for number, post in enumerate(facts.posts, 1):
        events += [
            (at, f"Address {number}: {state.label.lower()}")
            for state, at in post.states
            if state is not UrlState.REPORTED
        ]
    for request in facts.requests:
        if request.sent_at:
            events.append((request.sent_at, f"Reported to {Platform(request.platform).label}"))
        if request.response_at:
            events.append((request.response_at, f"Platform: {request.outcome.label.lower()}"))
    events += [(step.at, f"{step.what}: {step.outcome}") for step in facts.escalations]
    return tuple((london(at), what) for at, what in sorted(set(events)))


def _rule(facts: CaseFacts) -> str:
    named = [
        route.name
        for route in facts.playbook.routes(
            Platform(facts.posts[0].platform), facts.ground, facts.subject, facts.nation
        ).routes
        if route.kind is RouteKind.PLATFORM
    ]
    rule = _RULES.get(facts.ground, f"{facts.ground.label}.")
    return f"{rule} Reported as: {named[0]}." if named else rule


def _contact(facts: CaseFacts, key: str) -> str:
    contact = facts.contact(key)
    if contact is None:
        return "no contact for this nation"
    marks = facts.playbook.marks(contact, facts.now.date())
    return f"{contact.contact or 'number not filled in'}{' (' + '; '.join(marks) + ')' if marks else ''}"
