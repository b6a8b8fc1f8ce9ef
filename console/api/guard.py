"""Who may ask: only those who name this machine's own loopback as the host they ask.

A page of the web whose name was pointed at 127.0.0.1 (DNS rebinding) names its own host; so it
cannot read what is here through the browser of whoever works on this machine.
"""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


class OnlyLoopback:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _LOOPBACK.fullmatch(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send)
            return
        refused = JSONResponse({"error": "ask for http://127.0.0.1 or http://localhost"}, 421)
        await refused(scope, receive, send)
