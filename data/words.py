"""The closed sets of words, each with the label a person reads.

The stored key never changes once released; the label may. They are enums and not tables because code branches on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored key with a human label: `Severity.S1.label`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from (stored key, label)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member


class Platform(Word):
    """Where a post stands, as a reader would say it."""

    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    GOOGLE_REVIEWS = "google_reviews", "Google reviews"
    MUMSNET = "mumsnet", "Mumsnet"
    REDDIT = "reddit", "Reddit"
    WIKIPEDIA = "wikipedia", "Wikipedia"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    SNAPCHAT = "snapchat", "Snapchat"
    WHATSAPP = "whatsapp", "WhatsApp"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    TRUSTPILOT = "trustpilot", "Trustpilot"
    WEB = "web", "Web page"
    WEBSITE = "website", "School website"
    OTHER = "other", "Other"


class Direction(Word):
    """Who published it: somebody else about the school, or the school itself."""

    MENTION = "mention", "About us"
    OWN = "own", "Our own post"


class Provenance(Word):
    """How the post came here; a handed-in post is shown as not verified."""

    COLLECTED = "collected", "Collected from the source"
    HANDED_IN = "handed_in", "Handed in, not verified"


class Label(Word):
    """What a finding says of a post: the guide's text labels first, then rule findings, then own-post findings."""

    ABUSIVE = "abusive", "Abusive"
    DEFAMATORY = "defamatory", "Potentially defamatory"
    CHILD_IDENTIFYING = "child_identifying", "Identifies a child"
    SAFEGUARDING = "safeguarding", "Safeguarding concern"
    RELEVANT = "relevant", "About this school"
    SENTIMENT = "sentiment", "Sentiment"
    STAFF_ALLEGATION = "staff_allegation", "Allegation about a member of staff"
    REPORTING_RESTRICTION = "reporting_restriction", "Possible reporting restriction"
    IMPERSONATION = "impersonation", "Impersonation"
    CHILD_NAMED = "child_named", "Child named in our post"
    CONSENT_MISSING = "consent_missing", "Pupil without permission in the picture"
    CONSENT_UNDECLARED = "consent_undeclared", "Nobody has said who is in the picture"
    CLOSE_UP = "close_up", "Close-up of a face"
    LOCATION_EXPOSED = "location_exposed", "Location exposed"
    NAME_IN_METADATA = "name_in_metadata", "Name in the picture's metadata"
    HASHTAG = "hashtag", "Hashtag out of line"
    SECURITY_DISCLOSURE = "security_disclosure", "Security detail disclosed"
    PERSONAL_DETAIL = "personal_detail", "Personal detail disclosed"
    REPOST_OF_WITHHELD = "repost_of_withheld", "Withheld picture published again"
    STAFF_CONDUCT = "staff_conduct", "Conduct of a member of staff, reported by a person"


TEXT_LABELS = (Label.ABUSIVE, Label.DEFAMATORY, Label.CHILD_IDENTIFYING, Label.SAFEGUARDING)
"""The labels of which every examined post has a score."""


class Level(Word):
    """How sure a detector is that a person should look: `alert` is surer than `review`."""

    REVIEW = "review", "Review"
    ALERT = "alert", "Alert"


class Where(Word):
    """The string of the post that a finding's spans count in."""

    TEXT = "text", "Text"
    TITLE = "title", "Title"
    HASHTAG = "hashtag", "Hashtag"
    ALT_TEXT = "alt_text", "Alt text"
    FILE = "file", "File name"
    REPOST = "repost", "Reposted text"
    METADATA = "metadata", "Picture metadata"
    PICTURE = "picture", "Picture"


class Sentiment(Word):
    """How the post speaks of the school."""

    POSITIVE = "positive", "Positive"
    NEUTRAL = "neutral", "Neutral"
    NEGATIVE = "negative", "Negative"


class Severity(Word):
    """How soon a person must look; DESIGN.md section 2 has the clocks."""

    S1 = "S1", "S1 Now, at any hour"
    S2 = "S2", "S2 Same day"
    S3 = "S3", "S3 Next working day"
    S4 = "S4", "S4 Weekly digest"


