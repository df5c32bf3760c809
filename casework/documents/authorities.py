"""Notes for authorities and for the school's own safeguarding record: facts as posted, no opinion, no enquiry."""

from __future__ import annotations

from casework.documents.blocks import Callout, Document, Grid, Lines, Pairs, Quote, Section, Words
from casework.documents.facts import CaseFacts, london
from casework.ladder import lado_target

_WITHHELD = (
    "A reporting restriction may hold{law}: the name and role of the member of staff are left out here. "
    "Give them by telephone or on the authority's own secure form."
)
_RESTRICTION_LAW = " (s.141F Education Act 2002)"
_LOCKED = (
    "This case is locked: it may point to illegal imagery. Nobody may open the address. No words, picture or copy "
    "is attached, and none may be made."
)


def lado(facts: CaseFacts) -> Document:
    """Return the cover note for the designated officer, with the clock of one working day."""
    due = lado_target(facts.opened_at, nation=facts.nation)
    return _note(
        facts,
        title="Allegation about an adult who works with children: cover note",
        ask="Please advise us before anything else is done. We have neither investigated nor contacted the poster.",
        glance=(("Refer by", f"{london(due)} (one working day)"), ("To", _whom(facts, "lado"))),
    )


def remarks(facts: CaseFacts, key: str) -> tuple[str, ...]:
    """Return what the person who sends a note to `key` should know; it stands in no note."""
    contact = facts.contact(key)
    if contact is None:
        return ("The playbook has no such contact for this nation: ask the local authority or a solicitor.",)
    marks = "; ".join(facts.playbook.marks(contact, facts.now.date()))
    return (
        f"{contact.name}: {contact.contact}{f' ({marks})' if marks else ''}",
        *((contact.note,) if contact.note else ()),
        *(f"Never send: {thing}." for thing in contact.never),
    )


def police(facts: CaseFacts) -> Document:
    """Return the cover note for the police. Danger now: ring 999 first, this is for afterwards."""
    return _note(
        facts,
        title="Information for the police: cover note",
        ask="Please give us a log number. Tell us before we ask for removal if the post is needed as evidence.",
        glance=(
            ("Log number", facts.said("log_number", "[fill in]")),
            ("Danger now", "ring 999; this note is for afterwards. Otherwise 101 or online"),
        ),
    )


def mash(facts: CaseFacts) -> Document:
    """Return the note for children's social care: what is known, and no more than is needed."""
    return _note(
        facts,
        title="Concern about a child: note for children's social care",
        ask="A referral by the designated safeguarding lead. The child's details go on your own secure form.",
        glance=(("To", _whom(facts, "mash")), ("CPOMS reference", facts.said("cpoms_ref", "[fill in]"))),
    )


def ceop(facts: CaseFacts) -> Document:
    """Return the note for CEOP: who, where, when."""
    return _note(
        facts,
        title="Online harm to a child: note for CEOP",
        ask="Who, where and when, for the form of the CEOP Safety Centre. No images.",
        glance=(("To", _whom(facts, "ceop")), ("Who", ", ".join(sorted({p.poster for p in facts.posts})))),
    )


def cpoms(facts: CaseFacts) -> Document:
    """Return the block to paste into CPOMS: facts, concern, risk, action."""
    actions = [f"{london(step.at)}: {step.what} ({step.outcome})" for step in facts.escalations]
    actions += [
        f"{london(r.sent_at)}: reported to the platform, {r.outcome.label}" for r in facts.requests if r.sent_at
    ]
    return Document(
        title=f"Online post: {facts.category.label}",
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        sections=(
            Section("Facts", tuple(_as_posted(facts, with_text=True))),
            Section(
                "Concern",
                (Words(facts.said("concern", f"{facts.category.label}, for review ({facts.severity.label}).")),),
            ),
            Section("Risk", (Words(facts.said("risk", "[who may be at risk, and how: fill in]")),)),
            Section("Action", (Lines(tuple(actions) or ("[what was done: fill in]",)),)),
            *((Section("Restriction", (Callout(_withheld(facts), grave=True),)),) if facts.restricted else ()),
        ),
        marking="For the safeguarding record only.",
    )


def locked(facts: CaseFacts, title: str) -> Document:
    """Return what may be written of a locked case: address, time, and who saw it."""
    rows = tuple((post.url, london(post.published_at), london(post.seen_at)) for post in facts.posts)
    return Document(
        title=title,
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask="An address that may lead to illegal imagery, reported the same day.",
        sections=(
            Section("", (Callout(_LOCKED, grave=True),)),
            Section("Address and time", (Grid(("Address (plain text)", "Posted", "Came in"), rows, (8, 4, 4)),)),
            Section("Who saw the case", (Grid(("When", "Who", "What"), _access(facts), (4, 4, 5)),)),
        ),
        marking="Confidential. Do not open these addresses.",
    )


def _note(facts: CaseFacts, *, title: str, ask: str, glance: tuple[tuple[str, str], ...]) -> Document:
    return Document(
        title=title,
        sender=facts.sender,
        reference=facts.reference,
        made=london(facts.now),
        ask=ask,
        glance=(
            *glance,
            ("From", f"{facts.sender_role}, {facts.school_name}"),
            ("Reach us", facts.said("contact_hours", "[telephone and hours: fill in]")),
        ),
        sections=(
            *((Section("", (Callout(_withheld(facts), grave=True),)),) if facts.restricted else ()),
            Section("Facts as posted", tuple(_as_posted(facts, with_text=True))),
            Section(
                "Who has had access to the captured text", (Grid(("When", "Who", "What"), _access(facts), (4, 4, 5)),)
            ),
        ),
    )


def _withheld(facts: CaseFacts) -> str:
    return _WITHHELD.format(law=_RESTRICTION_LAW if facts.nation in ("ENG", "WLS") else "")


def _as_posted(facts: CaseFacts, *, with_text: bool) -> list[Pairs | Quote]:
    blocks: list[Pairs | Quote] = []
    for post in facts.posts:
        rows = [("Address", post.url), ("Platform", post.platform_name), ("Posted by", post.poster)]
        rows += [("Posted", london(post.published_at)), ("Seen by us", london(post.seen_at))]
        if not post.verified:
            rows.append(("How it came", "handed in, not verified"))
        blocks.append(Pairs(tuple(rows)))
        if with_text:
            title = f"{post.title}\n" if post.title else ""
            blocks.append(Quote(f"{title}{post.text}" if post.text else "The words are not kept.", "Text as captured"))
    return blocks


def _access(facts: CaseFacts) -> tuple[tuple[str, str, str], ...]:
    return tuple((london(at), who, what) for at, who, what in facts.access) or (("", "nobody yet", ""),)


def _whom(facts: CaseFacts, key: str) -> str:
    contact = facts.contact(key)
    if contact is None:
        return "the playbook has no such contact for this nation"
    return f"{contact.name}, {contact.contact}" if contact.contact else contact.name
