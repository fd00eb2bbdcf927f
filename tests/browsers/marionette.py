# SPDX-License-Identifier: Apache-2.0
"""A client of Marionette, Firefox's remote control: JSON messages over TCP, each behind its length.

Protocol: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import itertools
import json
import select
import socket
import time


class MarionetteError(Exception):
    """An error that Firefox reports."""


class Marionette:
    def __init__(self, port, patience):
        self._socket = socket.create_connection(("127.0.0.1", port), patience)
        self._patience = patience
        self._buffer = b""
        self._ids = itertools.count(1)
        hello = self._receive(time.monotonic() + patience)
        if hello.get("marionetteProtocol") != 3:
            raise MarionetteError(f"an unknown protocol: {hello}")

    def _read_more(self, end):
        ready, _, _ = select.select([self._socket], [], [], max(0, end - time.monotonic()))
        if not ready:
            raise TimeoutError("Firefox does not answer")
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError("Firefox has closed the connection")
        self._buffer += more

    def _receive(self, end):
        while b":" not in self._buffer:
            self._read_more(end)
        length, _, self._buffer = self._buffer.partition(b":")
        while len(self._buffer) < int(length):
            self._read_more(end)
        message, self._buffer = self._buffer[:int(length)], self._buffer[int(length):]
        return json.loads(message)

    def command(self, name, **parameters):
        """Sends a command and returns what it results in."""
        number = next(self._ids)
        message = json.dumps([0, number, name, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, answered, error, result = self._receive(time.monotonic() + self._patience)
        if answered != number or error:
            raise MarionetteError(f"{name}: {error or 'an answer to something else'}")
        return result

    def script(self, context, code, *arguments):
        """Runs JavaScript in the browser ("chrome") or in the page ("content")."""
        self.command("Marionette:SetContext", value=context)
        return self.command("WebDriver:ExecuteScript", script=code, args=list(arguments))["value"]

    def close(self):
        self._socket.close()
