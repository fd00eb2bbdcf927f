# SPDX-License-Identifier: Apache-2.0
"""run.py BROWSER GROUP [CASE]: runs cases and says what became of each. See browser_test.sh."""

import itertools
import sys
import time
import traceback

import core_cases
import full_cases
import login_cases
import opensc_cases
import pad_cases
import proxy_cases
import reader_cases
from chromium import Chromium
from display import Display
from firefox import Firefox
from stack import (BUILD, SITES, Card, Failure, PadCard, Portal, equal, holder_of,
                   make_server_identity, plug_in_reader)

BROWSERS = {"firefox": Firefox, "chromium": Chromium}
GROUPS = {"login": login_cases.CASES, "core": core_cases.CASES, "full": full_cases.CASES,
          "opensc": opensc_cases.CASES, "pad": pad_cases.CASES, "proxy": proxy_cases.CASES,
          "no_reader": reader_cases.NO_READER, "second_reader": reader_cases.SECOND_READER}


class Test:
    """What a case acts on: the browser, the card in the reader, and portals."""

    def __init__(self, browser):
        self.browser = browser
        self.card = self.second_card = None
        self._root = make_server_identity()
        self._running = False
        self._modules = None  # as browser.register_module has it
        self._portals = []
        self._sites = itertools.cycle(SITES)

    def begin(self, case):
        """A card as the case wants it, and a browser: a new one, or the one of the case before."""
        self.browser.case = case.__name__
        if case.fresh:
            self.stop_browser()
        if not self._running:
            self._end_cards()
        if case.second:
            self.second_card = Card(case.second, slot=1)
        if not self.card and not case.reader_is_late:
            self.card = PadCard(case.persona) if case.pad else Card(case.persona)
        if not self._running:
            if case.card_is_late:
                self.card.remove()
            self._modules = case.modules
            self._start_browser()
        if self.card:
            self.card.reset_counters()

    def _start_browser(self):
        self._running = True  # even if it starts only halfway, it has to be stopped
        self.browser.start(self._root, self._modules)

    def restart_browser(self):
        self.stop_browser()
        self._start_browser()

    def plug_in_reader(self, persona):
        """A reader appears, with a card."""
        plug_in_reader()
        self.card = Card(persona)
        self.card.reset_counters()

    def portal(self, *options):
        """Another site, which neither the browser nor a former case has seen."""
        self._portals.append(Portal(next(self._sites), *options))
        return self._portals[-1]

    def end_portals(self):
        while self._portals:
            self._portals.pop().end()

    def stop_browser(self):
        if self._running:
            self.browser.stop()
        self._running = False

    def end(self):
        self.stop_browser()
        self.end_portals()
        self._end_cards()

    def _end_cards(self):
        for card in filter(None, (self.card, self.second_card)):
            card.end()
        self.card = self.second_card = None

    # --- What cases assert ----------------------------------------------------------------------

    def opens(self, portal, *pins, expected):
        """Opens the portal's page and follows the browser, which shows what is expected."""
        self.browser.open(portal.url)
        equal("What the browser showed", self.browser.follow(*pins), expected)

    def page_names(self, persona, portal):
        """The page greets the holder of this persona, whom the portal saw over TLS."""
        holder = holder_of(persona)
        text = self.browser.text()
        if f"Welcome, {holder}" not in text:
            raise Failure(f"The page does not greet {holder}: {text}")
        equal("The portal's guest", portal.logins[-1]["holder"], holder)

    def card_saw(self, pins, wrong=0, tries=3):
        equal("PINs that the card verified", self.card.counter("verify_pins"), pins)
        equal("wrong PINs", self.card.counter("wrong_tries"), wrong)
        equal("tries left", self.card.tries(), tries)


def run(test, case):
    """Runs one case; says how it went."""
    start = time.monotonic()
    try:
        test.begin(case)
        case(test)
        outcome = "ok"
    except Exception:  # whatever it is, it is this case's failure, and the next case runs
        traceback.print_exc()
        test.browser.picture("failed")
        test.stop_browser()
        outcome = "FAILED"
    test.end_portals()
    print(f"{outcome:6} {test.browser.name} {case.__name__} ({time.monotonic() - start:.1f} s): "
          f"{case.__doc__.splitlines()[0]}", flush=True)
    return outcome == "ok"


def main(browser, group, only=None):
    pictures = BUILD / "browsers" / browser
    pictures.mkdir(parents=True, exist_ok=True)
    display = Display()
    test = Test(BROWSERS[browser](display, pictures))
    cases = [case for case in GROUPS[group] if only in (None, case.__name__)]
    if not cases:
        sys.exit(f"No case is called {only}.")
    good = [run(test, case) for case in cases]
    test.end()
    display.end()
    sys.exit(0 if all(good) else 1)


main(*sys.argv[1:])
