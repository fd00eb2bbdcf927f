# SPDX-License-Identifier: Apache-2.0
"""What a person does with a browser, whichever it is: sees windows, chooses, types a PIN, reads.

Browsers are watched and typed into through the display. Their remote controls only open pages and
tell what is in them, because Firefox's does not answer while its PIN window is open.
"""

import functools
import json
import os
import pathlib
import subprocess

from stack import BUILD, CLI, PATIENCE, TEMPORARY, Failure, wait_for

DIM = 0xA0  # a page behind a dialog is darker than this; the pages of the tests are white
TEXT = 0x60  # and the text of a window darker than this
LOGGED_IN = "^Logged in"  # the title of the portal's page


def run_program(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL).stdout


def add_module(database, name, library):
    """Another module, in a database that is not there yet; `library` is a pattern below /usr/lib."""
    database.mkdir(parents=True, exist_ok=True)
    run_program("certutil", "-N", "-d", f"sql:{database}", "--empty-password")
    run_program("modutil", "-force", "-dbdir", f"sql:{database}", "-add", name,
                "-libfile", next(pathlib.Path("/usr/lib").glob(library)))


@functools.cache
def install_for_p11_kit():
    """p11-kit, and whatever uses it, finds our module by its installed file."""
    prefix = TEMPORARY / "prefix"
    run_program("cmake", "--install", BUILD, "--component", "module", "--prefix", prefix)
    folder = run_program("pkg-config", "--variable=p11_module_configs", "p11-kit-1").strip()
    run_program("mount", "--bind", prefix / "share/p11-kit/modules", folder)


def register_module(database, root, modules):
    """Does what users do, in an account that has not used a browser yet; and trusts the portals.

    `modules`: "ours" alone; "opensc_first" if OpenSC's was there before, "opensc_fixed" if that was
    set right; "proxy" if p11-kit's brings ours, as in browsers of Fedora.
    """
    if modules == "proxy":
        install_for_p11_kit()
        add_module(database, "p11-kit-proxy", "*/p11-kit-proxy.so")
    else:
        if modules != "ours":  # as OpenSC's package does it when somebody logs in to a computer
            add_module(database, "OpenSC", "*/opensc-pkcs11.so")
        run_program(CLI, "browsers", "enable",
                    *(["--fix-opensc"] if modules == "opensc_fixed" else []))
    run_program("certutil", "-A", "-d", f"sql:{database}", "-n", "portal", "-t", "C,,", "-i", root)


