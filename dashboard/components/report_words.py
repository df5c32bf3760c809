"""What each report holds, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from data.removal_words import ReportKind

WHAT: Mapping[ReportKind, str] = {
    ReportKind.GOVERNORS: "Counts for governors, small ones withheld; nobody can be recognised from it.",
    ReportKind.TAKEDOWNS: "Every removal request: address, ground, filer, reference, dates, outcome.",
    ReportKind.DISCLOSURES: "To whom anything of a case was given, why, and whether those concerned were asked.",
    ReportKind.ACCESS: "Who looked at, changed or exported what.",
    ReportKind.BREACHES: "Own posts that did not keep to the school's rules, and what became of them.",
    ReportKind.INCIDENTS: "Every case: what about, how grave, when, how it ended.",
    ReportKind.ESCALATIONS: "Each step up the ladder: POSH, LADO, police and others, and what came of it.",
    ReportKind.OVER_FLAGS: "What was flagged and was nothing, by kind: whether fair criticism is treated as a problem.",
    ReportKind.COVERAGE: "Which sources were read when, and which were not.",
    ReportKind.AUDITS: "The daily audits of our own posts and who signed them.",
    ReportKind.DEVICES: "When each device was checked for old pictures of children.",
    ReportKind.ACCOUNTS: "Our own accounts, their owners and what they are for.",
    ReportKind.CONSENTS: "The photo permissions as they stand.",
    ReportKind.DELETIONS: "What was let go, when and why.",
}
