from __future__ import annotations

import pytest

from collectors.addresses import file_name_of, path_of


@pytest.mark.parametrize(
    ("address", "path", "name"),
    [
        pytest.param("https://pbs.example/media/a.jpg?name=large", "/media/a.jpg", "a.jpg", id="a picture"),
        pytest.param("https://pbs.example/media/", "/media/", "media", id="a folder"),
        pytest.param("https://pbs.example", "", "", id="no path"),
        pytest.param("https://[::1/x.jpg", "", "", id="no address"),
        pytest.param(None, "", "", id="nothing"),
        pytest.param(7, "", "", id="a number"),
    ],
)
def test_an_address_has_a_path_and_a_file_name_or_none(address: object, path: str, name: str) -> None:
    assert (path_of(address), file_name_of(address)) == (path, name)
