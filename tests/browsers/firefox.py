# SPDX-License-Identifier: Apache-2.0
"""Firefox ESR, controlled by Marionette."""

import os
import pathlib
import shutil
import subprocess

from browser import Browser, register_module
from marionette import Marionette
from stack import PATIENCE, wait_for

# What makes a first start quiet and keeps it from looking for the network; keys count at once; no
# connection is made before a page is asked for, because now and then that one asks for a PIN, too,
# and again for the page if it gets none; and a handshake may take longer than Firefox's 30 s, which
# go on while the PIN is typed: computers that are busy with other tests type slowly.
PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("security.dialog_enable_delay", 0);
user_pref("network.http.speculative-parallel-limit", 0);
user_pref("network.http.tls_handshake_timeout", 300);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("extensions.update.enabled", false);
"""

LISTS_ARE_FILLED = """
const lists = [];
const collect = (window) => {
    if (window.location.href.endsWith("/clientauthask.xhtml")) {
        lists.push(window.document.getElementById("nicknames"));
    }
    for (let i = 0; i < window.frames.length; i++) {
        collect(window.frames[i]);
    }
};
for (const window of Services.wm.getEnumerator(null)) {
    collect(window);
}
return lists.length > 0 && lists.every((list) => list && list.label);
"""


class Firefox(Browser):
    name = "firefox"
    program, package = "firefox-esr", "firefox-esr"
    pin_title = "^Password Required"
    main_title = "Mozilla Firefox$"
    tls12_rsa_scheme = "rsa_pss_rsae_sha256"
    pad_title = "^Protected Authentication"
    says_that_signing_failed = False
    error_title = "^(Problem loading page|Secure Connection Failed|Warning)"

    def start(self, root, modules):
        profiles = pathlib.Path(os.environ["HOME"]) / ".mozilla/firefox"
        profile = self.database = profiles / "test.default"
        shutil.rmtree(profile, ignore_errors=True)
        profile.mkdir(parents=True)
        (profiles / "profiles.ini").write_text(
            "[Profile0]\nName=default\nIsRelative=1\nPath=test.default\nDefault=1\n")
        register_module(profile, root, modules)
        (profile / "user.js").write_text(PREFERENCES)
        with open(self._pictures / f"{self.case}.browser.log", "wb") as log:
            self._program = subprocess.Popen(
                [self.program, "--marionette", "-remote-allow-system-access", "--no-remote",
                 "--width", "1152", "--height", "810", "--profile", profile, "about:blank"],
                env=self.environment(), stdout=log, stderr=log)
        port_file = profile / "MarionetteActivePort"
        port = wait_for("Marionette listens", lambda: port_file.exists() and port_file.read_text())
        self._control = Marionette(int(port), PATIENCE)
        self._control.command("WebDriver:NewSession")

    def open(self, url):
        """Begins to load a page in the present tab."""
        for address, loaded in (("about:blank", "^Mozilla Firefox$"), (url, None)):
            self._control.script(
                "chrome", "gBrowser.selectedBrowser.fixupAndLoadURIString(arguments[0], "
                "{triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()})",
                address)
            if loaded:
                wait_for("an empty page", lambda: self._display.windows(loaded))

    def open_new(self, kind):
        """Goes on in a new tab ("tab") or window ("window")."""
        made = self._control.command("WebDriver:NewWindow", type=kind, focus=True)
        self._control.command("WebDriver:SwitchToWindow", handle=made["handle"])

    def _has_list(self, window):
        """The window for the PIN dims the page, too; but the list, of which this is a part, is bright."""
        return super()._has_list(window) and not self._is_dim(window, 800, 90, 100)

    def lists_are_filled(self):
        """A list that is still empty would take Return, and answer that there is no certificate."""
        return self._control.script("chrome", LISTS_ARE_FILLED)

    def text(self):
        """What the page says."""
        return self._control.script("content", "return document.body.innerText")
