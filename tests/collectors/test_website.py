"""The school's own web site, read over real HTTP: by sitemap, conditionally, and never another host."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from clocks import FakeClock
from loopback import Answer, Asked, Loopback, serve
from pypdf import PdfWriter

from collectors.base import NotConfigured, Query, SourceRefused, SourceUnavailable, UnexpectedFormat
from collectors.registry import build
from collectors.website import WebsiteCollector, WebsiteSettings
from collectors.website_pages import page_parts, pdf_text, read_sitemap
from data.records import Account, RawItem, RawPage
from data.secrets import Secrets
from data.words import Direction, Platform

SITE = "https://larkmereprimary.example"
OWN = Query(names=("Larkmere",), accounts=(Account(Platform.WEBSITE, "www.larkmereprimary.example"),))
PAGE = "<html><head><title>{0}</title></head><body><nav>Menu</nav><main><h1>{0}</h1><p>{1}</p></main></body></html>"


def sitemap(*pages: tuple[str, str | None]) -> str:
    entries = "".join(
        f"<url><loc>{address}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>" for address, date in pages
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def collector(server: Loopback, clock: FakeClock, **settings: Any) -> WebsiteCollector:
    made = build(
        "website",
        WebsiteSettings(enabled=True, base_url=server.base_url, site=SITE, **settings),
        clock=clock,
        secrets=Secrets({}),
        school_type="maintained",
    )
    assert isinstance(made, WebsiteCollector)
    return made


def gathered(made: WebsiteCollector, cursor: Any = None) -> tuple[list[Any], Any]:
    posts, last = [], cursor or {}
    for page in made.fetch(OWN, last):
        posts += [WebsiteCollector.parse(item) for item in WebsiteCollector.split(page)]
        last = page.cursor
    return posts, last


def pages_before_the_error(made: WebsiteCollector) -> list[RawPage]:
    pages = []
    try:
        for page in made.fetch(OWN, {}):
            pages.append(page)  # noqa: PERF402 - what came before the error counts
    except UnexpectedFormat:
        return pages
    raise AssertionError("the broken PDF was not told")


def answers(table: dict[str, Answer]) -> Callable[[Asked], Answer]:
    def respond(asked: Asked) -> Answer:
        found = table.get(asked.path, Answer("", 404))
        tag = found.headers.get("ETag")
        return Answer("", 304) if tag and asked.headers.get("if-none-match") == tag else found

    return respond


def test_pages_and_newsletters_are_own_posts(clock: FakeClock) -> None:
    table = {
        "/sitemap.xml": Answer(sitemap((f"{SITE}/", None), (f"{SITE}/letters/n14.pdf", "2026-11-01"))),
        "/": Answer(PAGE.format("Welcome", "Harvest was lovely. #Harvest")),
        "/letters/n14.pdf": Answer(pdf("Dates for your diary", "Newsletter 14")),
    }
    with serve(answers(table)) as server:
        posts, _ = gathered(collector(server, clock))
    welcome, letter = posts
    assert (welcome.direction, welcome.platform, welcome.account) == (
        Direction.OWN,
        Platform.WEBSITE,
        "www.larkmereprimary.example",
    )
    assert (welcome.title, welcome.hashtags) == ("Welcome", ("Harvest",))
    assert "Menu" not in welcome.text
    assert (letter.title, letter.published_at) == ("Newsletter 14 (n14.pdf)", datetime(2026, 11, 1, tzinfo=UTC))
    assert "Dates for your diary" in letter.text


def test_what_has_not_changed_is_not_read_again(clock: FakeClock) -> None:
    table = {
        "/sitemap.xml": Answer(sitemap((f"{SITE}/a", "2026-11-01"), (f"{SITE}/b", None))),
        "/a": Answer(PAGE.format("A", "One"), headers={"Last-Modified": "Sun, 01 Nov 2026 09:00:00 GMT"}),
        "/b": Answer(PAGE.format("B", "Two"), headers={"ETag": '"v1"'}),
    }
    with serve(answers(table)) as server:
        first, cursor = gathered(collector(server, clock))
        again, cursor = gathered(collector(server, clock), cursor)
        assert ([post.title for post in first], again) == (["A", "B"], [])
        asked = [request.path for request in server.asked if request.path in "/a/b"]
        assert asked == ["/a", "/b", "/b"], "a page with the same date in the sitemap is not asked for at all"
        table["/b"] = Answer(PAGE.format("B", "Three"), headers={"ETag": '"v2"'})
        table["/sitemap.xml"] = Answer(sitemap((f"{SITE}/a", "2026-11-05"), (f"{SITE}/b", None)))
        changed, _ = gathered(collector(server, clock), cursor)
    assert [post.text for post in changed] == ["A\n\nOne", "B\n\nThree"]


def test_a_large_site_takes_several_runs_and_repeats_nothing(clock: FakeClock) -> None:
    table = {f"/{n}": Answer(PAGE.format(str(n), "Words")) for n in range(5)}
    table["/sitemap.xml"] = Answer(sitemap(*((f"{SITE}/{n}", "2026-11-01") for n in range(5))))
    with serve(answers(table)) as server:
        seen, cursor = [], None
        for _ in range(3):
            posts, cursor = gathered(collector(server, clock, pages_a_run=2), cursor)
            seen.append([post.title for post in posts])
    assert seen == [["0", "1"], ["2", "3"], ["4"]]


def test_only_the_registered_host_is_asked(clock: FakeClock) -> None:
    elsewhere = "https://another-school.example/secret"
    table = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/"),
        "/sitemap.xml": Answer(sitemap((elsewhere, None), (f"{SITE}/private/x", None), (f"{SITE}/a", None))),
        "/a": Answer(PAGE.format("A", "One")),
        "/secret": Answer(PAGE.format("Not ours", "x")),
    }
    with serve(answers(table)) as server:
        posts, _ = gathered(collector(server, clock))
        assert {request.path for request in server.asked} == {"/robots.txt", "/sitemap.xml", "/a"}
    assert [post.title for post in posts] == ["A"]


def test_a_site_that_is_not_registered_is_not_asked_at_all(clock: FakeClock) -> None:
    with serve({}) as server:
        with pytest.raises(NotConfigured, match="not registered"):
            list(collector(server, clock).fetch(Query(names=("Larkmere",)), {}))
        assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "error", "match"),
    [
        pytest.param(Answer("", 404), SourceRefused, "nothing at this address", id="no sitemap"),
        pytest.param(Answer("", 500), SourceUnavailable, "out of order", id="a broken server"),
        pytest.param(Answer("<html>Log in</html>"), UnexpectedFormat, "neither a list", id="a page instead"),
        pytest.param(Answer("nothing"), UnexpectedFormat, "not XML", id="no XML"),
        pytest.param(Answer('<!DOCTYPE a [<!ENTITY b "c">]><urlset>&b;</urlset>'), UnexpectedFormat, "not XML", id="entities"),
    ],
)  # fmt: skip
def test_without_a_sitemap_nothing_is_said_to_be_new(
    answer: Answer, error: type[Exception], match: str, clock: FakeClock
) -> None:
    with serve({"/sitemap.xml": answer, "/robots.txt": Answer("")}) as server, pytest.raises(error, match=match):
        gathered(collector(server, clock))


def test_a_broken_page_is_told_and_the_others_are_read(clock: FakeClock) -> None:
    table = {
        "/sitemap.xml": Answer(sitemap((f"{SITE}/a", "2026-11-01"), (f"{SITE}/b.pdf", None), (f"{SITE}/c", None))),
        "/a": Answer("", 500),
        "/b.pdf": Answer(b"%PDF-1.4 broken"),
        "/c": Answer(PAGE.format("C", "Three")),
    }
    with serve(answers(table)) as server:
        with pytest.raises(SourceUnavailable, match="2 pages of the web site could not be read"):
            list(collector(server, clock).fetch(OWN, {}))
        table["/a"] = Answer(PAGE.format("A", "One"))
        pages = pages_before_the_error(collector(server, clock))
    titles = [WebsiteCollector.parse(i).title for page in pages for i in WebsiteCollector.split(page)]
    assert titles == ["A", "C"]


def test_a_page_shows_what_a_visitor_sees() -> None:
    item = RawItem(
        "website",
        {
            "url": f"{SITE}/news/harvest/",
            "html": '<html><body><header><img src="/logo.png"></header><main><h1>Harvest</h1><p>Thank you.</p>'
            '<img src="/i/crates.jpg" alt="Crates"><img data-src="https://cdn.example.net/a/otis_fenn.jpg?w=8" src="x.gif">'
            '<img src="tick.png" width="16"><img src="data:image/png;base64,AA"><img src="school-logo.png">'
            '<a href="/i/large.JPG">see</a></main><footer>Larkmere</footer></body></html>',
        },
        {"own": [["website", "larkmereprimary.example"]]},
    )
    post = WebsiteCollector.parse(item)
    assert (post.id, post.text) == (f"{SITE}/news/harvest", "Harvest\n\nThank you.\nsee")
    assert [(p.file, p.alt_text, p.pupil_ids) for p in post.images] == [
        ("crates.jpg", "Crates", None),
        ("otis_fenn.jpg", None, None),
        ("large.JPG", None, None),
    ]


def test_a_packed_sitemap_and_one_of_sitemaps() -> None:
    packed = gzip.compress(sitemap((f"{SITE}/a", None)).encode())
    assert read_sitemap(packed).pages == ((f"{SITE}/a", None),)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{SITE}/s1.xml</loc></sitemap></sitemapindex>'
    assert read_sitemap(index.encode()).sitemaps == (f"{SITE}/s1.xml",)
    with pytest.raises(UnexpectedFormat, match="larger"):
        read_sitemap(gzip.compress(b"<urlset>" + b" " * 30_000_000 + b"</urlset>"))
    with pytest.raises(UnexpectedFormat, match="unpacked"):
        read_sitemap(b"\x1f\x8bnot packed")


def test_a_pdf_without_words_is_not_read_as_empty() -> None:
    with pytest.raises(UnexpectedFormat, match="holds no text"):
        pdf_text(pdf(""))
    with pytest.raises(UnexpectedFormat, match="cannot be read"):
        pdf_text(b"%PDF-1.7\nnothing more")


def test_a_page_without_a_main_part_is_read_whole_but_for_its_frame() -> None:
    parts = page_parts("<html><body><nav>Menu</nav><p>Words</p><script>x()</script></body></html>")
    assert (parts["text"], parts["title"]) == ("Words", None)


def pdf(words: str, title: str | None = None) -> bytes:
    """Return a PDF of one page with `words` on it."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    if words:
        font = DictionaryObject(
            {
                NameObject(k): NameObject(v)
                for k, v in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica"))
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()
