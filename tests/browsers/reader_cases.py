# SPDX-License-Identifier: Apache-2.0
"""A reader that is plugged in after the browser started. Part of tests/run --full.

Firefox looks for new readers itself, every 3 s at most. Chromium never does: NSS, which both have,
looks only when it is told to, and Chromium does not tell it. So people have to start Chromium again.
"""

from case import case
from stack import PIN, equal, wait_for


def asks_for_certificate(test):
    """Whether the browser, at a site that it does not know yet, now has one to choose."""
    test.end_portals()
    portal = test.portal("--tls", "1.3")
    test.browser.open(portal.url)
    return test.browser.next() == "certificate" and portal


def logs_in_with_plugged_reader(test):
    test.plug_in_reader("v17-citizen")
    if not test.browser.finds_new_readers:
        equal("it asks for a certificate", asks_for_certificate(test), False)
        equal("sessions", test.browser.logged("C_OpenSession"), 0)
        test.restart_browser()
        test.card.reset_counters()
    portal = wait_for("the browser asks for a certificate", lambda: asks_for_certificate(test))
    equal("What the browser showed", test.browser.follow(PIN), ["certificate", "pin", "page"])
    test.page_names("v17-citizen", portal)
    test.card_saw(pins=1)


@case("v17-citizen", reader_is_late=True)
def no_reader(test):
    """There is no reader when the browser starts and a site asks: it comes later, with a card."""
    test.opens(test.portal("--tls", "1.3"), expected=["error"])
    logs_in_with_plugged_reader(test)


@case("v17-citizen", reader_is_late=True)
def second_reader(test):
    """There is an empty reader when the browser starts: another one comes later, with a card."""
    test.opens(test.portal("--tls", "1.3"), expected=["error"])
    logs_in_with_plugged_reader(test)


NO_READER, SECOND_READER = [no_reader], [second_reader]
