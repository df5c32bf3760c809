from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.config import Config
from data.errors import InputError
from data.registers.entries import staff_entry, staff_member
from data.registers.files import read_accounts, read_photos, read_pupils, read_registers, read_staff, school_from
from data.words import Platform

PUPILS = (
    "pupil_id,legal_first,preferred_first,surname,class,date_of_birth,display,newsletter,print_marketing,website,"
    "high_profile,social_media,leaver_date,protected\n"
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_pupil_is_read_whole(tmp_path: Path) -> None:
    row = "P1,Maisie,Mai,Trelawney,Year 4,03/05/2017,yes,pending,,no,Y,1,2027-07-20,yes\n"
    (pupil,) = read_pupils(write(tmp_path, "pupils.csv", PUPILS + row))
    assert (pupil.legal_first, pupil.preferred_first, pupil.surname, pupil.school_class) == (
        "Maisie",
        "Mai",
        "Trelawney",
        "Year 4",
    )
    assert (pupil.date_of_birth, pupil.leaver_date, pupil.protected) == (date(2017, 5, 3), date(2027, 7, 20), True)
    assert pupil.permissions == {
        "display": True, "newsletter": False, "print_marketing": False, "website": False, "high_profile": True, "social_media": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("\ufeffpupil_id,legal_first,surname\nP1,Zoë,Wójcik\n".encode(), id="UTF-8 with a byte order mark"),
        pytest.param("pupil_id,legal_first,surname\nP1,Zoë,Wojcik\n".encode("cp1252"), id="Windows-1252"),
        pytest.param(
            b"pupil_id,legal_first,surname\r\nP1,Zo\xc3\xab,W\r\n\r\n", id="Windows line ends and a blank line"
        ),
        pytest.param(
            "Pupil_ID,Legal_First,Surname,UPN\nP1,Zoë,W,A123\n".encode(), id="capitals and a column of the school's own"
        ),
    ],
)
def test_encodings_and_line_ends_of_spreadsheets_are_read(tmp_path: Path, content: bytes) -> None:
    (pupil,) = read_pupils(write(tmp_path, "pupils.csv", content))
    assert pupil.legal_first == "Zoë"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("id,first,last\nP1,A,B\n", "pupil_id is missing", id="other column names"),
        pytest.param(
            "pupil_id,legal_first,surname,protectd\nP1,A,B,yes\n", "rename it to protected", id="a misspelt column"
        ),
        pytest.param("pupil_id;legal_first;surname\nP1;A;B\n", "not separated by commas", id="semicolons"),
        pytest.param("pupil_id,legal_first,surname\nP1,A\n", "line 2", id="a cell missing"),
        pytest.param("pupil_id,legal_first,surname\nP1,A,B\nP1,C,D\n", "line 3, column pupil_id", id="an id twice"),
        pytest.param("pupil_id,legal_first,surname\nP1,,B\n", "line 2, column legal_first", id="no first name"),
        pytest.param(
            "pupil_id,legal_first,surname,date_of_birth\nP1,A,B,3 May\n", "column date_of_birth", id="no date"
        ),
        pytest.param(
            "pupil_id,legal_first,surname,date_of_birth\nP1,A,B,31/02/2017\n", "column date_of_birth", id="no such day"
        ),
        pytest.param("pupil_id,legal_first,surname,website\nP1,A,B,maybe\n", "column website", id="neither yes nor no"),
        pytest.param(b"PK\x03\x04", "not CSV", id="an Excel workbook"),
        pytest.param(b"\xff\xfep\x00u\x00", "not CSV", id="UTF-16"),
        pytest.param(b"pupil_id,legal_first,surname\nP1,\x81\x8d,B\n", "encoding", id="no known encoding"),
        pytest.param('pupil_id,legal_first,surname\nP1,"A,B\n', "not CSV", id="a quote that never ends"),
        pytest.param("", "pupil_id is missing", id="an empty file"),
    ],
)
def test_a_bad_file_is_an_error_that_says_where_and_repeats_no_cell(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(InputError) as error:
        read_pupils(write(tmp_path, "pupils.csv", content))
    assert said in str(error.value)
    assert "pupils.csv" in str(error.value)
    assert not any(cell in str(error.value) for cell in ("3 May", "maybe", "31/02"))


def test_other_column_names_come_through_a_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, "export.csv", "UPN,Forename,Surname\nP1,Maisie,Trelawney\n")
    (pupil,) = read_pupils(path, mapping={"pupil_id": "UPN", "legal_first": "Forename"})
    assert (pupil.pupil_id, pupil.legal_first) == ("P1", "Maisie")
    with pytest.raises(InputError, match="mapping"):
        read_pupils(path, mapping={"pupil_id": "Number"})


def test_staff_have_several_known_names(tmp_path: Path) -> None:
    (member,) = read_staff(
        write(tmp_path, "staff.csv", "name,role,known_as,user\nHelen Marsh,Headteacher,Mrs Marsh; Hel ,hmarsh\n")
    )
    assert (member.known_as, member.user) == (("Mrs Marsh", "Hel"), "hmarsh")


def test_a_member_of_staff_is_linked_to_a_user_name_however_it_is_written(tmp_path: Path) -> None:
    (member,) = read_staff(write(tmp_path, "staff.csv", "name,user\nHelen Marsh,H.Marsh\n"))
    assert member.user == "h.marsh"
    assert staff_member({**staff_entry(member), "user": "H.Marsh"}) == member


def test_photos_say_which_line_is_wrong(tmp_path: Path) -> None:
    head = "file,sha256,phash,pupil_ids,others,status,purposes,declared_by,declared_at\n"
    (photo,) = read_photos(
        write(tmp_path, "photos.csv", head + "a.jpg,,,P1 P2,3,,website social_media,hm,2026-07-01T09:30\n")
    )
    assert (photo.pupil_ids, photo.others, photo.status, photo.purposes) == (
        ("P1", "P2"),
        3,
        "declared",
        ("website", "social_media"),
    )
    assert photo.declared_at == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    for row in (",,,P1,,,,,\n", "a.jpg,,,,x,,,,\n", "a.jpg,,,,,published,,,\n", "a.jpg,,,,,,,,then\n"):
        with pytest.raises(InputError, match=r"photos.csv, line 2"):
            read_photos(write(tmp_path, "photos.csv", head + row))


def test_accounts_of_the_file_beat_those_of_the_settings(tmp_path: Path) -> None:
    accounts = read_accounts(
        write(tmp_path, "accounts.csv", "platform,handle,purpose\nx,LarkmereY4,newsletter\nfacebook,larkmere,\n")
    )
    config = Config.model_validate(
        {
            "school": {"name": "Larkmere Primary School & Nursery"},
            "accounts": [{"platform": "x", "handle": "@larkmerey4"}],
        }
    )
    school = school_from(config, accounts=accounts)
    assert [(account.platform, account.purpose) for account in school.accounts] == [
        (Platform.X, "newsletter"), (Platform.FACEBOOK, "social_media"),
    ]  # fmt: skip
    assert school.policy["profile"] == "strict_no_names"
    with pytest.raises(InputError, match="column platform"):
        read_accounts(write(tmp_path, "accounts.csv", "platform,handle\nmyspace,larkmere\n"))


def test_a_folder_without_registers_has_empty_ones(tmp_path: Path) -> None:
    registers = read_registers(tmp_path)
    assert (registers.pupils, registers.staff, registers.accounts, registers.photos) == ((), (), (), ())
