"""Who is or may be the subject of a post and must therefore neither see its case nor be told of it.

Derived before any alert, from the staff register: by name, by known-as, by surname with a title, and by role word. What
is unclear counts as "may be": a word that fits several people denies all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from data.records import Examination, Post, StaffMember
from data.words import Direction, Label

ABOUT_SOMEBODY = frozenset(
    {
        Label.DEFAMATORY,
        Label.STAFF_ALLEGATION,
        Label.REPORTING_RESTRICTION,
        Label.STAFF_CONDUCT,
        Label.ABUSIVE,
        Label.SAFEGUARDING,
        Label.IMPERSONATION,
    }
)

NAMED, BY_ROLE = "named in the post, or may be", "the post speaks of their role"
"""Why somebody is kept from a case."""

_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|sir|rev|father|sister)"
_SPEAKS_FOR_THE_SCHOOL = ("headteacher", "head teacher", "principal", "deputy head", "head of school")
# A word people use -> words that the role of the person meant contains.
_ROLE_WORDS: dict[str, tuple[str, ...]] = {
    r"head ?teacher|headmaster|headmistress|the head|our head|head of (?:the )?school|principal": (
        "headteacher", "head teacher", "principal", "head of school",
    ),
    r"deputy(?: head)?": ("deputy head", "assistant head"),
    r"assistant head": ("assistant head",),
    r"bursar|business manager|finance officer": ("bursar", "business manager", "finance"),
    r"dsl|safeguarding lead|safeguarding officer|child protection": ("safeguarding", "dsl"),
    r"chair(?: of governors|man|woman)?": ("chair",),
    r"governors?|governing (?:body|board)|trustees?": ("governor", "chair", "trustee"),
    r"directors?|owner|proprietor": ("director", "owner", "proprietor"),
    r"manager|nursery manager": ("manager",),
    r"senco": ("senco",),
    r"caretaker|site manager|premises": ("caretaker", "site manager", "premises"),
    r"teaching assistants?|\btas?\b": ("teaching assistant", "ta "),
    r"teachers?|form tutor": ("teacher", "tutor"),
    r"secretary|receptionist|the office|(?:reception|office) staff": (
        "secretary", "reception", "office", "administrator",
    ),
    r"coach(?:es)?|pe teacher|pe staff": ("coach", "pe "),
    r"comms|communications|marketing": ("communications", "comms", "marketing"),
    r"management|leadership|slt|smt|the school": (*_SPEAKS_FOR_THE_SCHOOL, "safeguarding"),
    r"they (?:all )?(?:knew|covered|hushed)|hushed (?:it )?up|cover(?:ed)?[- ]?up(?!\s+by\b)": (
        *_SPEAKS_FOR_THE_SCHOOL, "safeguarding",
    ),
    r"staff|members? of staff|staff member|teaching staff": ("teacher", "teaching assistant", "nursery", "coach"),
}  # fmt: skip


def possible_subjects(examinations: Iterable[Examination], staff: Sequence[StaffMember]) -> dict[str, str]:
    """Return the user names of everybody who is or may be a subject, each with why.

    Only posts about somebody's conduct count, and never the school's own posts.
    """
    denied: dict[str, str] = {}
    for examination in examinations:
        if examination.post.direction is Direction.OWN:
            continue
        if not any(finding.label in ABOUT_SOMEBODY for finding in examination.findings):
            continue
        words = words_of(examination.post)
        by_role = _roles_named(words)
        for member in staff:
            if member.user is None or member.user in denied:
                continue
            if is_named(member, words):
                denied[member.user] = NAMED
            elif _has_role(member, by_role):
                denied[member.user] = BY_ROLE
    return denied


def is_named(member: StaffMember, text: str) -> bool:
    """Say whether `text` names the member of staff: in full, by a known-as, or by surname after a title."""
    # A register typed in a word processor has round apostrophes too, and a post breaks its lines where it likes.
    names = [_plain(name).split() for name in (member.name, *member.known_as)]
    surname = names[0][-1]
    patterns = [r"\s+".join(map(re.escape, name)) for name in names if name]
    patterns.append(rf"{_TITLES}\.?\s+(?:\w\.?\s+)?{re.escape(surname)}")
    text = _plain(text)
    return re.search(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", text, re.IGNORECASE) is not None


def words_of(post: Post) -> str:
    """Return all that a reader reads of the post, with plain apostrophes."""
    parts = [post.title or "", post.text, post.repost_of.text if post.repost_of else ""]
    return _plain("\n".join(parts))


def _plain(text: str) -> str:
    return text.replace("\u2019", "'")


def _roles_named(text: str) -> set[str]:
    found: set[str] = set()
    for pattern, roles in _ROLE_WORDS.items():
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            found.update(roles)
    return found


def _has_role(member: StaffMember, roles: set[str]) -> bool:
    # "Headteacher" is no teacher here: a head is meant by words of their own.
    role = f"{(member.role or '').casefold()} "
    return any(re.search(rf"(?<!\w)(?<!head ){re.escape(word)}", role) for word in roles)
