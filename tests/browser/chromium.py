"""A headless Chromium, spoken to over its own pipe (``--remote-debugging-pipe``): no driver, no library."""

import json
import os
import subprocess
import sys
import tempfile
import time
from types import TracebackType
from typing import Any, Self

_PATIENCE = 20.0
_ON_3_AND_4 = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
os.dup2(ends[0], 3), os.dup2(ends[1], 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Chromium reads from descriptor 3 and writes to 4."""


class Chromium:
    """One browser with one page. A context manager."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", _ON_3_AND_4, str(to_browser), str(from_browser)),
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-pipe",
                f"--user-data-dir={self._profile.name}",
                "about:blank",
            ],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number = 0
        self._rest = b""
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE)
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()

    def open(self, address: str) -> None:
        """Go to a page."""
        self._call("Page.navigate", session=self._session, url=address)

    def click(self, selector: str) -> None:
        """Click with a real mouse event, in the middle of what the selector finds."""
        box = self.wait_for(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " if (!e || document.readyState !== 'complete') return null;"
            " e.scrollIntoView(); const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
            self._call("Input.dispatchMouseEvent", session=self._session, type=kind, **where)

    def wait_for(self, expression: str) -> Any:
        """The value of a JavaScript expression, once it is one."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                found = self._call("Runtime.evaluate", session=self._session, expression=expression, returnByValue=True)
            except RuntimeError:
                found = {}  # the page is just being replaced
            if value := found.get("result", {}).get("value"):
                return value
            time.sleep(0.05)
        raise TimeoutError(expression)

    def wait_for_text(self, text: str) -> str:
        """The page's text, once it holds this."""
        shown = "document.body ? document.body.innerText : ''"
        self.wait_for(f"({shown}).includes({json.dumps(text)})")
        return str(self.wait_for(shown))

    def screenshot(self) -> str:
        """The page as a PNG, in base64."""
        return str(self._call("Page.captureScreenshot", session=self._session)["data"])

    def _call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            order["sessionId"] = session
        os.write(self._write, json.dumps(order).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = os.read(self._read, 65_536)
            if not chunk:
                raise RuntimeError("the browser has ended")
            self._rest += chunk
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message
