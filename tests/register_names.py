"""The names on the registers of the demo's school, for tests of where none of them may stand."""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines.demo_servers import school_folder


def names_of_registers() -> list[str]:
    folder = Path(str(school_folder()))
    found = []
    for file, columns in (("pupils.csv", ("legal_first", "preferred_first", "surname")), ("staff.csv", ("name",))):
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                found += [f"{row[columns[0]]} {row.get('surname', '')}".strip()]
                found += [row[column] for column in columns[1:] if row[column]]
    return [name for name in found if len(name) > 2]
