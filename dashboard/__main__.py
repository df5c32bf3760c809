"""Serves the dashboard on this machine: `python -m dashboard [--home DIR] [--first-run [--port N]]`.

With `--first-run`, a folder without a `school.toml` is set up in the browser, by a link that is printed here.

Exit codes: 0 stopped, 1 the port is taken, 2 the home cannot be opened or the host is not this machine.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from data.dashboard_settings import LOOPBACK_NAMES, DashboardSettings
from data.errors import ConfigError, GoodnameError
from pipelines.first_run import is_begun
from pipelines.home import home_folder, open_home

APP = Path(__file__).with_name("app.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl+C; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve Goodname's dashboard.")
    parser.add_argument("--home", type=Path, help="the school's folder (default: $GOODNAME_HOME)")
    parser.add_argument("--first-run", action="store_true", help="set a school up in the browser, when there is none")
    parser.add_argument("--port", type=int, default=DashboardSettings().port, help="the port of a first run")
    given = parser.parse_args(arguments)
    folder = home_folder(given.home)
    if given.first_run and not is_begun(folder):
        os.environ["GOODNAME_HOME"] = str(folder)
        return _until_stopped(DashboardSettings(port=given.port), first_run_in=folder)
    try:
        with open_home(folder) as home:
            settings = home.config.dashboard
        check_host(settings)
    except GoodnameError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    os.environ["GOODNAME_HOME"] = str(folder)
    return _until_stopped(settings)


def _until_stopped(settings: DashboardSettings, *, first_run_in: Path | None = None) -> int:
    signal.signal(signal.SIGTERM, _stop)
    try:
        _serve(settings, first_run_in)
    except KeyboardInterrupt:
        return 0
    return 0


def check_host(settings: DashboardSettings) -> None:
    """Raise `ConfigError` when others than this machine could reach the dashboard without encryption."""
    if not settings.is_loopback and not settings.is_secure:
        raise ConfigError(
            "[dashboard] host: other machines may only reach the dashboard over TLS; set public_url to the https "
            'address that people open, or certificate and certificate_key, or host = "127.0.0.1" in school.toml'
        )
    if bool(settings.certificate) != bool(settings.certificate_key):
        raise ConfigError("[dashboard] certificate and certificate_key in school.toml belong together: set both")


def streamlit_options(settings: DashboardSettings) -> dict[str, object]:
    """Return what Streamlit is told for this run; it beats any configuration file of the machine."""
    public = urlsplit(settings.public_url or "")
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxUploadSize": 10,
        "server.allowedHosts": [*LOOPBACK_NAMES, settings.host, *([public.hostname] if public.hostname else [])],
        "server.corsAllowedOrigins": [f"{public.scheme}://{public.netloc}"] if public.hostname else [],
        "browser.gatherUsageStats": False,
        "browser.serverAddress": settings.host,
        "server.sslCertFile": settings.certificate,
        "server.sslKeyFile": settings.certificate_key,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.disableDataExport": True,
        "client.toolbarMode": "viewer",
        "runner.magicEnabled": False,
        "logger.level": "warning",
        "logger.hideWelcomeMessage": True,
    }


def _serve(settings: DashboardSettings, first_run_in: Path | None) -> None:
    # Streamlit takes seconds to import; a wrong setting is told before that.
    import streamlit as st
    from starlette.middleware import Middleware

    from dashboard import desk
    from dashboard.door.first_run import PATH, FirstRun
    from dashboard.door.gate import Gate
    from dashboard.door.routes import door
    from dashboard.headers import SecurityHeaders

    token = secrets.token_urlsafe(32)

    @asynccontextmanager
    async def life(_app: st.App) -> AsyncIterator[None]:
        if first_run_in is None:
            desk.home()
            sys.stdout.write(f"The dashboard is open at {settings.link_base} (Ctrl+C stops it)\n")
        else:
            sys.stdout.write(f"Set your school up at {settings.link_base}{PATH}?token={token} (Ctrl+C stops it)\n")
        sys.stdout.flush()
        yield
        desk.leave_home()

    around = [Middleware(SecurityHeaders), Middleware(Gate, door=door(desk.home), home=desk.home)]
    if first_run_in is not None:
        around.insert(1, Middleware(FirstRun, folder=first_run_in, token=token, port=settings.port))
    st.App(APP, lifespan=life, middleware=around).run(config=streamlit_options(settings))


def _stop(_signal: int, _frame: object) -> None:
    # The server stops by itself at the first SIGTERM and then repeats it, so that this ends the process.
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
