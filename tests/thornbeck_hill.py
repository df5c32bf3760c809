"""Thornbeck Hill: a fictional school whose posts go the whole way, from the store to mails at a mail server."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from clocks import FakeClock
from pypdf import PdfReader
from sqlalchemy import select
from stored_cases import stored_case

from casework.disclosure import Disclosure
from data.config_file import read_config
from data.records import Post, RawItem
from data.removal_words import Consent, PackRoute, ReportKind
from data.store import audit, posts
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import Role
from pipelines.attend import attend
from pipelines.case_facts import Asked
from pipelines.case_views import CaseView
from pipelines.cases import show_case
from pipelines.deliver import deliver_all
from pipelines.demo_servers import SmtpSink
from pipelines.evidence import verify_evidence
from pipelines.home import Home, open_home
from pipelines.initialise import initialise
from pipelines.pack import Pack, make_pack
from pipelines.people import add_person
from pipelines.registers import import_register, load_school
from pipelines.remind import remind
from pipelines.reports import make_report

FOLDER = Path(__file__).parent / "casework" / "thornbeck"
PEOPLE: Mapping[str, Role] = {
    "d.okafor": Role.DSL,
    "t.brook": Role.DEPUTY_DSL,
    "r.lindqvist": Role.HEADTEACHER,
    "s.marlowe": Role.COMMS_LEAD,
    "p.adeyemi": Role.CHAIR,
    "o.drew": Role.PLATFORM_OWNER,
    "y.frost": Role.ACCOUNT_OWNER,
    "b.hale": Role.ACCOUNT_OWNER,
    "a.pellow": Role.STAFF,
    "g.vane": Role.STAFF,
    "n.sillence": Role.DIRECTOR,
    "k.larwood": Role.STAFF,
    "i.cutler": Role.ICT,
    "v.governor": Role.GOVERNOR,
    "e.sayle": Role.DPO,
}
NEVER = {"i.cutler", "v.governor", "e.sayle", "a.pellow", "g.vane", "k.larwood"}
"""Whom no scenario tells."""
NOT_ASKED = Disclosure("The helpline", "to have it removed", Consent.NOT_SOUGHT, "it would alert the poster")
_SECRET = (
    "pellow", "vane", "lindqvist", "sillence", "maisie", "trelawney", "aleks", "novak", "rowan", "ashby", "orlo",
    "priya", "nair", "larwood", "cupboard", "knife", "fraud", "undressed", "mugs", "grabbed", "volcano", "gate",
)  # fmt: skip
"""Names and words of the posts: none may stand in any mail."""


@dataclass
class Scene:
    """One scenario being played: posts come in, people are told, documents are written."""

    home: Home
    clock: FakeClock
    sink: SmtpSink

    def comes(self, *given: Post, source: str = "manual") -> list[str]:
        """Store posts as a collector does, read them, tell people; return the references of the cases they are in."""
        with self.home.store.writing() as session:
            mapped = [posts.Mapped(post, RawItem(source, {"id": post.id, "text": post.text}), 1) for post in given]
            posts.store_posts(session, self.home.school_id, source, mapped, now=self.clock())
        attend(home=self.home, school=load_school(home=self.home, purpose="scenario"))
        self.deliver()
        with self.home.store.reading() as session:
            found = session.scalars(
                select(CaseRow.reference)
                .join(CasePostRow, CasePostRow.case_id == CaseRow.id)
                .join(PostRow, PostRow.id == CasePostRow.post_id)
                .where(PostRow.native_id.in_([post.id for post in given]))
                .order_by(CaseRow.id)
            )
            return list(dict.fromkeys(found))

    def deliver(self) -> None:
        """Send what is due now."""
        deliver_all(home=self.home)

    def waits(self, **duration: float) -> None:
        """Let time pass, and send what became due; whoever did not acknowledge is chased."""
        self.clock.move(**duration)
        remind(home=self.home)
        self.deliver()

    def mails(self, username: str | None = None) -> list[EmailMessage]:
        """Return the mails that reached the server, of one person or of all; none names anybody or says what it is."""
        for path in sorted(self.sink.folder.glob("*.eml")):
            content = path.read_bytes().decode("utf-8", "replace").casefold()
            for username_ in PEOPLE:
                # An address is made of its owner's name, and stands in the mail to them.
                content = content.replace(f"{username_}@example.org", "")
            assert not [word for word in _SECRET if word in content], path.read_text()
        return [m for m in self.sink.messages if username is None or m["To"] == f"{username}@example.org"]

    def told(self) -> set[str]:
        """Return who was told by mail."""
        return {str(mail["To"]).removesuffix("@example.org") for mail in self.mails()}

    def case(self, reference: str) -> CaseRow:
        """Return the case as it is stored."""
        return stored_case(self.home, reference)

    def view(self, reference: str, viewer: str) -> CaseView:
        """Return the case as somebody sees it."""
        return show_case(home=self.home, viewer=viewer, reference=reference)

    def document(
        self, reference: str, viewer: str, route: PackRoute, form: str = "txt", *, said: bool = True, **more: Any
    ) -> str:
        """Write a document with its disclosure and return its words."""
        return words_of(self.pack(reference, viewer, route, form, said=said, **more).body, form)

    def pack(
        self, reference: str, viewer: str, route: PackRoute, form: str = "txt", *, said: bool = True, **more: Any
    ) -> Pack:
        """Write a document with its disclosure."""
        asked = Asked(**{name: more.pop(name) for name in ("ground", "subject", "restricted", "given") if name in more})
        made = make_pack(
            home=self.home,
            viewer=viewer,
            reference=reference,
            route=route,
            form=form,
            said=NOT_ASKED if said else None,
            asked=asked,
            **more,
        )
        assert made.sha256 == hashlib.sha256(made.body).hexdigest()
        return made

    def register(self, kind: ReportKind, viewer: str = "d.okafor") -> str:
        """Return a register of November 2026 as CSV, and see that it can be printed."""
        days = {"begin": date(2026, 11, 1), "end": date(2026, 12, 31)}
        assert make_report(home=self.home, viewer=viewer, kind=kind, form="pdf", **days).startswith(b"%PDF")
        return make_report(home=self.home, viewer=viewer, kind=kind, form="csv", **days).decode("utf-8-sig")

    def is_whole(self) -> bool:
        """Verify the audit log and the chain of evidence."""
        with self.home.store.reading() as session:
            lines = audit.verify(session, self.home.cipher, self.home.school_id)
        return lines > 0 and verify_evidence(home=self.home) >= 0


@contextmanager
def thornbeck(folder: Path, clock: FakeClock, *, policy: Mapping[str, Any] | None = None) -> Iterator[Scene]:
    """Open the school's home with its registers, its people and a mail server on this machine."""
    environment = {"GOODNAME_KEY_FILE": str(folder / "keys" / "school.key")}
    with SmtpSink(folder / "mail") as sink:
        toml = (FOLDER / "school.toml").read_text(encoding="utf-8")
        if policy:
            toml = toml.replace('profile = "strict_no_names"', "\n".join(f'{k} = "{v}"' for k, v in policy.items()))
        smtp = f'\n[alerts.smtp]\nhost = "127.0.0.1"\nport = {sink.port}\nstarttls = false\nsender = "goodname@example.org"\n'
        home = folder / "home"
        initialise(folder=home, name="Thornbeck Hill Primary School & Nursery", environment=environment)
        (home / "school.toml").write_text(toml + smtp, encoding="utf-8")
        assert read_config(home / "school.toml", _sources()).alerts.smtp is not None
        with open_home(home, clock=clock, environment=environment) as opened:
            for username, role in PEOPLE.items():
                add_person(
                    home=opened,
                    username=username,
                    display_name=username,
                    email=f"{username}@example.org",
                    roles=[role],
                    actor="test",
                )
            for register in ("pupils", "staff"):
                import_register(home=opened, register=register, path=FOLDER / f"{register}.csv", actor="test")
            yield Scene(opened, clock, sink)


def _sources() -> Any:
    from collectors.registry import source_settings

    return source_settings()


def at(day: int, hour: int, minute: int) -> datetime:
    """Return a moment of November 2026, when London keeps Greenwich time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def words_of(body: bytes, form: str) -> str:
    """Return the words of a document with single spaces."""
    if form == "pdf":
        pages = PdfReader(io.BytesIO(body)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)
    if form == "docx":
        import zipfile

        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return file.read("word/document.xml").decode()
    return " ".join(body.decode().split())
