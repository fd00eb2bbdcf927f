# SPDX-License-Identifier: Apache-2.0
"""A reader with a PIN pad. Part of tests/run --full."""

from case import case
from stack import PIN, WRONG_PIN, equal


def log_in_on_the_pad(test, version):
    """Firefox leaves the PIN to the pad. Chromium has its own window first; what is typed there never
    reaches the card.
    """
    test.card.person_types(PIN)
    earlier = test.card.entries()
    portal = test.portal("--tls", version)
    if test.browser.asks_beside_pad:
        test.opens(portal, WRONG_PIN, expected=["certificate", "pin", "page"])
    else:
        test.opens(portal, expected=["certificate", "page"])
    test.page_names(test.card.persona, portal)
    equal("questions of the pad", test.card.entries() - earlier, 1)
    test.card_saw(pins=1)


@case("v17-citizen", pad=True)
def pad_v17(test):
    """A card of applet 1.7 in a reader with a PIN pad: the PIN is typed there."""
    log_in_on_the_pad(test, "1.3")


@case("v18-citizen", pad=True)
def pad_v18(test):
    """A card of applet 1.8 in a reader with a PIN pad: the PIN is typed there."""
    log_in_on_the_pad(test, "1.2")


CASES = [pad_v17, pad_v18]
