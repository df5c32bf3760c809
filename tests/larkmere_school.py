"""The fictional school that detector tests are about, with a small roll of hard names."""

from __future__ import annotations

from datetime import date

from data.records import Account, PhotoDeclaration, Post, Pupil, School, StaffMember
from data.words import Direction, Platform


def pupil(
    pupil_id: str, first: str, surname: str, school_class: str, *, preferred: str | None = None, social: bool = True
) -> Pupil:
    return Pupil(pupil_id, first, surname, preferred, school_class, date(2017, 5, 3), {"social_media": social})


PUPILS = (
    pupil("P01", "Maisie", "Trelawney", "Year 4"),
    pupil("P02", "Oliver", "Hartwell", "Year 2", social=False),
    pupil("P03", "Niamh", "O'Neill", "Reception"),
    pupil("P04", "Zoë", "Wójcik", "Year 5"),
    pupil("P05", "Will", "Young", "Year 3"),
    pupil("P06", "Priyanka", "Deshmukh-Rao", "Year 6", preferred="Priya"),
    pupil("P07", "Jack", "Trelawney", "Year 1"),
    pupil("P08", "Grace", "Mellor", "Year 1"),
    pupil("P09", "Suharto", "", "Year 3"),
    pupil("P10", "Aleksander", "Nowakowski", "Year 4", preferred="Alek"),
)
STAFF = (
    StaffMember("Helen Marsh", "Headteacher", ("Mrs Marsh",)),
    StaffMember("Grace Mellor", "Teacher (Year 5)", ("Miss Mellor",)),
    StaffMember("Daniel Pellow", "Teacher (Year 4)", ("Mr Pellow",)),
    StaffMember("Ros Tickner", "Bursar", ("Mrs Tickner",)),
)
LARKMERE = School(
    name="Larkmere Primary School & Nursery",
    aliases=("Larkmere Primary", "Larkmere"),
    town="Larkmere",
    classes=("Nursery", "Reception", "Kestrels", "Wrens"),
    not_us=("Larkmere FC", "Larkmere Arms", "Larkmere Primary School, Stowbeck"),
    accounts=(Account(Platform.INSTAGRAM, "@larkmereprimary"), Account(Platform.X, "@larkmereyear4", area="Year 4")),
    pupils=PUPILS,
    staff=STAFF,
    photos=(PhotoDeclaration("sports_day_3.jpg", pupil_ids=("P01",)), PhotoDeclaration("trip.jpg", pupil_ids=("P02",))),
    policy={"profile": "strict_no_names"},
)


def mention(text: str, **more: object) -> Post:
    return Post("1", Platform.FACEBOOK, text, **more)  # type: ignore[arg-type]  # a table's row gives what it needs


def own(text: str, **more: object) -> Post:
    return Post("1", Platform.INSTAGRAM, text, Direction.OWN, account="larkmereprimary", **more)  # type: ignore[arg-type]  # as above
