"""The school's own web site: a sitemap (protocol 0.9), pages and a newsletter as PDF."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from typing import Any

from pipelines.demo_replay.world import Answer, Asked, World, newest_first, source_file


class WebsiteReplay:
    """Answers for the web site; a page that has not changed is answered with 304, as web servers do."""

    def __init__(self, world: World) -> None:
        """Write every page."""
        content = source_file("website")
        pages = newest_first(content["pages"])
        self._bodies: dict[str, tuple[str | bytes, str]] = {
            "/sitemap.xml": (_sitemap(content["site"], pages, world), "application/xml")
        }
        for page in pages:
            is_pdf = page["path"].endswith(".pdf")
            body = _pdf(page) if is_pdf else _page(page, world)
            self._bodies[page["path"]] = (body, "application/pdf" if is_pdf else "text/html; charset=utf-8")

    def answer(self, asked: Asked) -> Answer | None:
        """Return the page, or None when the site has none at this address."""
        found = self._bodies.get(asked.path)
        if found is None:
            return None
        body, kind = found
        mark = hashlib.sha256(body if isinstance(body, bytes) else body.encode()).hexdigest()[:16]
        headers = {"ETag": f'"{mark}"'}
        if asked.headers.get("if-none-match") == headers["ETag"]:
            return Answer("", 304, headers=headers)
        return Answer(body, kind=kind, headers=headers)


def _sitemap(site: str, pages: list[Mapping[str, Any]], world: World) -> str:
    rows = "".join(
        f"<url><loc>{site}{page['path']}</loc><lastmod>{world.stamp(page['minutes_ago'])}</lastmod></url>"
        for page in pages
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _page(page: Mapping[str, Any], world: World) -> str:
    title, text = html.escape(page["title"]), html.escape(page["text"])
    pictures = "".join(
        f'<img src="/pictures/{picture["file"]}" alt="{html.escape(picture["alt_text"])}">'
        for picture in page.get("pictures", ())
    )
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} | Larkmere Primary</title>"
        f'<meta property="article:published_time" content="{world.stamp(page["minutes_ago"])}"></head>'
        f"<body><nav>Home News</nav><main><h1>{title}</h1><p>{text}</p>{pictures}</main></body></html>"
    )


def _pdf(page: Mapping[str, Any]) -> bytes:
    """Return a PDF of one page with the words of `page`, in a font that every reader has."""
    lines = page["text"].strip().splitlines()
    shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    stream = f"BT /F1 12 Tf 72 760 Td 16 TL {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) >>" % _escaped(page["title"]).encode("latin-1"),
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
