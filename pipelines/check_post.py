"""The own-post audit before publishing: caption, account and pictures in; clear, breach or hold out.

What staff say here of a picture is kept with the school's declarations, by its hashes, so that the audit of the
published copy passes. A clean copy of each picture is written, without metadata and under a name that names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casework.own_post_rules import BREACHES, HOLDS, is_advice, is_breach
from classifiers.images.cleaning import Cleaned, cleaned
from classifiers.images.face_count import FaceCount
from classifiers.images.features import packed
from classifiers.images.picture_text import PictureText
from classifiers.images.sight import Sight, features_of, look
from data.errors import InputError
from data.hashtags import hashtags_in
from data.post_jsonl import storable
from data.records import Account, Examination, Finding, PhotoDeclaration, Picture, Post, School, Unread
from data.words import Direction, Word
from pipelines.examine import examine_posts
from pipelines.media import MOST_BYTES, GivenMedia, read_file

_CLIPS = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".3gp")


class Outcome(Word):
    """What becomes of a post before it is published."""

    CLEAR = "clear", "Clear"
    BREACH = "breach", "Breach: do not publish"
    HOLD = "hold", "Hold: somebody must look first"


@dataclass(frozen=True, slots=True)
class Draft:
    """A picture or clip to be published, and what staff say of it. `pupil_ids` None: they said nothing.

    `content`: its bytes where they are in hand; then `path` is a name alone, and no file is read or written.
    """

    path: Path
    pupil_ids: tuple[str, ...] | None = None
    others: int = 0
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """What was seen of a draft picture. `clean` is the copy to publish instead, `clean_copy` where it was written.

    Both are None for what could not be opened.
    """

    draft: Draft
    seen: Sight | None
    clean_copy: Path | None
    declaration: PhotoDeclaration | None
    clean: Cleaned | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the audit says of a draft post; `findings` are those of the school's own rules, `notes` the others."""

    outcome: Outcome
    account: Account
    examination: Examination
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    pictures: tuple[DraftSeen, ...]


def check_post(
    *, school: School, account: str, text: str, drafts: Sequence[Draft], out_folder: Path | None, by: PhotoDeclaration
) -> Checked:
    """Audit a draft post by the school's rules. Writes clean copies of its pictures and stores nothing.

    `by` is a blank declaration that says who declares, and when. Raises `InputError` for an account that is not
    registered, a pupil who is not on the roll, or a file that is not there.
    """
    where = find_account(school, account)
    _known_pupils(school, drafts)
    contents = [_content(draft) for draft in drafts]
    seen = tuple(
        _seen(draft, content, out_folder, by) for draft, content in zip(drafts, contents, strict=True)
    )  # fmt: skip
    named = _names(drafts)
    post = Post(
        "draft",
        where.platform,
        storable(text),
        direction=Direction.OWN,
        account=where.handle,
        hashtags=hashtags_in(text),
        images=tuple(
            Picture(name, pupil_ids=draft.pupil_ids, kind="video" if _is_clip(draft) else "image")
            for name, draft in zip(named, drafts, strict=True)
        ),
    )
    about = replace(school, photos=(*school.photos, *(one.declaration for one in seen if one.declaration)))
    media = GivenMedia({name: content for name, content in zip(named, contents, strict=True) if content is not None})
    examination = next(examine_posts(posts=[post], school=about, media=media))
    ours = tuple(
        f for labels in (BREACHES, HOLDS) for f in examination.findings if f.label in labels and not is_advice(f)
    )
    return Checked(
        _outcome(ours, examination),
        where,
        examination,
        ours,
        tuple(f for f in examination.findings if f not in ours),
        seen,
    )


