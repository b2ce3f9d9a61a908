"""nginx as the administrator's guide sets it, on the loopback, before a daemon that may be dead."""

import contextlib
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.needs import NGINX
from tests.subscribers.home import WAIT_SECONDS, Home, home

GUIDE = ROOT / "docs" / "administrateur.md"
AROUND = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{guide}
}}
"""


@dataclass(frozen=True)
class Front:
    """The running nginx: its address, and what it told of who came."""

    page: str
    folder: Path

    def visits(self) -> list[tuple[str, str, str]]:
        """The status, where it came from (HIT, STALE, …) and the program, of each answer."""
        log = self.folder / "calendriers.log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [
            (found[1], found[2], found[3])
            for line in lines
            if (found := re.search(r'\] \S+ (\d+) (\S+) "(.*)"$', line))
        ]

    def seen(self, program: str) -> int:
        """How often a program whose name begins so was answered."""
        return sum(program in who for _, _, who in self.visits())

    def answers(self, since: int) -> Counter[tuple[str, str]]:
        """The answers from that visit on: status, and where from."""
        return Counter((status, source) for status, source, _ in self.visits()[since:])

    def logs(self) -> str:
        """All that it wrote about anyone."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*.log"))


def configuration(folder: Path, port: int, upstream: int) -> str:
    """The guide's, on other ports and folders, without the certificate that a town has."""
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    text = found[1]
    for guides, ours in (
        ("    listen 443 ssl;\n", f"    listen 127.0.0.1:{port};\n"),
        ("    listen [::]:443 ssl;\n", ""),
        ("    ssl_certificate /etc/ssl/echeances.pem;\n", ""),
        ("    ssl_certificate_key /etc/ssl/private/echeances.key;\n", ""),
        ("http://127.0.0.1:8014", f"http://127.0.0.1:{upstream}"),
        ("/var/cache/nginx/echeancier", f"{folder}/cache"),
        ("/var/log/nginx", str(folder)),
    ):
        assert guides in text, guides
        text = text.replace(guides, ours)
    return AROUND.format(folder=folder, guide=text)


@contextlib.contextmanager
def front(upstream: int) -> Iterator[Front]:
    """It, up and listening, before that port of the loopback."""
    with home("front") as place:
        port = free_port()
        place.write("nginx.conf", configuration(place.folder, port, upstream))
        process = place.start(
            *(NGINX, "-p", str(place.folder), "-c", "nginx.conf", "-e", f"{place.folder}/error.log")
        )
        _wait(port, place)
        assert process.poll() is None
        yield Front(f"http://127.0.0.1:{port}", place.folder)


def free_port() -> int:
    """A port of the loopback that nobody holds."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait(port: int, place: Home) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    place.log.seek(0)
    raise AssertionError("nginx did not start:\n" + place.log.read().decode())
