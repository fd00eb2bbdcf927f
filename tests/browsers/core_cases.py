# SPDX-License-Identifier: Apache-2.0
"""What happens every day besides a smooth login. One browser goes through all of it."""

from case import case
from stack import PIN, WRONG_PIN, equal, reset_by_another_program


@case("v17-citizen")
def wrong_pin(test):
    """A wrong PIN costs one try, and the browser asks again."""
    portal = test.portal("--tls", "1.3")
    test.browser.open(portal.url)
    equal("first", test.browser.next(), "certificate")
    test.browser.choose_certificate()
    test.browser.enter_pin(WRONG_PIN)
    equal("after the wrong PIN", test.browser.next(), "pin")
    test.card_saw(pins=1, wrong=1, tries=2)
    equal("then", test.browser.follow(PIN), ["pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card_saw(pins=2, wrong=1, tries=3)


@case("v17-citizen", fresh=False)
def reset(test):
    """Another program resets the card: the next login asks for the PIN again, and works."""
    reset_by_another_program()
    portal = test.portal("--tls", "1.3")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card_saw(pins=1)


@case("v17-citizen", fresh=False)
def reinserted(test):
    """The card is taken out and put back: the next login asks for the PIN again, and works."""
    test.card.remove()
    test.card.insert()
    portal = test.portal("--tls", "1.3")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card_saw(pins=1)


@case("v17-citizen", fresh=False)
def cancelled(test):
    """Cancel instead of a PIN: an error page, nothing sent to the card, and another login works."""
    test.card.remove()
    test.card.insert()
    cancels_and_logs_in(test, "1.3")


def cancels_and_logs_in(test, version):
    portal = test.portal("--tls", version)
    test.opens(portal, None, expected=["certificate", "pin", "error"])
    test.card_saw(pins=0)
    # Another site, because Chromium remembers for a while that this one got no certificate.
    other = test.portal("--tls", version)
    test.opens(other, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, other)
    test.card_saw(pins=1)


CASES = [wrong_pin, reset, reinserted, cancelled]