class CaseStatus(Word):
    """Where a case stands in people's hands."""

    OPEN = "open", "Open"
    IN_HAND = "in_hand", "In hand"
    WAITING = "waiting", "Waiting for somebody else"
    CLOSED = "closed", "Closed"


class CloseReason(Word):
    """Why a case was closed or put aside; a change of status always carries a reason."""

    REPLIED = "replied", "Replied"
    REMOVED = "removed", "Removed"
    PASSED_ON = "passed_on", "Passed on to the right person"
    FAIR_CRITICISM = "fair_criticism", "Fair criticism, opinion or true"
    NOT_ABOUT_US = "not_about_us", "Not about this school"
    FALSE_ALARM = "false_alarm", "False alarm"
    NO_ACTION = "no_action", "No action needed"
    MERGED = "merged", "Merged into another case"


class PermissionStatus(Word):
    """What was decided about using a picture of somebody for one purpose; only `given` allows it."""

    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    PENDING = "pending", "No answer yet"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


class BreachOutcome(Word):
    """How a breach of the school's own rules in an own post ended."""

    REMOVED = "removed", "Taken down"
    EDITED = "edited", "Edited, so that it keeps to the rules"
    PERMITTED = "permitted", "There was permission, and the register was put right"
    NO_BREACH = "no_breach", "It was no breach"


class BreachDecision(Word):
    """What the data protection officer decided about a breach that exposed a child."""

    TELL_REGULATOR = "tell_regulator", "The regulator is told"
    RECORD_ONLY = "record_only", "Recorded, the regulator is not told"


class OutboxStatus(Word):
    """Where an alert stands on its way out; "skipped" is shown as skipped.

    `sent`: the server took it; `delivered`: the channel itself says that it stands where people read it.
    """

    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    GATHERED = "gathered", "Told together with others"
    FAILED = "failed", "Failed, will not be tried again"
    SKIPPED = "skipped", "Skipped"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"


class Role(Word):
    """What a person may see and do; domain.md 1.4."""

    COMMS_LEAD = "comms_lead", "Comms lead"
    PLATFORM_OWNER = "platform_owner", "Platform owner"
    DIRECTOR = "director", "Director"
    DSL = "dsl", "Designated safeguarding lead"
    DEPUTY_DSL = "deputy_dsl", "Deputy safeguarding lead"
    HEADTEACHER = "headteacher", "Headteacher"
    CHAIR = "chair", "Chair of governors"
    LINK_GOVERNOR = "link_governor", "Link governor"
    GOVERNOR = "governor", "Governor"
    DPO = "dpo", "Data protection officer"
    ACCOUNT_OWNER = "account_owner", "Account owner"
    STAFF = "staff", "Member of staff"
    ICT = "ict", "ICT technician"


class RunStatus(Word):
    """How one attempt at a source ended; only `ok` may be read as "this is all there was"."""

    OK = "ok", "Ready"
    NOT_CONFIGURED = "not_configured", "Not configured"
    RATE_LIMITED = "rate_limited", "Waiting for the source's limit"
    UNAVAILABLE = "unavailable", "Source not answering"
    REFUSED = "refused", "Refused by the source"
    REFUSED_BY_TERMS = "refused_by_terms", "Refused by terms"
    UNEXPECTED_FORMAT = "unexpected_format", "Answer not understood"
    POLICY_BLOCKED = "policy_blocked", "Blocked by our own rules"
    FAILED = "failed", "Failed"


SOURCE_NAMES: Mapping[str, str] = {
    "x": "X",
    "instagram": "Instagram",
    "instagram_public": "Instagram, public page",
    "google_business": "Google reviews, as owner",
    "google_places": "Google Places",
    "mumsnet": "Mumsnet",
    "reddit": "Reddit",
    "wikipedia": "Wikipedia",
    "facebook": "Facebook",
    "youtube": "YouTube",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "feeds": "News feeds and alerts",
    "brave": "Brave search",
    "tiktok": "TikTok",
    "trustpilot": "Trustpilot",
    "website": "School website",
    "parent_view": "Parent View",
    "manual": "Handed in",
}
"""Each source by its key, as people call it."""

SOURCE_KEYS = tuple(SOURCE_NAMES)
"""Every source key that `[sources.KEY]` may use; one without a collector is said to be *not in this version*."""
