# SPDX-License-Identifier: Apache-2.0
"""A client of the DevTools protocol over a pair of pipes: JSON messages, each ended by a NUL byte.

Protocol: https://chromedevtools.github.io/devtools-protocol/ (--remote-debugging-pipe)
"""

import itertools
import json
import os
import select
import time


class DevToolsError(Exception):
    """An error that the browser reports."""


class DevTools:
    def __init__(self, reading, writing, patience):
        self._reading, self._writing, self._patience = reading, writing, patience
        self._buffer = b""
        self._ids = itertools.count(1)

    def _receive(self, end):
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._reading], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("The browser does not answer")
            more = os.read(self._reading, 65536)
            if not more:
                raise ConnectionError("The browser has closed the connection")
            self._buffer += more
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def command(self, method, session=None, **parameters):
        """Sends a command, to a page if `session` is given, and returns what it results in."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + self._patience
        while (answer := self._receive(end)).get("id") != number:
            pass  # an event, which nobody has asked for
        if "error" in answer:
            raise DevToolsError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def close(self):
        os.close(self._reading)
        os.close(self._writing)
