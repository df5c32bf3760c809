"""Rolls as other systems export them: wide and long, in several encodings, with every word for yes and no."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import InputError
from data.registers.mapping import SHIPPED, ColumnMapping, read_mapping, recognised, shipped
from data.registers.roll_file import read_roll
from data.registers.table import header_of
from data.words import PermissionStatus

EXPORTS = {
    "sims": 'UPN,Name,Preferred Forename,Reg,DOB,Date of leaving,Photograph displays,Photograph newsletter,Photograph prospectus,Photograph website,Photograph press,Photograph social media\nA1,"Trevanion, Maisie",Mai,1A,03/05/2020,,Yes,No,Yes,,Refused,Given\n',
    "arbor": "Arbor Student ID,Legal First Name,Legal Last Name,Preferred First Name,Registration Form,Date of Birth,Leaving Date,Internal photograph,Newsletter photograph,Prospectus photograph,Website photographs,Local media photograph,Social media photograph,House\nA1,Maisie,Trevanion,Mai,1A,03/05/2020,,Consent Given,No consent,Yes,Not yet requested,Consent Refused,Y,Oak\n",
    "bromcom": "Admission Number,Legal Forename,Legal Surname,Preferred Forename,Tutor Group,Date of Birth,Leaving Date,Photo consent: displays,Photo consent: newsletter,Photo consent: prospectus,Photo consent: website,Photo consent: media,Photo consent: social media\nA1,Maisie,Trevanion,Mai,1A,03/05/2020,,1,0,TRUE,,Declined,True\n",
    "isams": "School ID,Forename,Surname,Preferred Name,Form,DOB,Leaving Date,Photos Internal,Photos Newsletter,Photos Marketing,Photos Website,Photos Press,Photos Social Media\nA1,Maisie,Trevanion,Mai,1A,03/05/2020,,y,n,Granted,Pending,N,yes\n",
    "long": 'Pupil ID,Pupil,Class,Consent,Status,Date\nA1,"Trevanion, Maisie",1A,Displays,Given,01/09/2026\nA1,"Trevanion, Maisie",1A,Newsletter,Refused,01/09/2026\nA1,"Trevanion, Maisie",1A,Paper marketing,Yes,02/09/2026\nA1,"Trevanion, Maisie",1A,Sun cream,Yes,02/09/2026\nA1,"Trevanion, Maisie",1A,Social media,Granted,01/09/2026\n',
}
ALLOWED = {"display": True, "newsletter": False, "print_marketing": True, "social_media": True}


def write(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("system", SHIPPED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_an_export_is_recognised_and_read(system: str, encoding: str, tmp_path: Path) -> None:
    path = write(tmp_path, EXPORTS[system].replace("Maisie", "Zoë").encode(encoding))
    mapping = recognised(header_of(path))
    assert mapping is not None
    assert mapping.name == system
    reading = read_roll(path, mapping=mapping)
    assert reading.rejected == ()
    (pupil,) = reading.pupils
    assert (pupil.pupil_id, pupil.legal_first, pupil.surname, pupil.school_class) == ("A1", "Zoë", "Trevanion", "1A")
    assert {purpose: pupil.permissions.get(purpose, False) for purpose in ALLOWED} == ALLOWED
    assert not pupil.permissions.get("website", False)
    assert not pupil.permissions.get("high_profile", False)
    assert reading.is_whole is (system != "long")


@pytest.mark.parametrize("system", SHIPPED)
def test_a_shipped_mapping_is_said_to_be_no_recording_and_reads_back(system: str, tmp_path: Path) -> None:
    mapping = shipped(system)
    again = read_mapping(write(tmp_path, mapping.as_toml(), f"{system}.toml"))
    assert again == mapping


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *(pytest.param(w, PermissionStatus.GIVEN, id=w) for w in ("Yes", "y", "1", "TRUE", "Given", "granted")),
        *(pytest.param(w, PermissionStatus.REFUSED, id=w) for w in ("No", "N", "0", "False", "Refused", "Declined")),
        *(pytest.param(w, PermissionStatus.PENDING, id=w or "blank") for w in ("", "Pending", " pending ")),
        pytest.param("Withdrawn", PermissionStatus.WITHDRAWN, id="Withdrawn"),
        pytest.param("Expired", PermissionStatus.EXPIRED, id="Expired"),
    ],
)
def test_every_word_for_an_answer(word: str, status: PermissionStatus, tmp_path: Path) -> None:
    path = write(tmp_path, f"pupil_id,legal_first,surname,social_media\np1,Maisie,T,{word}\n")
    (pupil,) = read_roll(path).pupils
    assert [decision.status for decision in pupil.decisions] == [status]
    assert pupil.permissions["social_media"] is (status is PermissionStatus.GIVEN)


def test_every_bad_line_is_told_with_its_reason_and_without_its_words(tmp_path: Path) -> None:
    reading = read_roll(
        write(
            tmp_path,
            "pupil_id,legal_first,surname,date_of_birth,social_media\n"
            "p1,Maisie,T,03/05/2020,yes\n"
            ",Nobody,T,,yes\n"
            "p3,,T,,yes\n"
            "p4,Alek,T,31/02/2020,yes\n"
            "p5,Alek,T,,perhaps\n"
            "p1,Twice,T,,yes\n"
            "p6,Alek,T,yes\n"
            "p7,Ines,T,,no\n",
        )
    )
    assert [pupil.pupil_id for pupil in reading.pupils] == ["p1", "p7"]
    assert [entry.line for entry in reading.rejected] == [3, 4, 5, 6, 7, 8]
    told = " ".join(entry.why for entry in reading.rejected)
    assert all(word in told for word in ("pupil_id", "legal_first", "date_of_birth", "social_media", "cells"))
    assert not any(word in told for word in ("perhaps", "31/02", "Alek", "Twice", "Nobody"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param('"Trevanion, Maisie"', ("Maisie", "Trevanion"), id="plain"),
        pytest.param('"O\'Shea-Finch, Mary Kate"', ("Mary Kate", "O'Shea-Finch"), id="double names"),
        pytest.param('"Trevanion,Maisie"', ("Maisie", "Trevanion"), id="no space"),
        pytest.param("Maisie Trevanion", None, id="the other way round"),
        pytest.param('"Trevanion,"', None, id="no first name"),
    ],
)
def test_surname_and_forename_in_one_column(cell: str, expected: tuple[str, str] | None, tmp_path: Path) -> None:
    mapping = ColumnMapping("own", {"pupil_id": "UPN", "full_name": "Name"})
    reading = read_roll(write(tmp_path, f"UPN,Name\np1,{cell}\n"), mapping=mapping)
    assert [(p.legal_first, p.surname) for p in reading.pupils] == ([expected] if expected else [])
    assert len(reading.rejected) == (0 if expected else 1)


def test_the_latest_of_several_long_lines_is_kept_with_the_earlier_ones(tmp_path: Path) -> None:
    lines = "Pupil ID,Pupil,Class,Consent,Status,Date\n" + "".join(
        f'A1,"T, Maisie",1A,Website,{status},{date}\n'
        for status, date in (("Given", "01/09/2025"), ("Withdrawn", "01/09/2026"))
    )
    (pupil,) = read_roll(write(tmp_path, lines), mapping=shipped("long")).pupils
    assert [d.status.value for d in pupil.decisions] == ["given", "withdrawn"]
    assert pupil.permissions["website"] is False


@pytest.mark.parametrize(
    ("content", "match"),
    [
        pytest.param("[colums]\na = 'b'", "no part of a mapping", id="a table misspelt"),
        pytest.param("[long]\nconsent = 'Consent'", "needs consent and status", id="half a long shape"),
        pytest.param("[columns]\npupil_id = 7", "text = text", id="a number"),
        pytest.param("[values]\nperhaps = ['maybe']", "must be one of", id="no such answer"),
        pytest.param("not toml", "is not TOML", id="no TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used(content: str, match: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=match):
        read_mapping(write(tmp_path, content, "mine.toml"))


def test_two_columns_for_one_purpose_are_an_error_so_that_no_refusal_is_passed_over(tmp_path: Path) -> None:
    mapping = ColumnMapping("mine", {"pupil_id": "UPN", "full_name": "Name"}, {"Photos": "website", "Video": "website"})
    path = write(tmp_path, 'UPN,Name,Photos,Video\nA1,"Trevanion, Maisie",no,yes\n')
    with pytest.raises(InputError, match="two columns answer for website"):
        read_roll(path, mapping=mapping)


@pytest.mark.parametrize(
    ("photos", "video", "rejected"),
    [
        pytest.param("Refused,01/09/2026", "Given,01/09/2026", [3], id="two answers on one day"),
        pytest.param("Refused,", "Given,", [3], id="two answers without a day"),
        pytest.param("Given,01/09/2026", "Given,01/09/2026", [], id="the same answer twice"),
        pytest.param("Refused,01/09/2025", "Given,01/09/2026", [], id="a later answer"),
    ],
)
def test_two_consents_for_one_purpose_may_not_contradict_each_other(
    tmp_path: Path, photos: str, video: str, rejected: list[int]
) -> None:
    mapping = ColumnMapping(
        "mine",
        {"pupil_id": "UPN", "full_name": "Name"},
        {"Photos": "website", "Video": "website"},
        {"consent": "Consent", "status": "Status", "date": "Date"},
    )
    about = 'A1,"Trevanion, Maisie"'
    path = write(tmp_path, f"UPN,Name,Consent,Status,Date\n{about},Photos,{photos}\n{about},Video,{video}\n")
    assert [entry.line for entry in read_roll(path, mapping=mapping).rejected] == rejected


def test_a_flat_mapping_is_columns(tmp_path: Path) -> None:
    mapping = read_mapping(write(tmp_path, 'pupil_id = "UPN"\nlegal_first = "First"\nsocial_media = "SM"\n', "m.toml"))
    (pupil,) = read_roll(write(tmp_path, "UPN,First,Surname,SM\np1,Maisie,T,Y\n"), mapping=mapping).pupils
    assert pupil.permissions == {"social_media": True}


def test_a_purpose_that_the_policy_does_not_have_is_an_error(tmp_path: Path) -> None:
    mapping = ColumnMapping("mine", {"pupil_id": "UPN", "full_name": "Name"}, {"Yearbook": "yearbook"})
    with pytest.raises(InputError, match="no purpose of the policy"):
        read_roll(write(tmp_path, "UPN,Name,Yearbook\n"), mapping=mapping)
