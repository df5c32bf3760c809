"""Settings of the dashboard: where it listens, and with which accounts elsewhere people may sign in."""

from __future__ import annotations

from ipaddress import ip_address

from pydantic import Field

from data.section import Filled, Section

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class DashboardSettings(Section):
    """Where the dashboard listens."""

    host: str = Field("127.0.0.1", description="The address the dashboard listens on.")
    port: int = Field(8501, ge=1, le=65_535, description="The port the dashboard listens on.")
    public_url: str | None = Field(None, description="The address people open; links in alerts begin with it.")
    certificate: str | None = Field(
        None, description="The file of a TLS certificate, when no other server in front of the dashboard has one."
    )
    certificate_key: str | None = Field(None, description="The file of the certificate's private key.")

    @property
    def link_base(self) -> str:
        """What a link in an alert begins with, without a trailing slash."""
        scheme = "https" if self.certificate else "http"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether people open the dashboard over TLS."""
        return self.link_base.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can open the dashboard."""
        if self.host in LOOPBACK_NAMES:
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


class ProviderSettings(Section):
    """Accounts elsewhere (OpenID Connect) that people may sign in with; the client secret is a secret.

    Who is who is decided by a person: an invitation links one account to one person, never a pattern of addresses.
    """

    client_id: Filled = Field(description="The application's id, as registered there.")
    base_url: str | None = Field(None, description="Another issuer than the provider's own (a test server).")


class MicrosoftSettings(ProviderSettings):
    """Microsoft Entra ID; the secret is GOODNAME_SIGN_IN_MICROSOFT_CLIENT_SECRET."""

    tenant: Filled = Field(description="The id of the school's tenant; accounts of others are refused.")

    @property
    def issuer(self) -> str:
        """The address that vouches for the accounts."""
        return self.base_url or f"https://login.microsoftonline.com/{self.tenant}/v2.0"


class GoogleSettings(ProviderSettings):
    """Google Workspace; the secret is GOODNAME_SIGN_IN_GOOGLE_CLIENT_SECRET."""

    @property
    def issuer(self) -> str:
        """The address that vouches for the accounts."""
        return self.base_url or "https://accounts.google.com"


class SignInSettings(Section):
    """With which accounts elsewhere people may sign in, beside a password and a code."""

    microsoft: MicrosoftSettings | None = Field(None, description="Microsoft Entra ID.")
    google: GoogleSettings | None = Field(None, description="Google Workspace.")

    def providers(self) -> list[tuple[str, str, MicrosoftSettings | GoogleSettings]]:
        """Return key, name and settings of each provider that is set up."""
        wanted = (("microsoft", "Microsoft", self.microsoft), ("google", "Google", self.google))
        return [(key, name, settings) for key, name, settings in wanted if settings is not None]
