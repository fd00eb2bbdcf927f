# SPDX-License-Identifier: Apache-2.0
"""Chromium, controlled by the DevTools protocol."""

import json
import os
import pathlib
import re
import shutil
import subprocess

from browser import Browser, register_module
from devtools import DevTools
from stack import PATIENCE, TEMPORARY, wait_for

# --no-sandbox: in the tests' namespaces we are root, and as root Chromium wants it.
FLAGS = ["--no-sandbox", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-gpu", "--password-store=basic", "--window-position=0,0",
         "--window-size=1152,810"]


def nss_database():
    """Where Chromium of a fresh account looks for modules."""
    version = subprocess.run(["chromium", "--version"], check=True, capture_output=True, text=True)
    major = int(re.search(r"Chromium (\d+)", version.stdout)[1])
    home = pathlib.Path(os.environ["HOME"])
    return home / (".local/share/pki/nssdb" if major >= 146 else ".pki/nssdb")


class Chromium(Browser):
    name = "chromium"
    program, package = "chromium", "chromium"
    pin_title = "^Unlock Security Device"
    main_title = "Chromium$"
    tls12_rsa_scheme = "rsa_pkcs1_sha256"
    finds_new_readers = False
    error_title = r"^portal[0-9]\.localhost"

    def start(self, root, modules):
        profile, self.database = TEMPORARY / "chromium", nss_database()
        for folder in (profile, self.database):
            shutil.rmtree(folder, ignore_errors=True)
        register_module(self.database, root, modules)
        to_browser, from_browser = os.pipe(), os.pipe()
        with open(self._pictures / f"{self.case}.browser.log", "wb") as log:
            self._program = subprocess.Popen(
                # The browser reads descriptor 3 and writes descriptor 4.
                ["bash", "-c", f'exec 3<&{to_browser[0]} 4>&{from_browser[1]}; exec "$@"', "bash",
                 self.program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
                env=self.environment(), stdout=log, stderr=log,
                pass_fds=[to_browser[0], from_browser[1]])
        os.close(to_browser[0])
        os.close(from_browser[1])
        self._control = DevTools(from_browser[0], to_browser[1], PATIENCE)
        self._attach(wait_for("the first page", self._pages)[0])
        wait_for("the window", self.main_windows)

    def _pages(self):
        targets = self._control.command("Target.getTargets")["targetInfos"]
        return [target["targetId"] for target in targets if target["type"] == "page"]

    def _attach(self, page):
        attached = self._control.command("Target.attachToTarget", targetId=page, flatten=True)
        self._page = attached["sessionId"]

    def _evaluate(self, code):
        result = self._control.command("Runtime.evaluate", self._page, expression=code)
        return result["result"].get("value")

    def open(self, url):
        """Begins to load a page in the present tab."""
        self._control.command("Page.navigate", self._page, url="about:blank")
        wait_for("an empty page", lambda: self._display.windows("^about:blank"))
        self._evaluate(f"location.href = {json.dumps(url)}")

    def open_new(self, kind):
        """Goes on in a new tab ("tab") or window ("window")."""
        made = self._control.command("Target.createTarget", url="about:blank",
                                     newWindow=kind == "window")
        self._attach(made["targetId"])

    def text(self):
        """What the page says."""
        return self._evaluate("document.body.innerText")
