"""The closed sets of words about removal and escalation, each with the label a person reads."""

from __future__ import annotations

from data.words import Word


class Ground(Word):
    """Why a post might be removed; `none` closes with a reply, the complaints route or no action."""

    IMPERSONATION = "impersonation", "Impersonation"
    CHILD_PRIVATE = "child_private", "A child's private information or image"
    HARASSMENT = "harassment", "Harassment or bullying"
    THREAT = "threat", "Threat"
    HATE = "hate", "Hate"
    DEFAMATION_PERSON = "defamation_person", "Potential defamation of a person"
    DEFAMATION_COMPANY = "defamation_company", "Potential defamation of a company"
    REPORTING_RESTRICTION = "reporting_restriction", "Possible reporting restriction (s.141F)"
    TRADEMARK_COPYRIGHT = "trademark_copyright", "The school's logo, or its own photographs"
    FAKE_REVIEW = "fake_review", "Fake or off-topic review"
    UNDER_13 = "under_13", "Account of a child under 13"
    ILLEGAL = "illegal", "Possibly illegal content"
    NONE = "none", "None: fair criticism, opinion or true"


class Subject(Word):
    """Whom the post harms."""

    CHILD = "child", "A child"
    STAFF = "staff", "A member of staff"
    SCHOOL = "school", "The school itself"
    OTHER = "other", "Another adult"


class Filer(Word):
    """Who may file a request: platforms ask for the person concerned, and the school is often not that person."""

    PERSON = "person", "The person concerned"
    PARENT = "parent", "A parent or legal guardian"
    SCHOOL = "school", "The school"
    IMPERSONATED_PERSON = "impersonated_person", "The person impersonated"


class UrlState(Word):
    """Where a post of a case stands; a log-in wall or an error is `unknown`, never `removed`."""

    LIVE = "live", "Live"
    REPORTED = "reported", "Reported"
    EDITED = "edited", "Edited"
    REMOVED = "removed", "Removed"
    REINSTATED = "reinstated", "Back again"
    UNKNOWN = "unknown", "Unknown"


class RequestOutcome(Word):
    """What became of a removal request."""

    DRAFTED = "drafted", "Drafted, not sent"
    SENT = "sent", "Sent, waiting for an answer"
    REMOVED = "removed", "Removed"
    PARTLY = "partly", "Partly removed or edited"
    REFUSED = "refused", "Refused"
    NO_ANSWER = "no_answer", "No answer"
    WITHDRAWN = "withdrawn", "Withdrawn by us"


class Consent(Word):
    """Whether the people concerned were asked before something was disclosed."""

    GIVEN = "given", "Asked for and given"
    REFUSED = "refused", "Asked for and refused"
    NOT_SOUGHT = "not_sought", "Not asked for"


class SentHow(Word):
    """How a document left the school. Personal data never goes by ordinary e-mail without a reason."""

    EGRESS = "egress", "Egress"
    SECURE_MAIL = "secure_mail", "Other secure mail"
    LOCKED_PDF = "locked_pdf", "Locked PDF, its passphrase by telephone"
    SECURE_FORM = "secure_form", "Their own secure form"
    TELEPHONE = "telephone", "Read out on the telephone"
    BY_HAND = "by_hand", "By hand or by post"
    ORDINARY_MAIL = "ordinary_mail", "Ordinary e-mail, agreed with the DPO and the DSL beforehand"

    @property
    def is_secure(self) -> bool:
        """Whether it needs no reason."""
        return self is not SentHow.ORDINARY_MAIL


class RouteKind(Word):
    """What kind of step a route of the playbook is."""

    OWN = "own", "Hide or delete it yourself"
    AUTHOR = "author", "Ask the author"
    PLATFORM = "platform", "Report it to the platform"
    HELPLINE = "helpline", "Ask a helpline"
    STATUTORY = "statutory", "Tell the authority"
    FORMAL = "formal", "Formal step"
    REPLY = "reply", "Reply or signpost"


class PackRoute(Word):
    """What `goodname pack --route` writes."""

    POSH = "posh", "POSH pack"
    PLATFORM = "platform", "Platform report"
    S5 = "s5", "Section 5 notice to a website operator"
    LADO = "lado", "Cover note for the LADO"
    POLICE = "police", "Cover note for the police"
    MASH = "mash", "Note for children's social care (MASH)"
    RHC = "rhc", "Report Harmful Content pack"
    IWF = "iwf", "URL for the Internet Watch Foundation"
    CEOP = "ceop", "Note for CEOP"
    OFCOM = "ofcom", "Complaint to Ofcom about a platform's process"
    ICO = "ico", "Complaint to the ICO"
    DPO = "dpo", "Breach note for the data protection officer"
    CPOMS = "cpoms", "Block to paste into CPOMS"
    PARENT = "parent", "Letter to a parent: a meeting and a request"
    PARENT_CHILD = "parent_child", "Letter to a parent: a child can be identified"
    PARENT_SHOWN = "parent_shown", "Letter to the parent of a child we showed"
    STAFF = "staff", "Note to a member of staff who is named"
    OWNER = "owner", "Note to the owner of one of our accounts"
    ERASURE = "erasure", "Erasure request to the holder of an account"
    WIKIPEDIA = "wikipedia", "Oversight e-mail to Wikipedia"
    REPLY = "reply", "Public reply that confirms nothing"
    EVIDENCE = "evidence", "Evidence record"


class ReportKind(Word):
    """What `goodname report` writes."""

    GOVERNORS = "governors", "Governors' report"
    TAKEDOWNS = "takedowns", "Takedown register"
    DISCLOSURES = "disclosures", "Disclosure log"
    ACCESS = "access", "Access log"
    BREACHES = "breaches", "Breach log"
    INCIDENTS = "incidents", "Incident log"
    ESCALATIONS = "escalations", "POSH and escalation log"
    OVER_FLAGS = "over_flags", "Over-flagging"
    COVERAGE = "coverage", "Coverage and outages"
    AUDITS = "audits", "Audits of own posts, signed off"
    DEVICES = "devices", "Device checks"
    ACCOUNTS = "accounts", "Own accounts"
    CONSENTS = "consents", "Permissions register"
    DELETIONS = "deletions", "Retention log"


class Found(Word):
    """What looking at a post's address again found. A log-in wall, an error or an empty page is `unknown`."""

    LIVE = "live", "Still there"
    EDITED = "edited", "Edited"
    GONE_BY_AUTHOR = "gone_by_author", "Gone; taken down by its author, as far as the platform says"
    REMOVED_BY_MODERATORS = "removed_by_moderators", "Removed by the platform or its moderators"
    ACCOUNT_GONE = "account_gone", "Gone with its account"
    UNKNOWN = "unknown", "Could not be told"


class HoldGround(Word):
    """On what legal ground the words of a post stay although its platform removed it."""

    SAFEGUARDING = "safeguarding", "Safeguarding of a child (Data Protection Act 2018, Schedule 1, paragraph 18)"
    STAFF_ALLEGATION = "staff_allegation", "An allegation about an adult who works with children, to be referred"
    THREAT = "threat", "A threat, kept as evidence for the police"
    LEGAL_CLAIM = "legal_claim", "A legal claim, made or to be defended"
