"""Errors, grouped by what the caller should do about them.

Each message is a sentence for the person who meets it: what is wrong, where, and how to mend it. It never carries
personal data (no names, no post text), because it may end in a log. Do not add an error without saying who raises it
and what then happens.
"""

from __future__ import annotations

from datetime import datetime


class GoodnameError(Exception):
    """Any error this software raises on purpose; the command line prints it without a traceback."""


# --- Bad input: a person mends a file or a setting -------------------------------------------------------------------


class ConfigError(GoodnameError):
    """`school.toml` or the environment cannot be used. Raised at start, never during a run."""


class InputError(GoodnameError):
    """A file that somebody handed in cannot be read as what it should be: names file, line, and how to mend it."""


class NotSignedIn(InputError):  # noqa: N818 - the word a person sees
    """Whoever acts is not signed in, or no longer: a page says so and shows nothing."""


class SignInRefused(InputError):  # noqa: N818 - the word a person sees
    """A password, code, link or account elsewhere does not let anybody in; the sign-in page shows the sentence."""


class TooManyTries(SignInRefused):
    """Sign-in must wait until `until`, because it failed too often."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class KeyFileError(GoodnameError):
    """The key file is missing, readable by others, wrong, or lies beside the data it protects. Stops the start."""


class StoreError(GoodnameError):
    """The database is of another version, or what was asked of it is not there."""


# --- Sources: what a collector says, and what the run then does ------------------------------------------------------


class CollectorError(GoodnameError):
    """Base of what a collector may raise; a run records it against the source and goes on with the next source."""


class NotConfigured(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """A part lacks a key or a setting, found when it is built; shown as *not configured* with its message."""


class RateLimited(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """The source (or our own pacing) asks to wait. The run stores `until` as `next_allowed_at` and ends at once."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class SourceUnavailable(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """The source did not answer or broke down. The run tries again at the next interval, backing off."""


class SourceRefused(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """The source said no (token expired, access withdrawn) or its terms do. Stop and tell a person."""


class RefusedByTerms(SourceRefused):
    """The source's terms forbid this route and no written permission is recorded in `authority`."""


class UnexpectedFormat(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """An item or a page does not look as documented. The raw item is kept and counted; never read as empty."""


class PolicyBlocked(CollectorError):  # noqa: N818 - the word a person sees on the health page
    """Something this software never does was asked for (a private address, say). Never retried."""
