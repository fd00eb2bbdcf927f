# SPDX-License-Identifier: Apache-2.0
"""A reader with a PIN pad. Part of tests/run --full.

Firefox leaves the PIN to the pad, and shows a window that says so. Chromium has its own window for a
PIN first; what is typed there never reaches the card.
"""

from case import case
from stack import PIN, WRONG_PIN, equal


def opens_until_the_pad_asks(test, version):
    """A site, and what happens there until the person looks at the pad."""
    test.card.person_waits()
    portal = test.portal("--tls", version)
    test.browser.open(portal.url)
    equal("first", test.browser.next(), "certificate")
    test.browser.choose_certificate()
    looks_at_the_pad(test)
    return portal


def looks_at_the_pad(test):
    if test.browser.pad_title:
        test.browser.await_pad_window()
    else:
        test.browser.enter_pin(WRONG_PIN)


def logs_in_on_the_pad(test, version):
    earlier = test.card.entries()
    portal = opens_until_the_pad_asks(test, version)
    test.card.person_does(f"type {PIN}")
    ends_with_the_page(test, portal)
    equal("questions of the pad", test.card.entries() - earlier, 1)


def ends_with_the_page(test, portal):
    equal("then", test.browser.next(), "page")
    test.browser.picture()
    test.page_names(test.card.persona, portal)


@case("v17-citizen", pad=True)
def pad_v17(test):
    """A card of applet 1.7 in a reader with a PIN pad: the PIN is typed there."""
    logs_in_on_the_pad(test, "1.3")
    test.card_saw(pins=1)


@case("v18-citizen", pad=True)
def pad_v18(test):
    """A card of applet 1.8 in a reader with a PIN pad: the PIN is typed there."""
    logs_in_on_the_pad(test, "1.2")
    test.card_saw(pins=1)


@case("v18-citizen", pad=True)
def pad_cancelled(test):
    """Cancel on the pad: an error page, no try is lost, and another login works."""
    opens_until_the_pad_asks(test, "1.3")
    test.card.person_does("cancel")
    equal("then", test.browser.next(), "error")
    test.card_saw(pins=0)
    logs_in_on_the_pad(test, "1.3")
    test.card_saw(pins=1)


@case("v17-citizen", pad=True)
def pad_wrong_pin(test):
    """A wrong PIN on the pad costs one try, and the pad asks again."""
    portal = opens_until_the_pad_asks(test, "1.2")
    test.card.person_does(f"type {WRONG_PIN}")
    looks_at_the_pad(test)
    test.card.person_does(f"type {PIN}")
    ends_with_the_page(test, portal)
    test.card_saw(pins=2, wrong=1)


@case("v17-blocked", pad=True)
def pad_blocked(test):
    """A blocked card: the login ends with an error page, whatever is typed on the pad."""
    opens_until_the_pad_asks(test, "1.3")
    test.card.person_does(f"type {PIN}")
    equal("then", test.browser.next(), "error")
    equal("tries left", test.card.tries(), 0)


@case("v18-citizen", pad=True)
def pad_cancelled_in_the_browser(test):
    """Cancel in the browser's window: an error page; the pad is still free to be cancelled, too."""
    earlier = test.card.entries()
    if test.browser.pad_title:
        opens_until_the_pad_asks(test, "1.3")
        test.browser.cancel_pad_window()
        equal("then", test.browser.next(), "error")
        test.card.person_does("cancel")
    else:
        test.opens(test.portal("--tls", "1.3"), None, expected=["certificate", "pin", "error"])
        equal("questions of the pad", test.card.entries(), earlier)
    test.card_saw(pins=0)
    logs_in_on_the_pad(test, "1.3")
    test.card_saw(pins=1)


CASES = [pad_v17, pad_v18, pad_cancelled, pad_cancelled_in_the_browser, pad_wrong_pin, pad_blocked]
