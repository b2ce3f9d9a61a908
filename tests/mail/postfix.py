"""A private Postfix for one test: the loopback only, its own boxes, nothing sent outward."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from tests.needs import ROOT_PATH

DOMAIN = "ville.example"
WAIT_SECONDS = 30
# Every way out of the machine is left out of the services and answered with an error.
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = relais.{domain}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks = 127.0.0.1/32
alias_maps =
alias_database =
default_transport = error:nothing leaves
relay_transport = error:nothing leaves
local_transport = error:nothing stays
virtual_transport = virtual
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = texthash:{folder}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = {uid}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """The running relay, and what it delivered."""

    folder: Path
    port: int

    def arrived(self) -> Counter[tuple[str, str]]:
        """How often each (box, Message-ID) was delivered."""
        return Counter(
            (path.parent.parent.name, str(message_from_bytes(path.read_bytes())["Message-ID"]))
            for path in (self.folder / "boxes").glob("*/new/*")
        )

    def log(self) -> str:
        """What Postfix says of itself."""
        return (self.folder / "log").read_text("utf-8", "replace")


@contextlib.contextmanager
def postfix(boxes: list[str]) -> Iterator[Postfix]:
    """A relay that knows these boxes of ``DOMAIN`` and refuses every other."""
    # Its daemons run as another user, who cannot enter a test's own folder.
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    running = Postfix(folder, _free_port())
    try:
        _lay_out(running, boxes)
        _postfix(folder, "start")
        try:
            _wait_until_it_listens(running)
            yield running
        finally:
            _postfix(folder, "stop")
    finally:
        shutil.rmtree(folder)


def _lay_out(running: Postfix, boxes: list[str]) -> None:
    folder, owner = running.folder, pwd.getpwnam("postfix")
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "boxes"):
        (folder / name).mkdir()
    for name in ("data", "boxes"):
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    values = {"folder": folder, "domain": DOMAIN, "uid": owner.pw_uid, "gid": owner.pw_gid}
    etc = folder / "etc"
    (etc / "main.cf").write_text(MAIN.format(**values))
    (etc / "master.cf").write_text(MASTER.format(port=running.port).lstrip())
    (etc / "boxes").write_text("".join(f"{box}@{DOMAIN} {box}/\n" for box in boxes))


def _postfix(folder: Path, what: str) -> None:
    command = shutil.which("postfix", path=ROOT_PATH)
    assert command
    done = subprocess.run(
        [command, "-c", str(folder / "etc"), what],
        env=os.environ | {"PATH": ROOT_PATH},
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
    )
    log = folder / "log"
    assert done.returncode == 0, done.stderr + (log.read_text() if log.exists() else "")


def _wait_until_it_listens(running: Postfix) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", running.port), 5):
            return
        time.sleep(0.05)
    raise AssertionError(running.log())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
