"""A real Dovecot for tests: alone in a folder, on a free port of the loopback, not as root."""

import contextlib
import getpass
import grp
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

DOVECOT = "/usr/sbin/dovecot"
NOBODY = 65534
USER = "rebonds"
PASSWORD = 'mot de passe « réel » "\\'
CERTIFICATE = (
    "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
    "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem"
)
PLAIN_USER = "simple"
PLAIN_PASSWORD = 'sans "accent\\'
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Rebonds traités & gardés" {{
    auto = create
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """Its two ports, the folder of its maildir, and the certificate to trust."""

    plain: int
    tls: int
    folder: Path
    certificate: Path

    def deliver(self, name: str, body: bytes) -> None:
        """Put a message where Dovecot finds new ones."""
        target = self.folder / "mail" / "new" / name
        target.write_bytes(body)
        target.chmod(0o666)

    def flags(self) -> dict[str, str]:
        """Each message and the marks that its name bears."""
        files = [
            path for part in ("new", "cur") for path in (self.folder / "mail" / part).iterdir()
        ]
        return {path.name.partition(":")[0]: path.name.partition(":2,")[2] for path in files}


@contextlib.contextmanager
def imap_server() -> Iterator[ImapServer]:
    """The server, up and answering; ended by its own process id."""
    folder = Path(tempfile.mkdtemp(prefix="imap-"))
    server = ImapServer(_free_port(), _free_port(), folder, folder / "cert.pem")
    try:
        _prepare(server)
        with (folder / "errors").open("wb") as errors:
            process = _started(folder, errors)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _prepare(server: ImapServer) -> None:
    folder, root = server.folder, os.geteuid() == 0
    for name in ("run", "state", "mail/new", "mail/cur", "mail/tmp"):
        (folder / name).mkdir(parents=True)
    _certify(folder)
    users = f"{USER}:{{PLAIN}}{PASSWORD}\n{PLAIN_USER}:{{PLAIN}}{PLAIN_PASSWORD}\n"
    (folder / "users").write_text(users, "utf-8")
    text = CONFIGURATION.format(
        folder=folder,
        user="nobody" if root else getpass.getuser(),
        group="nogroup" if root else grp.getgrgid(os.getgid()).gr_name,
        uid=NOBODY if root else os.getuid(),
        gid=NOBODY if root else os.getgid(),
        plain=server.plain,
        tls=server.tls,
    )
    (folder / "dovecot.conf").write_text(text, "utf-8")
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _certify(folder: Path) -> None:
    subprocess.run(
        shlex.split(f"openssl req {CERTIFICATE}"),
        cwd=folder,
        check=True,
        capture_output=True,
    )


def _started(folder: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    other = NOBODY if os.geteuid() == 0 else None
    return subprocess.Popen(
        [DOVECOT, "-F", "-c", str(folder / "dovecot.conf")],
        stdout=errors,
        stderr=errors,
        user=other,
        group=other,
        extra_groups=None if other is None else [],
    )


def _wait(server: ImapServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", server.plain), 5) as one,
        ):
            if one.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    told = [
        path.read_text() for name in ("errors", "log") if (path := server.folder / name).exists()
    ]
    raise AssertionError("Dovecot did not start:\n" + "\n".join(told))
