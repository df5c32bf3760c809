from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import UnexpectedFormat
from collectors.links import (
    account_pairs,
    canonical_url,
    decoded_text,
    own_handle,
    plain_text,
    platform_of,
    unwrapped,
)
from data.records import Account
from data.words import Platform

PAGE = "https://news.example/larkmere"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(PAGE, PAGE, id="as it is"),
        pytest.param("https://News.Example/larkmere/", PAGE, id="host in capitals, slash at the end"),
        pytest.param("http://news.example:80/larkmere", PAGE, id="http, port said"),
        pytest.param("https://news.example./larkmere", PAGE, id="dot after the host"),
        pytest.param(f"{PAGE}#:~:text=school", PAGE, id="fragment"),
        pytest.param(f"{PAGE}?utm_source=a&utm_medium=b&fbclid=c", PAGE, id="tracking parts"),
        pytest.param(f"{PAGE}?page=2&gclid=x", f"{PAGE}?page=2", id="a part that tells pages apart stays"),
        pytest.param("https://news.example:8443/larkmere", "https://news.example:8443/larkmere", id="another port"),
        pytest.param(f"https://www.google.com/url?rct=j&sa=t&url={PAGE}/&ct=ga&usg=x", PAGE, id="Google redirect"),
        pytest.param(f"https://www.google.co.uk/url?q={PAGE}", PAGE, id="Google redirect of another country"),
        pytest.param(
            "https://www.google.com/url?url=https%3A%2F%2Fnews.example%2Flarkmere%3Fid%3D1%26n%3D2",
            f"{PAGE}?id=1&n=2",
            id="Google redirect, encoded",
        ),
        pytest.param(
            "https://google.com.evil.example/url?url=https://a.example",
            "https://google.com.evil.example/url?url=https%3A%2F%2Fa.example",
            id="look-alike of Google",
        ),
    ],
)
def test_one_page_has_one_address(url: str, expected: str) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/larkmere",
        "javascript:alert(1)",
        "ftp://news.example/a",
        "https://",
        "https://[::1/a",
        "https://news.example:port/",
        "https://www.google.com/url?sa=t",
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.google.com/url?url=https://www.google.com/url?url=https://a.example",
    ],
)
def test_what_is_no_web_address_is_said(url: str) -> None:
    with pytest.raises(UnexpectedFormat):
        canonical_url(url)


@given(st.text())
def test_any_text_is_an_address_or_said_not_to_be(text: str) -> None:
    for url in (text, f"https://{text}", f"https://www.google.com/url?url={text}"):
        try:
            assert canonical_url(url).startswith("https://")
        except UnexpectedFormat:
            pass
        else:
            platform_of(unwrapped(url))


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        pytest.param("https://www.mumsnet.com/talk/primary/1-a", Platform.MUMSNET, id="Mumsnet"),
        pytest.param("https://old.reddit.com/r/x", Platform.REDDIT, id="Reddit"),
        pytest.param("https://x.com/a/status/1", Platform.X, id="X"),
        pytest.param("https://twitter.com/a/status/1", Platform.X, id="X by its old name"),
        pytest.param("https://netflix.com/a", Platform.WEB, id="not X: a host that ends alike"),
        pytest.param("https://mumsnet.com.example/", Platform.WEB, id="not Mumsnet: a host that begins alike"),
        pytest.param("https://en.wikipedia.org/wiki/Larkmere", Platform.WIKIPEDIA, id="Wikipedia"),
        pytest.param("https://www.google.com/maps/place/x", Platform.GOOGLE_REVIEWS, id="Google Maps"),
        pytest.param("https://www.google.com/search?q=x", Platform.WEB, id="Google, not Maps"),
        pytest.param("https://m.facebook.com/x", Platform.FACEBOOK, id="Facebook"),
        pytest.param("https://uk.trustpilot.com/review/x", Platform.TRUSTPILOT, id="Trustpilot"),
        pytest.param("https://larkmeregazette.example/a", Platform.WEB, id="a newspaper"),
    ],
)
def test_the_platform_is_told_by_the_host(url: str, platform: Platform) -> None:
    assert platform_of(url) is platform


ACCOUNTS = [
    Account(Platform.WEBSITE, "https://www.larkmereprimary.example/home"),
    Account(Platform.X, "@LarkmerePrimary"),
    Account(Platform.INSTAGRAM, "larkmere_old", status="closed"),
]


@pytest.mark.parametrize(
    ("url", "handle"),
    [
        pytest.param("https://larkmereprimary.example/news", "https://www.larkmereprimary.example/home", id="our site"),
        pytest.param("https://x.com/larkmereprimary/status/9", "@LarkmerePrimary", id="our account"),
        pytest.param("https://x.com/larkmereprimary2/status/9", None, id="an account with a longer name"),
        pytest.param("https://instagram.com/larkmere_old/", None, id="an account that is closed"),
        pytest.param("https://news.example/larkmereprimary", None, id="a page about us"),
        pytest.param("https://notlarkmereprimary.example/", None, id="a host that ends alike"),
    ],
)
def test_our_own_pages_are_known(url: str, handle: str | None) -> None:
    pairs = [(platform, name) for platform, name in account_pairs(ACCOUNTS)]
    assert own_handle(url, pairs) == handle


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        pytest.param("Praise for <b>Larkmere</b>&nbsp;...", "Praise for Larkmere ...", id="escaped once"),
        pytest.param(
            "Praise for &lt;b&gt;Larkmere&lt;/b&gt;&amp;nbsp;...", "Praise for Larkmere ...", id="escaped twice"
        ),
        pytest.param("Fish &amp;amp; chips", "Fish & chips", id="an ampersand escaped twice"),
        pytest.param("3 < 4, and I <3 Larkmere & co", "3 < 4, and I <3 Larkmere & co", id="no markup"),
        pytest.param("one<br/>two<p>three</p><p>four</p>", "one\ntwo\nthree\n\nfour", id="lines and paragraphs"),
        pytest.param("a<script>alert(1)</script><style>b{}</style>c", "ac", id="script and style"),
        pytest.param("  a \t b \r\n c ", "a b\nc", id="spaces"),
        pytest.param("a\ud800b", "a\ufffdb", id="half a surrogate"),
        pytest.param("https://a.example/", "https://a.example/", id="an address alone"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_markup_becomes_plain_words(markup: str, words: str) -> None:
    assert plain_text(markup) == words


@given(st.text(st.characters()))
def test_any_text_has_plain_words(text: str) -> None:
    plain_text(text).encode("utf-8")
    plain_text(f"<{text}")


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        pytest.param("é".encode(), "text/html; charset=utf-8", "é", id="declared by the answer"),
        pytest.param("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é", id="declared, not UTF-8"),
        pytest.param(
            '<?xml version="1.0" encoding="iso-8859-1"?>é'.encode("latin-1"),
            None,
            '<?xml version="1.0" encoding="iso-8859-1"?>é',
            id="declared by the feed",
        ),
        pytest.param("é".encode(), None, "é", id="nothing declared"),
        pytest.param(b"\xef\xbb\xbf<a>", None, "<a>", id="byte order mark"),
        pytest.param("é".encode(), "text/html; charset=no-such", "é", id="declared nonsense"),
        pytest.param(b"", None, "", id="nothing"),
    ],
)
def test_bytes_are_read_as_they_declare(content: bytes, content_type: str | None, text: str) -> None:
    assert decoded_text(content, content_type) == text
