"""Chromium without a window, driven through its own protocol over a pair of pipes."""

import base64
import contextlib
import fcntl
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Look = Literal["light", "dark", "forced"]
"""``dark``: the reader prefers it; ``forced``: the program darkens every page by itself."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
CLEAR_OF_THE_PROTOCOL = 10
"""The first descriptor that is neither standard nor one of Chromium's own two, 3 and 4."""


@dataclass
class Page:
    """One page of a running Chromium."""

    asks: int
    answers: int
    session: str = ""
    number: int = 0
    rest: bytes = b""
    heard: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the protocol answers; fails where it refuses."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.asks, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self.number:
            self.heard.append(answer)
        assert "result" in answer, f"{method}: {answer}"
        result: dict[str, Any] = answer["result"]
        return result

    def show(self, html: str, width: int, look: Look = "light", scale: float = 1) -> None:
        """Lay the page out anew, in a window ``width`` pixels wide."""
        self.ask("Emulation.setAutoDarkModeOverride", enabled=look == "forced")
        scheme = "light" if look == "light" else "dark"
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", features=features)
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=600,
            deviceScaleFactor=scale,
            mobile=False,
        )
        frame = self.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.ask("Page.setDocumentContent", frameId=frame, html=html)

    def run(self, script: str) -> Any:
        """The value of a script, a promise's once it is kept."""
        done = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def picture(self) -> bytes:
        """The whole page as a PNG."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            piece = os.read(self.answers, 1 << 20)
            assert piece, "Chromium has gone"
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        return found


@contextlib.contextmanager
def chromium() -> Iterator[Page]:
    """A page of a Chromium of its own, which ends with the block."""
    theirs_in, asks = os.pipe()
    answers, theirs_out = os.pipe()
    high = [
        fcntl.fcntl(one, fcntl.F_DUPFD, CLEAR_OF_THE_PROTOCOL) for one in (theirs_in, theirs_out)
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            "chromium",
            *FLAGS,
            f"--user-data-dir={Path(profile) / 'profile'}",
            "about:blank",
        ]
        handed = f'exec 3<&{high[0]} 4>&{high[1]}; exec "$@"'
        process = subprocess.Popen(
            ["bash", "-c", handed, "bash", *command], pass_fds=high, stderr=subprocess.DEVNULL
        )
        for one in (theirs_in, theirs_out, *high):
            os.close(one)
        try:
            page = Page(asks, answers)
            target = page.ask("Target.createTarget", url="about:blank")["targetId"]
            attached = page.ask("Target.attachToTarget", targetId=target, flatten=True)
            page.session = attached["sessionId"]
            yield page
            page.session = ""
            page.ask("Browser.close")
        finally:
            os.close(asks)
            process.terminate()
            process.wait(20)
            os.close(answers)
