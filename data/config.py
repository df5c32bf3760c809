"""Every setting of `school.toml`, once: its name, its type, its default and its help.

These models are the settings table: `goodname init` writes them, `docs/settings.md` is made from them, and
`data.config_file` checks a file against them. A collector adds its own rows in its `Settings`, a subclass of
`SourceSettings`. Secrets are never settings: see `data.secrets`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, create_model

from data.dashboard_settings import DashboardSettings, SignInSettings
from data.detector_settings import DetectorSettings
from data.records import Account
from data.retention_settings import RetentionSettings
from data.section import Filled, Section
from data.words import SOURCE_KEYS, Platform

_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


def _hours(text: str) -> str:
    if not _HOURS.fullmatch(text) or text[:5] >= text[6:]:
        raise ValueError('write hours as "08:00-17:00", the earlier time first')
    return text


Hours = Annotated[str, AfterValidator(_hours)]


class SchoolSettings(Section):
    """Who the school is."""

    name: Filled = Field(description="The school's full name, as people write it.")
    aliases: tuple[Filled, ...] = Field((), description="Other names people use for the school.")
    town: str | None = Field(None, description="The town or village; tells the school from its namesakes.")
    type: Literal["maintained", "academy", "independent", "nursery"] = Field(
        "maintained", description="The kind of school; decides which terms and laws apply."
    )
    nation: Literal["ENG", "WLS", "SCT", "NIR"] = Field("ENG", description="The nation: its bank holidays, its routes.")
    classes: tuple[str, ...] = Field((), description='The names of the classes, such as "Year 4" or "Kestrels".')
    not_us: tuple[str, ...] = Field(
        (), description="Namesakes that are not this school (a football club, a pub, a street)."
    )
    contact: str | None = Field(
        None, description="An e-mail or web address that web sites may write to; stands in our User-Agent."
    )


class PolicySettings(Section):
    """The school's rules as data: a profile, and any switch of it overridden. A switch left out is the profile's.

    The profiles, with the wording of each rule, are in `data/reference/policies`; `data.policy` joins both.
    """

    profile: Literal["strict_no_names", "first_name_only"] = Field(
        "strict_no_names", description="Whether the school's own posts may carry a child's first name."
    )
    child_names: Literal["none", "first_name"] | None = Field(
        None, description="Which names of children captions, titles and reposted words may carry."
    )
    names_in_files_and_tags: Literal["none", "first_name"] | None = Field(
        None, description="Which names of children file names, hashtags and alternative texts may carry."
    )
    names_in_reposts: Literal["as_own", "ignore"] | None = Field(
        None, description="Whether what a post repeats follows the rules for our own words."
    )
    first_name_with_class_and_face: Literal["hold", "allow"] | None = Field(
        None, description="What becomes of a first name beside a face on a class account."
    )
    undeclared_pictures: Literal["hold"] | None = Field(
        None, description="What becomes of a picture that nobody declared; it can only be held."
    )
    close_ups: Literal["hold", "portraits", "advise", "allow"] | None = Field(
        None,
        description="What becomes of faces that look at the camera from close by: all held, portraits held and others "
        "advised against, advice alone, or nothing said.",
    )
    hashtags: Literal["hold", "allow"] | None = Field(None, description="What becomes of a hashtag out of line.")
    hashtags_allowed: tuple[str, ...] | None = Field(
        None, description="The school's own hashtags; empty: any that belongs to the post."
    )
    trips_in_advance: Literal["hold", "allow"] | None = Field(
        None, description="What becomes of the place or time of a trip before it happened."
    )
    security_details: Literal["breach", "hold"] | None = Field(
        None, description="What becomes of codes, rotas and other details that weaken the site's safety."
    )
    staff_details: Literal["breach", "hold"] | None = Field(
        None, description="What becomes of personal details of staff."
    )
    child_details: Literal["breach", "hold"] | None = Field(
        None, description="What becomes of a child's health, needs, behaviour or home."
    )
    undignified_settings: Literal["breach", "hold"] | None = Field(
        None, description="What becomes of a post about toilets, nappies or changing."
    )
    distressed_children: Literal["hold", "allow"] | None = Field(
        None, description="What becomes of a post that shows a child in distress."
    )
    after_leaving: Literal["covered", "ends"] | None = Field(
        None, description="Whether permission covers pictures after a child has left."
    )
    annual_refresh_month: int | None = Field(
        None, ge=0, le=12, description="The month in which permissions are confirmed each year; 0: never."
    )
    refresh_overdue: Literal["remind", "no"] | None = Field(
        None, description="Whether a permission not confirmed this year is reminded of, or counts as no."
    )
    device_image_months: int | None = Field(
        None, ge=1, le=120, description="Months after which pictures must be off the school's devices."
    )
    two_person_sign_off: bool | None = Field(
        None, description="Whether a picture that nobody declared needs two people to let it through."
    )
    platform_owners: dict[str, str] | None = Field(
        None, description="The user name of each platform's owner (platform = user name)."
    )
    channels: dict[str, str] | None = Field(
        None, description="The permission a picture needs on an account that is not registered (platform = purpose)."
    )
    purposes: dict[str, str] | None = Field(
        None, description="What permission is asked for (purpose = how the form says it)."
    )


class AccountSettings(Section):
    """One of the school's own accounts."""

    platform: Platform = Field(description="The platform the account is on.")
    handle: Filled = Field(description="The handle, with or without @ (for a web site, its address).")
    area: str | None = Field(None, description="The class or area the account speaks for.")
    owner: str | None = Field(None, description="Who looks after the account.")
    purpose: str = Field("social_media", description="Which photo permission a picture on this account needs.")
    status: Literal["active", "dormant", "closed"] = Field("active", description="Whether the account is in use.")

    def account(self) -> Account:
        """Return the record that detectors and collectors see."""
        return Account(self.platform, self.handle, self.area, self.owner, self.purpose, self.status)


