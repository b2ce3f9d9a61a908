"""The web application: routes, errors, health."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler import wording
from scheduler.deadlines import french
from scheduler.problems import render
from scheduler.store import feeds, outbox, publications
from scheduler.store.faults import Unavailable
from scheduler.web import calendars, campaigns, drawings, pages, subscriptions
from scheduler.web.site import Site
from scheduler.web.spacing import spaced

HERE = Path(__file__).parent
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex"),
)
NOT_FOUND = "Cette page n'existe pas, ou l'échéance qu'elle montrait n'est plus calculée."


class SecurityHeaders:
    """Every answer forbids scripts, frames and referrers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers as the answer starts."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def create_app(site: Site) -> Starlette:
    """The application over one daemon."""
    templates = _templates()
    page = partial(_page, site, templates)
    return Starlette(
        routes=[
            Route("/", page("due.html", pages.due)),
            Route("/conventions", page("agreements.html", pages.agreements)),
            Route("/convention/{agreement}", page("agreement.html", pages.agreement)),
            Route("/echeance/{agreement}/{clause}/{period}", page("occurrence.html", pages.item)),
            Route("/campagnes", page("campaigns.html", campaigns.every)),
            Route(f"{campaigns.PATH}.csv", campaigns.spreadsheet(site)),
            Route(campaigns.PATH, page("campaign.html", campaigns.one)),
            Route("/calendriers", page("calendars.html", subscriptions.every)),
            Route("/calendrier/{number:int}", page("calendar.html", subscriptions.one)),
            Route("/etat", page("state.html", _state)),
            Route("/flux/{token}.ics", calendars.endpoint(site)),
            Route("/flux", calendars.unknown),
            Route("/flux/{rest:path}", calendars.unknown),
            Route("/robots.txt", calendars.robots),
            Route("/healthz", _healthz),
            Route("/readyz", partial(_readyz, site)),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={
            404: partial(_error, site, templates, 404, "Page introuvable", NOT_FOUND),
            Unavailable: partial(
                _error, site, templates, 503, "Base indisponible", "Réessayer dans un instant."
            ),
            500: partial(
                _error, site, templates, 500, "Erreur du service", "Elle est dans le journal."
            ),
        },
    )


def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("scheduler.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["full"] = french.full
    environment.filters["short"] = french.short
    environment.filters["sentence"] = french.capitalised
    environment.globals.update(
        count=french.count, wording=wording, life_line=drawings.life_line, render_problem=render
    )
    return environment


def _page(
    site: Site,
    templates: Environment,
    template: str,
    view: Callable[[Site, Any], dict[str, Any] | None],
) -> Callable[[Request], Awaitable[Response]]:
    def render_page(path: dict[str, str]) -> str | None:
        values = view(site, path)
        if values is None:
            return None
        return spaced(templates.get_template(template).render(values))

    async def endpoint(request: Request) -> Response:
        body = await run_in_threadpool(render_page, dict(request.path_params))
        if body is None:
            raise HTTPException(404)
        return HTMLResponse(body, headers={"Cache-Control": "no-store"})

    return endpoint


def _state(site: Site, _: dict[str, str]) -> dict[str, Any]:
    with site.database.read() as session:
        mail = outbox.summary(session)
        doubtful = outbox.doubtful(session)
        stuck = outbox.stuck(session)
        held = publications.held(session)
        calendars = {one.id: one for one in feeds.list_feeds(session)}
    return pages.frame(site) | {
        "mail": mail,
        "doubtful": doubtful,
        "stuck": stuck,
        "held_calendars": [(calendars[one.feed], one) for one in held],
        "refused": site.refused(),
        "last_tick": site.last_tick(),
    }


async def _error(
    site: Site, templates: Environment, status: int, title: str, text: str, *_: Any
) -> Response:
    body = templates.get_template("error.html").render(title=title, text=text)
    return HTMLResponse(body, status_code=status)


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _readyz(site: Site, _: Request) -> Response:
    """200 when every check passes, else 503; each check by name."""
    checks = await run_in_threadpool(_checks, site)
    ready = all(checks.values())
    return JSONResponse({"ready": ready, "checks": checks}, 200 if ready else 503)


def _checks(site: Site) -> dict[str, bool]:
    last = site.last_tick()
    recent = last is not None and site.clock.now() - last < timedelta(seconds=3 * site.tick_seconds)
    try:
        database = site.database.revision() is not None
        rules = database and bool(site.situation().computations)
    except Unavailable:
        database = rules = False
    checks = {"database": database, "rules": rules, "recent_tick": recent}
    return checks | {"clock": not site.held()}
