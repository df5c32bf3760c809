"""Read the school's own web pages, newsletters and sitemap: pure, from the bytes as received.

A page's words are those of its main part; what every page repeats (menu, header, footer) is left out. Pictures are what
a visitor sees: logos, icons and drawings in code are left out. Formats: HTML; PDF with text (pypdf 7.1); the sitemap
protocol 0.9 (https://www.sitemaps.org/protocol.html).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import ParseError, fromstring
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from collectors.addresses import file_name_of
from collectors.base import UnexpectedFormat
from collectors.links import plain_text
from data.post_jsonl import storable

MOST_PDF_PAGES: Final = 60
MOST_CHARACTERS: Final = 200_000
MOST_ADDRESSES: Final = 20_000
MOST_PICTURES: Final = 60
LARGEST_SITEMAP: Final = 20_000_000
_ICON_PX: Final = 80
_NOT_CONTENT: Final = (
    "script",
    "style",
    "template",
    "noscript",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "svg",
    "iframe",
)
_PICTURE_ENDS: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif")
_LOGO: Final = re.compile(r"logo|icon|crest|badge|sprite|favicon|banner-?bg|arrow|spacer", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names: pages, each with when it last changed (as written), and further sitemaps."""

    pages: tuple[tuple[str, str | None], ...]
    sitemaps: tuple[str, ...]


def read_sitemap(content: bytes) -> Sitemap:
    """Return what the sitemap in `content` (XML, gzipped or not) names; raise `UnexpectedFormat` for anything else."""
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content)
    try:
        root = fromstring(content)
    except (ParseError, ValueError) as error:
        raise UnexpectedFormat("the sitemap is not XML") from error
    kind = _local(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise UnexpectedFormat("the sitemap is neither a list of pages nor a list of sitemaps")
    found = [(_child(entry, "loc"), _child(entry, "lastmod")) for entry in root]
    named = [(address.strip(), changed) for address, changed in found if address and address.strip()][:MOST_ADDRESSES]
    if kind == "sitemapindex":
        return Sitemap((), tuple(address for address, _ in named))
    return Sitemap(tuple(named), ())


def pdf_text(content: bytes) -> tuple[str | None, str]:
    """Return the title and the words of a PDF; raise `UnexpectedFormat` when it cannot be read or holds no words."""
    try:
        reader = PdfReader(io.BytesIO(content))
        title = storable(str(reader.metadata.title)) if reader.metadata and reader.metadata.title else None
        parts, size = [], 0
        for page in reader.pages[:MOST_PDF_PAGES]:
            text = page.extract_text()
            parts.append(text)
            size += len(text)
            if size > MOST_CHARACTERS:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        # pypdf meets a broken file with whatever its bytes lead to.
        raise UnexpectedFormat(f"a PDF of the web site cannot be read ({type(error).__name__})") from error
    words = storable("\n".join(parts))[:MOST_CHARACTERS].strip()
    if not words:
        raise UnexpectedFormat("a PDF of the web site holds no text (a scan?); it was not read")
    return title, words


def page_parts(html: str) -> dict[str, Any]:
    """Return a page's title, words, pictures (file and alternative text) and date, as JSON-able values.

    Raises `UnexpectedFormat` for what is no web page, such as an address alone.
    """
    if "<" not in html:
        raise UnexpectedFormat("not a post payload: no web page")
    soup = BeautifulSoup(storable(html), "lxml")
    title = _title(soup)
    published = _meta(soup, "article:published_time") or _meta(soup, "article:modified_time")
    main = _main(soup)
    pictures = list(_pictures(main))[:MOST_PICTURES]
    return {"title": title, "text": plain_text(str(main))[:MOST_CHARACTERS], "pictures": pictures, "date": published}


def picture_addresses(html: str, page: str) -> dict[str, str]:
    """Return where each picture of the page at `page` lies, by file name; only those on the page's own host."""
    host = urlsplit(page).hostname
    main = _main(BeautifulSoup(storable(html), "lxml"))
    found: dict[str, str] = {}
    for tag in main(["img", "a"]):
        address = _source(tag) if tag.name == "img" else str(tag.get("href") or "")
        name = file_name_of(address)
        try:
            whole = urljoin(page, address)
            is_own = urlsplit(whole).hostname == host and urlsplit(whole).scheme in ("http", "https")
        except ValueError:
            continue
        if name and is_own and (tag.name == "img" or name.casefold().endswith(_PICTURE_ENDS)):
            found.setdefault(name, whole)
    return found


def _main(soup: BeautifulSoup) -> Tag:
    main = (
        soup.find("main") or soup.find("article") or soup.find(id=re.compile("^(?:content|main)")) or soup.body or soup
    )
    assert isinstance(main, Tag)
    for unseen in main(_NOT_CONTENT):
        unseen.decompose()
    return main


def _source(image: Tag) -> str:
    return next((str(image[name]) for name in ("data-src", "src") if image.get(name)), "")


def _pictures(main: Tag) -> Iterator[dict[str, str | None]]:
    seen: set[str] = set()
    for image in main("img"):
        address = _source(image)
        name = file_name_of(address)
        alt = str(image.get("alt") or "").strip() or None
        if address.startswith("data:") or not name or name in seen or _is_small(image) or _LOGO.search(name):
            continue
        if name.casefold().endswith(".svg"):
            continue
        seen.add(name)
        yield {"file": name, "alt_text": alt}
    for link in main("a"):
        name = file_name_of(str(link.get("href") or ""))
        if name and name not in seen and name.casefold().endswith(_PICTURE_ENDS):
            seen.add(name)
            yield {"file": name, "alt_text": str(link.get("title") or "").strip() or None}


def _is_small(image: Tag) -> bool:
    sizes = [str(image.get(side) or "") for side in ("width", "height")]
    return any(size.isdecimal() and int(size) <= _ICON_PX for size in sizes)


def _title(soup: BeautifulSoup) -> str | None:
    for found in (soup.find("h1"), soup.title):
        if isinstance(found, Tag) and (words := found.get_text(" ", strip=True)):
            return words
    return None


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    found = soup.find("meta", attrs={"property": name})
    return str(found["content"]) if isinstance(found, Tag) and found.get("content") else None


def _child(entry: Any, name: str) -> str | None:
    for child in entry:
        if _local(child.tag) == name:
            return child.text if isinstance(child.text, str) else None
    return None


def _local(tag: object) -> str:
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _unzipped(content: bytes) -> bytes:
    try:
        unzip = zlib.decompressobj(wbits=31)
        plain = unzip.decompress(content, LARGEST_SITEMAP)
    except zlib.error as error:
        raise UnexpectedFormat("the sitemap is packed and cannot be unpacked") from error
    if unzip.unconsumed_tail:
        raise UnexpectedFormat("the sitemap is larger than is read")
    return plain