def find_account(school: School, account: str) -> Account:
    """Return the registered own account of a handle, written with or without @, or as platform:handle."""
    platform, colon, handle = account.partition(":")
    wanted = (handle if colon and not platform.startswith("http") else account).lstrip("@").rstrip("/").casefold()
    found = [a for a in school.accounts if a.handle.lstrip("@").rstrip("/").casefold() == wanted]
    if colon and len(found) > 1:
        found = [a for a in found if a.platform == platform.casefold()]
    if found and len({a.purpose for a in found}) == 1:
        return found[0]  # one handle on several platforms, under the same rules
    known = ", ".join(f"{a.platform.value}:{a.handle}" for a in school.accounts) or "none"
    if found:
        raise InputError(
            f"several accounts have this handle and need different permissions; write platform:handle, one of: {known}"
        )
    raise InputError(f"no account of the school is registered under this handle; registered are: {known}")


def _known_pupils(school: School, drafts: Sequence[Draft]) -> None:
    roll = {pupil.pupil_id for pupil in school.pupils}
    for at, draft in enumerate(drafts):
        if set(draft.pupil_ids or ()) - roll:
            raise InputError(f"picture {at + 1}: an id that was declared is not on the roll; check the ids")


def _names(drafts: Sequence[Draft]) -> list[str]:
    """Return a file name for each picture, by its folder too where two have the same."""
    names = [draft.path.name for draft in drafts]
    return names if len(set(names)) == len(names) else [f"{at + 1}/{name}" for at, name in enumerate(names)]


def _content(draft: Draft) -> bytes | None:
    if draft.content is not None:
        return None if _is_clip(draft) else draft.content
    if not draft.path.is_file():
        raise InputError(f"{draft.path} is not a file that can be read")
    if _is_clip(draft):
        return None
    content = read_file(draft.path)
    if content is None:
        raise InputError(f"{draft.path} cannot be read, or is larger than {MOST_BYTES // 1_000_000} MB")
    return content


def _is_clip(draft: Draft) -> bool:
    return draft.path.suffix.casefold() in _CLIPS


def _seen(draft: Draft, content: bytes | None, out_folder: Path | None, by: PhotoDeclaration) -> DraftSeen:
    if content is None:
        return DraftSeen(draft, None, None, None)
    seen = look(content, file=draft.path.name)
    made = None if seen.refused else cleaned(content)
    clean = made if isinstance(made, Cleaned) else None
    path = _written(clean, draft, out_folder) if clean is not None and draft.content is None else None
    return DraftSeen(draft, seen, path, _declaration(draft, seen, content, clean, by), clean)


def _declaration(
    draft: Draft, seen: Sight, content: bytes, clean: Cleaned | None, by: PhotoDeclaration
) -> PhotoDeclaration | None:
    if draft.pupil_ids is None:
        return None

    corners = features_of(content)
    return replace(
        by,
        file=clean.file if clean else None,
        sha256=seen.sha256,
        phash=seen.phash or None,
        pupil_ids=tuple(sorted(set(draft.pupil_ids))),
        others=draft.others,
        features=packed(corners) if corners is not None and len(corners.points) else None,
    )


def _written(clean: Cleaned, draft: Draft, out_folder: Path | None) -> Path:
    folder = out_folder or draft.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / clean.file
        path.write_bytes(clean.content)
    except OSError as error:
        raise InputError(
            f"the clean copy cannot be written to {folder}: {error.strerror}; give another --out"
        ) from error
    return path


def _outcome(findings: Sequence[Finding], examination: Examination) -> Outcome:
    if any(is_breach(finding) for finding in findings):
        return Outcome.BREACH
    if findings or any(_keeps_from_clear(unread, examination.post) for unread in examination.unread):
        return Outcome.HOLD
    return Outcome.CLEAR


def _keeps_from_clear(unread: Unread, post: Post) -> bool:
    """Say whether what was not read keeps a post from being clear: not what is never read, which is said each time."""
    only_clips = all(picture.kind == "video" for picture in post.images)
    return unread.detector != PictureText.key and not (unread.detector == FaceCount.key and only_clips)
