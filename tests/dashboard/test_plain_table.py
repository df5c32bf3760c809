"""A small table: every cell is text, and a table that stacks says in each cell what it is."""

from __future__ import annotations

from dashboard.components.plain_table import table_html

HOSTILE = '"><img src=x onerror=alert(1)>\u202e'


def test_cells_and_headings_are_text() -> None:
    shown = table_html("Rows", ("Name", HOSTILE), [("A", HOSTILE)])
    assert "<img" not in shown
    assert shown.count('role="cell"') == 2
    assert "data-of" not in shown


def test_a_table_that_stacks_names_each_cell() -> None:
    shown = table_html("Rows", ("Rule", "What holds here"), [("Tags", "Held"), ("Trips", "Held")], stacks=True)
    assert shown.count('data-of="What holds here">Held</td>') == 2
    assert 'class="gn-table gn-stacks"' in shown