class Authority(Section):
    """The platform's own written permission to collect where its terms forbid it."""

    agreed_with: Filled = Field(description="Who at the platform gave the permission.")
    reference: Filled = Field(description="Where the permission is filed.")
    date: dt.date = Field(description="When it was given.")
    until: dt.date = Field(description="When it ends.")


class SourceSettings(Section):
    """What every source has in common; each collector adds its own."""

    default_interval_minutes: ClassVar[int] = 30

    enabled: bool = Field(False, description="Whether this source is collected at all.")
    base_url: str | None = Field(
        None,
        description="Another address to ask than the platform's own (a proxy, a test server); health shows it.",
    )
    interval_minutes: int | None = Field(None, ge=1, le=10_080, description="Minutes between two collections.")
    authority: Authority | None = Field(
        None, description="The platform's written permission, where its terms ask for one."
    )

    @property
    def interval(self) -> int:
        """Minutes between two collections."""
        return self.interval_minutes or self.default_interval_minutes


class SmtpSettings(Section):
    """The mail server for alerts; its user and password are secrets (GOODNAME_SMTP_USER, GOODNAME_SMTP_PASSWORD)."""

    host: Filled = Field(description="The mail server.")
    port: int = Field(587, ge=1, le=65_535, description="Its port.")
    starttls: bool = Field(
        True, description="Whether to encrypt the connection; off only for a server on this machine."
    )
    sender: Filled = Field(description="The address alerts come from.")


class ChannelSettings(Section):
    """A shared channel for alerts: off until the data protection officer's approval is recorded here.

    Everybody who reads the channel is named in `members`: a case goes there only when all of them may know of it.
    """

    approved_by: Filled | None = Field(None, description="Who approved this channel (the data protection officer).")
    approved_on: dt.date | None = Field(None, description="When it was approved.")
    members: tuple[str, ...] = Field((), description="The user names of everybody who reads the channel.")
    base_url: str | None = Field(None, description="Another address to send to (a proxy, a test server).")

    @property
    def is_approved(self) -> bool:
        """Whether the approval is recorded and it is known who reads the channel."""
        return bool(self.approved_by and self.approved_on and self.members)


class AlertSettings(Section):
    """How people are told that a case exists."""

    smtp: SmtpSettings | None = Field(None, description="The mail server.")
    on_call: tuple[str, ...] = Field(
        (), description="User names of those who are paged of an S1 case out of hours, in turn; else by role."
    )
    operations: tuple[str, ...] = Field(
        (), description="User names of those who hear of failing sources and other faults; else ICT, by role."
    )
    quiet: bool = Field(
        True, description="Whether alerts other than S1 wait for the morning; false: everything goes out at once."
    )
    teams: ChannelSettings | None = Field(None, description="Microsoft Teams; its address is a secret.")
    slack: ChannelSettings | None = Field(None, description="Slack; its address is a secret.")
    ntfy: ChannelSettings | None = Field(None, description="ntfy; its address and topic are secrets.")
    webhook: ChannelSettings | None = Field(None, description="A web address of the school's own; it is a secret.")


class HoursSettings(Section):
    """When people are there."""

    school: Hours = Field("08:00-17:00", description="Cover hours on a school day.")
    terms: tuple[tuple[dt.date, dt.date], ...] = Field((), description="First and last day of each term.")
    holiday_cover: Hours = Field("09:00-12:00", description="Cover hours on a working day out of term.")


class SourceTable(Section):
    """`[sources.KEY]`, one table for each source."""

    def of(self, key: str) -> SourceSettings:
        """Return the settings of the source `key`."""
        settings = getattr(self, key)
        assert isinstance(settings, SourceSettings)
        return settings


class Config(Section):
    """A whole `school.toml`, checked."""

    school: SchoolSettings
    policy: PolicySettings = PolicySettings()
    accounts: tuple[AccountSettings, ...] = Field((), description="The school's own accounts.")
    sources: SourceTable = Field(SourceTable(), description="One table for each source.")
    dashboard: DashboardSettings = DashboardSettings()
    sign_in: SignInSettings = SignInSettings()
    alerts: AlertSettings = AlertSettings()
    hours: HoursSettings = HoursSettings()
    detectors: DetectorSettings = DetectorSettings()
    retention: RetentionSettings = RetentionSettings()

    def own_accounts(self) -> tuple[Account, ...]:
        """Return the registered own accounts."""
        return tuple(entry.account() for entry in self.accounts)


class LaterSource(SourceSettings):
    """A source that has no collector in this version: its settings are kept unread, so that the file still loads."""

    model_config = ConfigDict(frozen=True, extra="allow")


def config_model(sources: Mapping[str, type[SourceSettings]]) -> type[Config]:
    """Return `Config` with the settings of each collector in `sources` under its key.

    `goodname check` says of an enabled source without a collector that it is not in this version.
    """
    kinds = {key: sources.get(key, LaterSource) for key in SOURCE_KEYS}
    tables: dict[str, Any] = {
        key: (kind, Field(kind(), description=f"The source {key}.")) for key, kind in kinds.items()
    }
    table = create_model("SchoolSources", __base__=SourceTable, **tables)
    return create_model(
        "SchoolToml", __base__=Config, sources=(table, Field(table(), description="One table for each source."))
    )
