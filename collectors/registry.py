"""Which collector stands behind which source key; each is imported when it is first asked for.

The client libraries take seconds to import, and `goodname --help` must not wait for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from collectors.base import Clock, Collector, NotConfigured, Surroundings
from data.errors import InputError
from data.words import SOURCE_KEYS

if TYPE_CHECKING:
    from data.config import SourceSettings
    from data.secrets import Secrets

COLLECTORS = {
    "x": "collectors.x:XCollector",
    "instagram": "collectors.instagram:InstagramCollector",
    "instagram_public": "collectors.instagram_public:InstagramPublicCollector",
    "google_business": "collectors.google_business:GoogleBusinessCollector",
    "google_places": "collectors.google_places:GooglePlacesCollector",
    "mumsnet": "collectors.mumsnet:MumsnetCollector",
    "reddit": "collectors.reddit:RedditCollector",
    "feeds": "collectors.feeds:FeedsCollector",
    "brave": "collectors.brave:BraveCollector",
    "website": "collectors.website:WebsiteCollector",
    "manual": "collectors.manual:ManualCollector",
}

NOT_SCHEDULED = ("manual",)
"""Sources that people bring posts to; nothing is fetched from them."""


def known() -> tuple[str, ...]:
    """Return the keys of all sources that have a collector in this version."""
    return tuple(COLLECTORS)


def scheduled() -> tuple[str, ...]:
    """Return the keys of the sources that are asked by the clock."""
    return tuple(key for key in COLLECTORS if key not in NOT_SCHEDULED)


def collector_class(key: str) -> type[Collector]:
    """Return the collector of the source `key`.

    Raises `NotConfigured` for a source that has none in this version, and `InputError` for a word that is no source.
    """
    path = COLLECTORS.get(key)
    if path is None:
        if key in SOURCE_KEYS:
            raise NotConfigured(f"the source {key} is not in this version")
        raise InputError(f"there is no source of that name; choose one of: {', '.join(COLLECTORS)}")
    module, name = path.split(":")
    found: type[Collector] = getattr(import_module(module), name)
    return found


def source_settings() -> dict[str, type[SourceSettings]]:
    """Return the settings of every collector by key, for `data.config.config_model`."""
    return {key: collector_class(key).Settings for key in COLLECTORS}


def build(
    key: str,
    settings: Any,
    *,
    clock: Clock,
    secrets: Secrets,
    school_type: str,
    contact: str | None = None,
    paced: bool = True,
) -> Collector:
    """Return the collector of `key`, ready to fetch, with an HTTP client of its own.

    `settings` is an instance of the collector's `Settings`; one that carries `pace_s` or `respect_robots` is served by
    a client that keeps them. `paced` False is for our own replay server, which needs no consideration. Raises what
    the collector's `build` raises.
    """
    from collectors.http import HttpClient

    kind = collector_class(key)
    http = HttpClient(
        clock=clock,
        contact=contact,
        base_url=settings.base_url,
        pace_s=getattr(settings, "pace_s", 0.0) if paced else 0.0,
        respect_robots=getattr(settings, "respect_robots", False),
    )
    return kind.build(settings, Surroundings(http=http, clock=clock, secrets=secrets, school_type=school_type))
