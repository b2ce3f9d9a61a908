"""The real web application over a database, with a folder of static files beside it."""

import socket
import sys
from pathlib import Path

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from scheduler.clock import SystemClock
from scheduler.daemon.pages import Server, web_config
from scheduler.feeds.mirror import Press
from scheduler.situation import Situation, situation
from scheduler.store.database import open_database
from scheduler.web.app import create_app
from scheduler.web.site import Site


def main(folder: Path) -> None:
    """Serve ``servir.sqlite`` and ``static/``; say the port."""
    from benchmarks.feed import DOMAIN, NOW, town

    def known() -> Situation:
        return situation(town(1), {}, NOW)

    page = "https://banc.example"
    site = Site(
        situation=known,
        database=open_database(folder / "servir.sqlite"),
        clock=SystemClock(),
        page=page,
        domain=DOMAIN,
        last_tick=lambda: None,
        tick_seconds=20,
        refused=lambda: (),
        held=lambda: False,
        press=Press(page, DOMAIN, folder / "servis"),
    )
    app = create_app(site)
    app.router.routes.append(Mount("/fichier", StaticFiles(directory=folder / "static")))
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    Server(web_config(app)).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
