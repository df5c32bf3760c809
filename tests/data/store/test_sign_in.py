"""Signing in on both databases: sessions, codes, links and back-off, with a clock that the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from clocks import FakeClock
from sqlalchemy import select, text, update

from data.config import Config, SchoolSettings
from data.errors import InputError, NotSignedIn, SignInRefused, TooManyTries
from data.secrets import Secrets
from data.store import audit, schools
from data.store.cipher import Cipher
from data.store.engine import Store
from data.store.sign_in_tables import CredentialRow, RecoveryCodeRow, SignInSessionRow
from data.store.tables import AuditRow, PersonRow
from data.words import Role
from pipelines.home import DEMO_STARTED, Home
from pipelines.people import add_person
from pipelines.sign_in import passwords, sessions
from pipelines.sign_in.entering import (
    Entered,
    Visit,
    check_code,
    check_password,
    enter_by_demo_link,
    enter_by_identity,
    place,
)
from pipelines.sign_in.links import LinkKind, make_link
from pipelines.sign_in.sessions import open_sessions, sign_out, sign_out_everywhere, signed_in
from pipelines.sign_in.setting_up import begin_linking, choose_password, code_app, finish, invited, link_identity

PASSWORD = "copper lantern drifting"
HERE, THERE = Visit("192.0.2.10"), Visit("198.51.100.7")


@pytest.fixture
def home(store: Store, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home on each database with two people; hashing is made cheap, so that many tries take no minutes."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: cheap)
    passwords._nobodys.cache_clear()
    cipher = Cipher(bytes(range(32)))
    with store.writing() as session:
        school = schools.school_id(session, cipher, "Larkmere Primary School & Nursery", now=clock())
    config = Config(school=SchoolSettings(name="Larkmere Primary School & Nursery"))
    opened = Home(tmp_path, config, store, cipher, school, Secrets({}), clock)
    for username, role in (("k.boateng", Role.DSL), ("l.pemberton", Role.COMMS_LEAD)):
        add_person(home=opened, username=username, display_name=username, email=None, roles=[role], actor="test")
    yield opened
    passwords._nobodys.cache_clear()


def token_in(link: str) -> str:
    return link.partition("token=")[2]


def invitation(home: Home, username: str = "k.boateng") -> str:
    return token_in(make_link(home=home, username=username, kind=LinkKind.INVITATION, actor="test"))


def set_up(home: Home, clock: FakeClock, username: str = "k.boateng") -> tuple[pyotp.TOTP, tuple[str, ...], Entered]:
    """Set the person up with PASSWORD; return their code app, their recovery codes and their first session."""
    token = choose_password(home=home, link=invitation(home, username), password=PASSWORD, again=PASSWORD)
    app = pyotp.TOTP(code_app(home=home, token=token).secret.replace(" ", ""))
    done = finish(home=home, token=token, code=app.at(clock()))
    clock.move(seconds=60)
    return app, done.recovery_codes, done.entered


def enter(home: Home, app: pyotp.TOTP, visit: Visit = HERE, username: str = "k.boateng") -> Entered:
    half = check_password(home=home, username=username, password=PASSWORD, visit=visit)
    return check_code(home=home, token=half, code=app.at(home.clock()), visit=visit)


def who(home: Home, token: str | None) -> str | None:
    person = signed_in(home=home, token=token, touch=False)
    return person.username if person else None


def fail(home: Home, visit: Visit, times: int, username: str = "k.boateng") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            check_password(home=home, username=username, password="wrong", visit=visit)


def actions(home: Home) -> list[str]:
    with home.store.reading() as session:
        audit.verify(session, home.cipher, home.school_id)
        return [row.action for row in session.scalars(select(AuditRow).order_by(AuditRow.number))]


def test_password_and_code_open_a_session_under_a_new_token(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    half = check_password(home=home, username=" k.boateng ", password=PASSWORD, visit=HERE)
    assert who(home, half) is None
    entered = check_code(home=home, token=half, code=app.at(clock()), visit=HERE)
    assert entered.token != half
    assert who(home, entered.token) == "k.boateng"
    with pytest.raises(SignInRefused, match="took too long"):
        check_code(home=home, token=half, code=app.at(clock()), visit=HERE)
    assert actions(home)[-1] == "sign_in:done"


def test_nothing_that_opens_a_door_is_readable_in_the_store(home: Home, clock: FakeClock) -> None:
    app, codes, entered = set_up(home, clock)
    with home.store.reading() as session:
        held = []
        for table in ("credentials", "recovery_codes", "sign_in_sessions", "known_browsers", "one_time_links"):
            held += [
                bytes(v) if isinstance(v, memoryview) else v
                for row in session.execute(text(f"SELECT * FROM {table}"))
                for v in row
            ]
    all_of_it = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in held)
    for secret in (app.secret, *codes, entered.token, entered.browser, "argon2"):
        assert secret.encode() not in all_of_it
    with home.store.reading() as session:
        row = session.scalars(select(CredentialRow)).one()
        assert home.cipher.open(row.password_sealed, *place(home, row, "password")).startswith("$argon2id$")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("k.boateng", "wrong", id="wrong password"),
        pytest.param("k.boateng", "", id="no password"),
        pytest.param("stranger", PASSWORD, id="nobody's name"),
        pytest.param("l.pemberton", PASSWORD, id="somebody who has set nothing up"),
        pytest.param("", "", id="nothing at all"),
        pytest.param("k.boateng' OR '1'='1", PASSWORD, id="SQL"),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    home: Home, clock: FakeClock, username: str, password: str
) -> None:
    set_up(home, clock)
    with pytest.raises(SignInRefused) as told:
        check_password(home=home, username=username, password=password, visit=HERE)
    assert str(told.value) == "user name and password do not fit together: check both and try again"


def test_as_much_is_hashed_for_nobody_as_for_somebody(
    home: Home, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(home, clock)
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the library's name
            checked.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    counting = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: counting)
    for username in ("k.boateng", "stranger", "l.pemberton"):
        fail(home, HERE, 1, username)
    assert len(checked) == 3
    assert len(set(checked)) == 1


def test_a_code_is_taken_once(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    code = app.at(clock())
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    check_code(home=home, token=half, code=code, visit=HERE)
    again = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused, match="used already"):
        check_code(home=home, token=again, code=code, visit=HERE)
    with pytest.raises(SignInRefused, match="used already"):
        check_code(home=home, token=again, code=app.at(clock() - timedelta(seconds=30)), visit=HERE)
    clock.move(seconds=30)
    assert who(home, check_code(home=home, token=again, code=app.at(clock()), visit=HERE).token) == "k.boateng"


def test_the_code_that_set_the_app_up_does_not_sign_in(home: Home, clock: FakeClock) -> None:
    token = choose_password(home=home, link=invitation(home), password=PASSWORD, again=PASSWORD)
    app = pyotp.TOTP(code_app(home=home, token=token).secret.replace(" ", ""))
    code = app.at(clock())
    finish(home=home, token=token, code=code)
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused):
        check_code(home=home, token=half, code=code, visit=HERE)


@pytest.mark.parametrize(
    ("steps", "is_taken"),
    [
        pytest.param(-2, False, id="a minute late"),
        pytest.param(-1, True, id="one step late"),
        pytest.param(0, True, id="now"),
        pytest.param(1, True, id="one step early"),
        pytest.param(2, False, id="a minute early"),
    ],
)
def test_a_phone_may_be_half_a_minute_off(home: Home, clock: FakeClock, steps: int, is_taken: bool) -> None:
    app, _, _ = set_up(home, clock)
    clock.move(minutes=5)
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    code = app.at(clock() + timedelta(seconds=30 * steps))
    if is_taken:
        check_code(home=home, token=half, code=f"{code[:3]} {code[3:]}", visit=HERE)
    else:
        with pytest.raises(SignInRefused):
            check_code(home=home, token=half, code=code, visit=HERE)


@pytest.mark.parametrize("code", ["", "000", "1234567", "abcdef", "١٢٣٤٥٦", "zzzzz-zzzzz", "' OR 1=1", "9" * 500])
def test_what_is_no_code_is_refused(home: Home, clock: FakeClock, code: str) -> None:
    set_up(home, clock)
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused):
        check_code(home=home, token=half, code=code, visit=HERE)


def test_a_recovery_code_works_once_and_for_its_owner(home: Home, clock: FakeClock) -> None:
    _, codes, _ = set_up(home, clock)
    _, others, _ = set_up(home, clock, "l.pemberton")
    assert len(set(codes)) == 10
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused):
        check_code(home=home, token=half, code=others[0], visit=HERE)
    typed = f" {codes[0].upper().replace('-', ' ')} "
    assert who(home, check_code(home=home, token=half, code=typed, visit=HERE).token) == "k.boateng"
    again = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    with pytest.raises(SignInRefused):
        check_code(home=home, token=again, code=codes[0], visit=HERE)
    assert "sign_in:recovery_code_used" in actions(home)


def test_the_code_must_come_within_five_minutes(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    clock.move(minutes=5)
    with pytest.raises(SignInRefused, match="took too long"):
        check_code(home=home, token=half, code=app.at(clock()), visit=HERE)


def test_an_idle_session_ends_and_a_used_one_goes_on(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    idle, used = enter(home, app).token, None
    clock.move(seconds=30)
    used = enter(home, app).token
    for _ in range(3):
        clock.move(minutes=15)
        signed_in(home=home, token=used, touch=True)
        signed_in(home=home, token=idle, touch=False)
    assert who(home, idle) is None
    assert who(home, used) == "k.boateng"


def test_no_session_lasts_longer_than_ten_hours(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    token = enter(home, app).token
    for _ in range(29):
        clock.move(minutes=20)
        assert signed_in(home=home, token=token, touch=True)
    clock.move(minutes=20)
    assert who(home, token) is None


def test_signing_out_here_and_everywhere(home: Home, clock: FakeClock) -> None:
    app, _, first = set_up(home, clock)
    second = enter(home, app, THERE)
    assert [entry.is_this for entry in open_sessions(home=home, token=first.token)] == [False, True]
    sign_out(home=home, token=first.token)
    sign_out(home=home, token=first.token)
    assert (who(home, first.token), who(home, second.token)) == (None, "k.boateng")
    clock.move(seconds=60)
    third = enter(home, app)
    assert sign_out_everywhere(home=home, token=second.token) == 2
    assert (who(home, second.token), who(home, third.token)) == (None, None)
    with pytest.raises(NotSignedIn):
        sign_out_everywhere(home=home, token=second.token)


def test_whoever_is_taken_off_the_list_is_out_at_once(home: Home, clock: FakeClock) -> None:
    _app, _, entered = set_up(home, clock)
    with home.store.writing() as session:
        session.execute(update(PersonRow).where(PersonRow.username == "k.boateng").values(active=False))
    assert who(home, entered.token) is None
    with pytest.raises(SignInRefused):
        check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)


def test_a_session_of_another_school_is_none(home: Home, clock: FakeClock) -> None:
    _, _, entered = set_up(home, clock)
    with home.store.writing() as session:
        other = schools.school_id(session, home.cipher, "Ashcombe First School", now=clock())
    assert who(replace(home, school_id=other), entered.token) is None


def test_guessing_is_slowed_down_and_waiting_helps(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    fail(home, HERE, 5)
    with pytest.raises(TooManyTries) as told:
        check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    assert told.value.until - clock() <= timedelta(minutes=1)
    clock.now = told.value.until
    assert enter(home, app)
    assert "sign_in:slowed_down" in actions(home)


def test_waits_grow_but_never_beyond_a_quarter_of_an_hour(home: Home, clock: FakeClock) -> None:
    set_up(home, clock)
    longest = timedelta(0)
    for _ in range(40):
        try:
            check_password(home=home, username="k.boateng", password="wrong", visit=HERE)
        except TooManyTries as told:
            longest = max(longest, told.until - clock())
            clock.now = told.until
        except SignInRefused:
            pass
    assert timedelta(minutes=10) < longest <= timedelta(minutes=15)


def test_a_refused_try_does_not_prolong_the_wait(home: Home, clock: FakeClock) -> None:
    set_up(home, clock)
    fail(home, HERE, 5)
    with pytest.raises(TooManyTries) as first:
        check_password(home=home, username="k.boateng", password="wrong", visit=HERE)
    for _ in range(20):
        with pytest.raises(TooManyTries) as later:
            check_password(home=home, username="k.boateng", password="wrong", visit=HERE)
    assert later.value.until == first.value.until


def test_strangers_cannot_lock_anybody_out(home: Home, clock: FakeClock) -> None:
    app, _, entered = set_up(home, clock)
    known = Visit("192.0.2.10", entered.browser)
    for number in range(60):
        try:
            check_password(home=home, username="k.boateng", password="wrong", visit=Visit(f"203.0.113.{number}"))
        except TooManyTries as told:
            clock.now = told.until
        except SignInRefused:
            pass
    fail(home, Visit("203.0.113.99"), 1)
    # From a browser that is known: at once. From one that is not: after a minute at most.
    assert enter(home, app, known)
    clock.move(minutes=1)
    assert enter(home, app, THERE)


def test_one_who_guesses_behind_the_schools_own_address_does_not_lock_known_browsers_out(
    home: Home, clock: FakeClock
) -> None:
    app, _, entered = set_up(home, clock)
    for number in range(31):
        fail(home, HERE, 1, f"nobody{number}")
    with pytest.raises(TooManyTries):
        check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    assert enter(home, app, Visit(HERE.address, entered.browser))


def test_a_known_browser_of_somebody_else_counts_as_unknown(home: Home, clock: FakeClock) -> None:
    set_up(home, clock)
    _, _, others = set_up(home, clock, "l.pemberton")
    fail(home, Visit(HERE.address, others.browser), 5)
    with pytest.raises(TooManyTries):
        check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)


def test_a_known_browser_is_slowed_down_too(home: Home, clock: FakeClock) -> None:
    _, _, entered = set_up(home, clock)
    fail(home, Visit("192.0.2.10", entered.browser), 5)
    with pytest.raises(TooManyTries):
        check_password(home=home, username="k.boateng", password=PASSWORD, visit=Visit("192.0.2.99", entered.browser))


def test_whoever_knows_the_password_cannot_guess_codes_for_long(home: Home, clock: FakeClock) -> None:
    set_up(home, clock)
    refused = 0
    for _ in range(20):
        try:
            half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=THERE)
            check_code(home=home, token=half, code="zzzzz-zzzzz", visit=THERE)
        except TooManyTries:
            break
        except SignInRefused:
            refused += 1
    assert refused == 5


def test_many_tries_at_once_gain_nothing(home: Home, clock: FakeClock) -> None:
    set_up(home, clock)
    told: list[type[BaseException]] = []

    def guess() -> None:
        try:
            check_password(home=home, username="k.boateng", password="wrong", visit=HERE)
        except SignInRefused as error:
            told.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(SignInRefused) == 5
    assert told.count(TooManyTries) == 7


def test_an_invitation_works_once_and_72_hours(home: Home, clock: FakeClock) -> None:
    link = invitation(home)
    assert invited(home=home, link=link).username == "k.boateng"
    newer = invitation(home)
    with pytest.raises(SignInRefused, match="ask for a new one"):
        invited(home=home, link=link)
    token = choose_password(home=home, link=newer, password=PASSWORD, again=PASSWORD)
    also = choose_password(home=home, link=newer, password="another fine password", again="another fine password")
    secret = code_app(home=home, token=token).secret.replace(" ", "")
    finish(home=home, token=token, code=pyotp.TOTP(secret).at(clock()))
    with pytest.raises(SignInRefused):
        code_app(home=home, token=also)
    with pytest.raises(SignInRefused):
        choose_password(home=home, link=newer, password=PASSWORD, again=PASSWORD)
    late = invitation(home)
    clock.move(hours=72)
    with pytest.raises(SignInRefused):
        invited(home=home, link=late)


@pytest.mark.parametrize("link", [None, "", "x", "' OR 1=1"])
def test_what_is_no_invitation_is_refused(home: Home, link: str | None) -> None:
    with pytest.raises(SignInRefused):
        invited(home=home, link=link)


def test_setting_up_anew_ends_what_was_before(home: Home, clock: FakeClock) -> None:
    app, codes, before = set_up(home, clock)
    fresh_app, _, after = set_up(home, clock)
    assert (who(home, before.token), who(home, after.token)) == (None, "k.boateng")
    half = check_password(home=home, username="k.boateng", password=PASSWORD, visit=HERE)
    for old in (app.at(clock()), codes[1]):
        with pytest.raises(SignInRefused):
            check_code(home=home, token=half, code=old, visit=HERE)
    assert check_code(home=home, token=half, code=fresh_app.at(clock()), visit=HERE)
    with home.store.reading() as session:
        assert len(session.scalars(select(RecoveryCodeRow)).all()) == 10


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        pytest.param("short", "short", "12 characters or more", id="short"),
        pytest.param("x" * 201, "x" * 201, "200 characters or fewer", id="endless"),
        pytest.param(PASSWORD, PASSWORD + "!", "differ", id="mistyped"),
        pytest.param("Password1234", "Password1234", "easy to guess", id="everybody's word"),
        pytest.param("larkmereprimary", "larkmereprimary", "easy to guess", id="the school"),
        pytest.param("boatengboateng1", "boatengboateng1", "easy to guess", id="one's own name"),
        pytest.param("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "easy to guess", id="one letter"),
    ],
)
def test_poor_passwords_are_refused(home: Home, password: str, again: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        choose_password(home=home, link=invitation(home), password=password, again=again)


def test_an_account_elsewhere_lets_in_whoever_was_linked_and_nobody_else(home: Home, clock: FakeClock) -> None:
    account = {"provider": "microsoft", "issuer": "https://issuer.example", "subject": "s-1"}
    with pytest.raises(SignInRefused, match="not linked"):
        enter_by_identity(home=home, **account)
    token = begin_linking(home=home, link=invitation(home))
    assert who(home, link_identity(home=home, token=token, **account).token) == "k.boateng"
    assert who(home, enter_by_identity(home=home, **account).token) == "k.boateng"
    for other in ({"issuer": "https://other.example"}, {"subject": "s-2"}, {"provider": "google"}):
        with pytest.raises(SignInRefused):
            enter_by_identity(home=home, **{**account, **other})
    theirs = begin_linking(home=home, link=invitation(home, "l.pemberton"))
    with pytest.raises(SignInRefused, match="somebody else"):
        link_identity(home=home, token=theirs, **account)


def test_a_demos_link_works_once_here_and_for_half_an_hour(home: Home, clock: FakeClock) -> None:
    def link() -> str:
        return token_in(make_link(home=home, username="k.boateng", kind=LinkKind.DEMO, actor="demo"))

    given = link()
    with pytest.raises(SignInRefused, match="open a demo"):
        enter_by_demo_link(home=home, token=given, address_is_loopback=True)
    (home.folder / DEMO_STARTED).write_text(clock().isoformat(), encoding="ascii")
    with pytest.raises(SignInRefused, match="on this machine"):
        enter_by_demo_link(home=home, token=given, address_is_loopback=False)
    assert who(home, enter_by_demo_link(home=home, token=given, address_is_loopback=True).token) == "k.boateng"
    with pytest.raises(SignInRefused):
        enter_by_demo_link(home=home, token=given, address_is_loopback=True)
    late = link()
    clock.move(minutes=30)
    with pytest.raises(SignInRefused):
        enter_by_demo_link(home=home, token=late, address_is_loopback=True)
    with pytest.raises(SignInRefused):
        enter_by_demo_link(home=home, token=invitation(home), address_is_loopback=True)


def test_old_sessions_are_cleared_away(home: Home, clock: FakeClock) -> None:
    app, _, _ = set_up(home, clock)
    clock.move(days=3)
    enter(home, app)
    with home.store.reading() as session:
        rows = session.scalars(select(SignInSessionRow)).all()
    assert {row.stage for row in rows} == {sessions.Stage.PASSWORD, sessions.Stage.FULL}
    assert len(rows) == 2
