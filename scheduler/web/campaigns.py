"""What the pages of the campaigns show, and the same tables as spreadsheets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler import campaign_telling as telling
from scheduler.campaign import Campaign, Matrix, campaigns
from scheduler.situation import Situation
from scheduler.spreadsheet import sheet
from scheduler.web.pages import frame
from scheduler.web.site import Site

PATH = "/campagne/{template}/{clause}/{period}"
COMING = timedelta(days=366)
PAST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Listed:
    """A campaign in a list, with its matrix, computed once."""

    campaign: Campaign
    matrix: Matrix


def every(site: Site, _: dict[str, str]) -> dict[str, Any]:
    """The campaigns that press, those to come within a year, and those that are over."""
    values = frame(site)
    today = values["today"]
    pressing, coming, past = [], [], []
    for one in campaigns(values["situation"]):
        if not one.days or not today - PAST <= one.days[-1] <= today + COMING:
            continue
        listed = Listed(one, one.matrix)
        if one.presses(today):
            pressing.append(listed)
        elif one.days[-1] >= today:
            coming.append(listed)
        else:
            past.append(listed)
    groups = [
        ("En cours", pressing),
        ("À venir", coming),
        ("Passées", past[::-1]),
    ]
    titles = {
        one.agreement.id: one.agreement.short_title for one in values["situation"].computations
    }
    return values | {
        "groups": [group for group in groups if group[1]],
        "telling": telling,
        "titles": titles,
    }


def one(site: Site, path: dict[str, str]) -> dict[str, Any] | None:
    """One campaign: who has delivered what, the worst first."""
    values = frame(site)
    found = _found(values["situation"], path)
    if found is None:
        return None
    matrix = found.matrix
    template = values["situation"].computation(found.template)
    return values | {
        "campaign": found,
        "matrix": matrix,
        "of": template.agreement if template else None,
        "telling": telling,
    }


def spreadsheet(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """The route of a campaign's table as a CSV file, to be saved."""

    async def endpoint(request: Request) -> Response:
        path = dict(request.path_params)
        body = await run_in_threadpool(_table, site, path)
        if body is None:
            raise HTTPException(404)
        name = "-".join((path["template"], path["clause"], path["period"]))
        return Response(
            body,
            media_type="text/csv; charset=utf-8",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="{name}.csv"',
            },
        )

    return endpoint


def _table(site: Site, path: dict[str, str]) -> bytes | None:
    found = _found(site.situation(), path)
    if found is None:
        return None
    matrix = found.matrix
    return sheet(telling.header(matrix), telling.rows(matrix))


def _found(known: Situation, path: dict[str, str]) -> Campaign | None:
    key = "/".join((path["template"], path["clause"], path["period"]))
    return next((one for one in campaigns(known) if one.key == key), None)
