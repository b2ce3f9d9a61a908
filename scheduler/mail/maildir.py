"""Put messages into a maildir: where mail goes until a relay is configured."""

import asyncio
import hashlib
import os
from pathlib import Path

from scheduler.delivery import Outcome


class MaildirChannel:
    """A folder any mail reader opens; the same message written twice stays one file."""

    name = "dossier"
    width = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, sender: str, recipient: str, body: bytes, message_id: str) -> Outcome:
        """Write one message durably; a full or forbidden disk closes the channel."""
        try:
            await asyncio.to_thread(self._write, body, message_id)
        except OSError as error:
            return Outcome("channel", "write", None, str(error.strerror))
        return Outcome("accepted", "write", None, str(self._folder))

    async def close(self) -> None:
        """Nothing is held open."""

    def _write(self, body: bytes, message_id: str) -> None:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        # The name comes from the Message-ID, so that a resend after a crash replaces the file.
        name = f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.echeancier"
        draft = self._folder / "tmp" / name
        with draft.open("wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        draft.rename(self._folder / "new" / name)
        self._sync(self._folder / "new")

    @staticmethod
    def _sync(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
