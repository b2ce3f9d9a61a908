"""What the pages of subscribed calendars show: every one, and one with how to subscribe to it."""

from typing import Any

from scheduler.store import feeds, publications
from scheduler.web import clients, pages
from scheduler.web.site import Site


def every(site: Site, _: dict[str, str]) -> dict[str, Any]:
    """All calendars, none by its address."""
    with site.database.read() as session:
        listed = feeds.list_feeds(session)
    return pages.frame(site) | {"feeds": listed}


def one(site: Site, path: dict[str, Any]) -> dict[str, Any] | None:
    """One calendar; None where there is none of that number."""
    with site.database.read() as session:
        feed = feeds.feed_of(session, path["number"])
        published = publications.current(session, feed.id) if feed else None
    if feed is None:
        return None
    return pages.frame(site) | {
        "feed": feed,
        "published": published,
        "clients": clients,
        "page": site.page,
        "secure": site.page.startswith("https://"),
    }