class Browser:
    """Base of Firefox and Chromium; `pictures` is the folder for screenshots and logs."""

    name = ""
    pin_title = ""  # of the window that asks for a PIN
    main_title = ""  # of every window with pages
    tls12_rsa_scheme = ""  # its choice among all that the portal offers
    pad_title = ""  # of the window that says to use the reader's pad; without it, one for a PIN is there
    says_that_signing_failed = True  # at TLS 1.3, when the module refuses what the server wants
    finds_new_readers = True  # that are plugged in while it runs
    error_title = ""  # of a page that could not be loaded

    def __init__(self, display, pictures):
        self._display = display
        self._pictures = pictures
        self._program = None
        self._control = None
        self.case = ""  # which names the screenshots
        self.database = None  # the browser's list of modules

    def environment(self):
        self.module_log.unlink(missing_ok=True)
        return dict(os.environ, OPENBEID_LOG="debug",
                    OPENBEID_LOG_FILE=str(self.module_log))

    @property
    def module_log(self):
        """What the module said since this case started a browser."""
        return self._pictures / f"{self.case}.module.log"

    def logged(self, words):
        """How many lines of the module's log have these words."""
        return self.module_log.read_text().count(words)

    def preferred_module(self):
        """The module whose certificates this browser takes, as openbeid tells."""
        databases = json.loads(run_program(CLI, "browsers", "status", "--json"))["databases"]
        return next(each["preferred"] for each in databases
                    if each["directory"] == str(self.database))

    def picture(self, name=""):
        self._display.picture(self._pictures / f"{self.case}{name and '-' + name}.png")

    # --- What is seen ---------------------------------------------------------------------------

    def pin_windows(self):
        return self._display.windows(self.pin_title)

    def asking_windows(self):
        """Those for a PIN, and the one that says to use the reader's pad."""
        pads = self._display.windows(self.pad_title) if self.pad_title else []
        return self.pin_windows() + pads

    def main_windows(self):
        return [window for window in self._display.windows(self.main_title)
                if window not in self.pin_windows()]

    def choosing(self):
        """The windows whose page is dimmed behind the list of certificates."""
        return [window for window in self.main_windows() if self._has_list(window)]

    def _has_list(self, window):
        return self._is_dim(window, 30, self._display.size(window)["HEIGHT"] - 60, 1)

    def _is_dim(self, window, x, y, height):
        """Whether nothing is bright below that place in the window."""
        at = self._display.size(window)
        colours = self._display.pixels(at["X"] + x, at["Y"] + y, 1, height)
        return max(max(colours[first::4]) for first in range(3)) < DIM

    def sees(self, pages=1):
        """What wants a reaction: "pin", "certificate", "error", "page", or nothing.

        "page" means that this many windows show the portal's page.
        """
        if self.pin_windows():
            return "pin"
        if self.choosing():
            return "certificate"
        if self._display.windows(self.error_title):
            return "error"
        return "page" if len(self._display.windows(LOGGED_IN)) == pages else ""

    def next(self):
        return wait_for("a window, or a page", self.sees)

    def lists_are_filled(self):
        """Whether all lists of certificates that are shown have their entries already."""
        return True

    # --- What is done ---------------------------------------------------------------------------

    def _press_until(self, key, window, gone):
        """Some windows ignore keys in their first moment, lest they were meant for another one."""
        for _ in range(PATIENCE // 2):
            self._display.key(window, key)
            try:
                wait_for("the window closes", gone, patience=2)
                return
            except Failure:
                continue
        raise Failure(f"The window does not react to {key}")

    def choose_certificate(self):
        window = wait_for("the list of certificates", self.choosing)[0]
        asking = self.asking_windows()
        if not asking:
            wait_for("the lists are filled", self.lists_are_filled)
        self.picture("certificate")
        # The list may stay on the screen for as long as the PIN is asked for.
        self._press_until("Return", window, lambda: not self._has_list(window)
                          or self.asking_windows() != asking)

    def cancel_pad_window(self):
        window = self._display.windows(self.pad_title)[0]
        self._press_until("Escape", window, lambda: not self._display.windows(self.pad_title))

    def _close_pin_window(self, key):
        window = self.pin_windows()[0]
        self._press_until(key, window, lambda: window not in self.pin_windows())

    def _has_text(self, window):
        """Dark pixels: it is painted, and takes keys."""
        colours = self._display.window_pixels(window)
        return min(colours[0::4], default=255) < TEXT

    def enter_pin(self, pin):
        window = wait_for("the PIN window", self.pin_windows)[0]
        wait_for("the PIN window shows its text", lambda: self._has_text(window))
        empty = self._display.window_pixels(window)
        self._display.type(window, pin)
        wait_for("the PIN window shows dots", lambda: self._display.window_pixels(window) != empty)
        self.picture("pin")
        self._close_pin_window("Return")

    def cancel_pin(self):
        window = wait_for("the PIN window", self.pin_windows)[0]
        wait_for("the PIN window shows its text", lambda: self._has_text(window))
        self.picture("pin")
        self._close_pin_window("Escape")

    def await_pad_window(self):
        """What is done at the pad before that window is there, Firefox misses: it stays open."""
        window = wait_for("the window about the pad", lambda: self._display.windows(self.pad_title))[0]
        wait_for("it shows its text", lambda: self._has_text(window))
        self.picture("pad")

    def place_second_window(self):
        """Beside the first one, as far as the screen is wide enough: both can be watched."""
        second = wait_for("a second window", lambda: self.main_windows()[1:])[0]
        self._display.move(second, 400, 150)

    # --- Sequences ------------------------------------------------------------------------------

    def follow(self, *pins):
        """Does what the browser wants, one PIN of `pins` after the other (None cancels).

        Returns the list of what was seen, which ends with "page" or "error".
        """
        pins = list(pins)
        seen = []
        while True:
            seen.append(self.next())
            if seen[-1] == "certificate":
                self.choose_certificate()
            elif seen[-1] == "pin":
                if not pins:
                    raise Failure("The browser wants a PIN that nobody should need")
                pin = pins.pop(0)
                if pin is None:
                    self.cancel_pin()
                else:
                    self.enter_pin(pin)
            else:
                self.picture()
                return seen

    def stop(self):
        if self._program:
            self._program.kill()
            self._program.wait(timeout=PATIENCE)
        if self._control:
            self._control.close()
        self._program = self._control = None
