# SPDX-License-Identifier: Apache-2.0
"""The virtual card, the portal and waiting, for the browser tests. Runs inside private-pcscd."""

import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("OPENBEID_BUILD", REPOSITORY / "build/release"))
CLI = BUILD / "bin/openbeid"
CARDS = pathlib.Path(os.environ.get("OPENBEID_VIRTUAL_CARD_DIR", BUILD / "virtual-cards"))
TEMPORARY = pathlib.Path(os.environ["TMPDIR"])
PIN = "1234"  # of every virtual card
WRONG_PIN = "9999"
PATIENCE = 120  # seconds that a wait may take on a busy computer; nothing is measured by it


class Failure(AssertionError):
    """What was seen is not what should have been seen."""


def wait_for(what, condition, patience=PATIENCE):
    """Asks `condition` until it gives something true, which is returned."""
    end = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise Failure(f"This did not happen within {patience} s: {what}")
        time.sleep(0.1)


def equal(what, actual, expected):
    if actual != expected:
        raise Failure(f"{what}: {actual!r}, expected: {expected!r}")


class Card:
    """A virtual card in the reader, controlled through its socket."""

    reader = "Virtual PCD 00 00"

    def __init__(self, persona, slot=0):
        self.persona = persona
        self.reader = f"Virtual PCD 00 {slot:02}"
        self._socket = str(TEMPORARY / f"card-{slot}.socket")
        self._program = subprocess.Popen(
            [BUILD / "tools/virtual-card/openbeid-virtual-card", "--persona", persona,
             "--port", str(35963 + slot), "--cache", CARDS, "--control", self._socket],
            stdout=subprocess.PIPE, text=True)
        equal("The virtual card says", self._program.stdout.readline(), f"ready {persona}\n")
        self._wait("present")

    def _command(self, *lines):
        """The answer to the last of these lines, which are all read at once."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self._socket)
            connection.sendall("".join(line + "\n" for line in lines).encode())
            answers = connection.makefile()
            for line in lines:
                answer = answers.readline()
                if not answer.startswith("ok"):
                    raise Failure(f"The virtual card answers {line}: {answer}")
        return answer[3:].strip()

    def _wait(self, state):
        subprocess.run([BUILD / "tests/e2e/openbeid-pcsc-client", "wait", self.reader, state],
                       check=True, timeout=PATIENCE)

    def remove(self):
        self._command("remove")
        self._wait("empty")

    def insert(self):
        self._command("insert")
        self._wait("present")

    def become(self, persona):
        """Another card, fresh; in the reader if this one is."""
        self._command(f"persona {persona}")
        self.persona = persona

    def swap(self, persona):
        """This card is taken out, and another one put in."""
        self.remove()
        self.become(persona)
        self.insert()

    def reset_counters(self):
        self._command("counters reset")

    def counter(self, name):
        return json.loads(self._command("counters"))[name]

    def tries(self):
        return int(self._command("tries"))

    def end(self):
        self._command("quit")
        self._program.wait(timeout=PATIENCE)
        self._wait("empty")


class PadCard(Card):
    """A virtual card in the reader with a PIN pad, which outlives it."""

    reader = "Virtual CCID 00 00"

    def __init__(self, persona):
        self._socket = str(TEMPORARY / "card-ccid.socket")
        self.become(persona)
        self.insert()

    def person_waits(self):
        self._command("pad wait")

    def person_does(self, what):
        """At the question that waits: "type PIN" or "cancel". No later one is answered."""
        self._command("pad asked")
        self._command(f"pad {what}", "pad wait")

    def entries(self):
        """How often the pad has asked."""
        return json.loads(self._command("pad state"))["entries"]

    def end(self):
        self.remove()


def plug_in_reader():
    """The reader of private-pcscd's USB bus comes."""
    (TEMPORARY / "usb-bus").write_text("plug\n")


def reset_by_another_program():
    """Another PC/SC program uses the card and resets it as it leaves."""
    subprocess.run([BUILD / "tests/e2e/openbeid-pcsc-client", "reset", Card.reader],
                   check=True, timeout=PATIENCE)


def holder_of(persona):
    """The common name in the certificate Authentication of a persona."""
    subject = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in",
         CARDS / "personas" / persona / "3F00DF005038.bin", "-noout", "-subject",
         "-nameopt", "multiline,utf8,-esc_msb"],
        check=True, capture_output=True, text=True).stdout
    return re.search(r"commonName *= (.*)", subject)[1]


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=TEMPORARY)


SITES = [f"portal{number}.localhost" for number in range(1, 10)]


def make_server_identity():
    """A certificate for the sites, server.pem, server.key, under a root for browsers to trust."""
    (TEMPORARY / "server.ext").write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=serverAuth\nsubjectAltName="
        + ",".join(f"DNS:{site}" for site in SITES) + "\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-subj", "/CN=OpenBeID test portal root", "-days", "2",
            "-addext", "keyUsage=critical,keyCertSign", "-keyout", "root.key", "-out", "root.pem")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-days", "2", "-extfile", "server.ext", "-out", "server.pem")
    return TEMPORARY / "root.pem"


class Portal:
    """A CSAM-like server that asks for a certificate, by a name that names the site to browsers.

    (Firefox remembers the choice of a certificate by name, Chromium by name and port.)
    """

    def __init__(self, site, *options):
        self._program = subprocess.Popen(
            [BUILD / "tools/portal/openbeid-portal", "--client-ca", CARDS / "ca/chain.pem",
             "--certificate", TEMPORARY / "server.pem", "--key", TEMPORARY / "server.key",
             *options],
            stdout=subprocess.PIPE, text=True)
        first = self._program.stdout.readline()
        port = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", first)
        if not port:
            raise Failure(f"The portal says: {first}")
        self.url = f"https://{site}:{port[1]}/"
        self.logins = []  # what it knew of who came in, oldest first
        self.refusals = []  # why handshakes failed
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._program.stdout:
            kind, _, text = line.rstrip("\n").partition(": ")
            if kind == "login":
                self.logins.append(json.loads(text))
            else:
                self.refusals.append(text)

    def end(self):
        self._program.terminate()
        self._program.wait(timeout=PATIENCE)
