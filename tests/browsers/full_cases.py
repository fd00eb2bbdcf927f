# SPDX-License-Identifier: Apache-2.0
"""What happens less often. Part of tests/run --full."""

from case import case
from core_cases import cancels_and_logs_in
from stack import PIN, WRONG_PIN, equal, holder_of, wait_for


@case("v17-citizen", card_is_late=True)
def late_card(test):
    """The card is put in after the browser started, and after a site asked for it in vain."""
    portal = test.portal("--tls", "1.3")
    test.opens(portal, expected=["error"])
    test.card.insert()
    test.card.reset_counters()
    other = test.portal("--tls", "1.3")
    test.opens(other, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, other)
    test.card_saw(pins=1)


@case("v18-citizen")
def second_tab_and_site(test):
    """A second tab and a second site need no second PIN."""
    portal = test.portal("--tls", "1.3")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.browser.open_new("tab")
    test.opens(portal, expected=["page"])
    test.page_names(test.card.persona, portal)
    test.browser.open_new("tab")
    other = test.portal("--tls", "1.2")
    test.opens(other, expected=["certificate", "page"])
    test.page_names(test.card.persona, other)
    test.card_saw(pins=1)


@case("v17-citizen")
def swapped(test):
    """Another person's card instead of the first one: that person is asked, and comes in."""
    portal = test.portal("--tls", "1.3")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card.swap("v18-foreigner")
    test.card.reset_counters()
    other = test.portal("--tls", "1.3")
    test.opens(other, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, other)
    test.card_saw(pins=1)


@case("v17-blocked")
def blocked(test):
    """A blocked card: the login ends with an error page, whatever PIN is typed."""
    portal = test.portal("--tls", "1.2")
    test.opens(portal, PIN, expected=["certificate", "pin", "error"])
    equal("tries left", test.card.tries(), 0)


@case("v17-citizen")
def tls12_cancelled(test):
    """Cancel at TLS 1.2: an error page, nothing sent to the card, and another login works."""
    cancels_and_logs_in(test, "1.2")


@case("v18-citizen")
def tls12_wrong_pin(test):
    """A wrong PIN at TLS 1.2 costs one try, and the browser asks again."""
    portal = test.portal("--tls", "1.2")
    test.opens(portal, WRONG_PIN, PIN, expected=["certificate", "pin", "pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card_saw(pins=2, wrong=1)


@case("v17-citizen")
def pss_sha384_only(test):
    """A server that accepts only what applet 1.7 cannot do: one refusal at once, and no signature.

    Chromium shows an error page. Firefox goes on loading for ever, which no module can prevent.
    """
    portal = test.portal("--tls", "1.3", "--client-schemes", "rsa_pss_rsae_sha384")
    test.browser.open(portal.url)
    equal("first", test.browser.next(), "certificate")
    test.browser.choose_certificate()
    wait_for("the PIN window", test.browser.pin_windows)
    earlier = len(portal.refusals)
    test.browser.enter_pin(PIN)
    wait_for("the portal hears the end of it", lambda: portal.refusals[earlier:])
    if test.browser.says_that_signing_failed:
        equal("then", test.browser.next(), "error")
    test.browser.picture()
    equal("refusals", test.browser.logged("C_SignInit: CKR_MECHANISM_PARAM_INVALID"), 1)
    equal("reasons", test.browser.logged("wanted with hash SHA-384"), 1)
    equal("signatures", test.card.counter("signatures_82"), 0)
    equal("guests", portal.logins, [])
    test.card_saw(pins=1)


@case("v18-citizen")
def two_windows(test):
    """Two logins at once, in two windows: both come in, and the card verifies one PIN.

    Chromium asks for the PIN in each window; the second one never reaches the card.
    """
    portals = [test.portal("--tls", "1.3"), test.portal("--tls", "1.3")]
    test.browser.open(portals[0].url)
    wait_for("the list of certificates", test.browser.choosing)
    test.browser.open_new("window")
    test.browser.place_second_window()
    test.browser.open(portals[1].url)
    wait_for("both lists of certificates", lambda: len(test.browser.choosing()) == 2)
    for _ in portals:
        test.browser.choose_certificate()
    while (seen := wait_for("both logins go on", lambda: test.browser.sees(pages=2))) != "page":
        equal("A login wants", seen, "pin")
        test.browser.enter_pin(PIN)
    test.browser.picture()
    for portal in portals:
        equal("guest", portal.logins[-1]["holder"], holder_of(test.card.persona))
    test.card_saw(pins=1)


@case("v17-citizen", second="v18-foreigner")
def two_cards(test):
    """Two cards in a reader with two slots: the PIN goes to the one whose certificate is chosen."""
    cards = [test.card, test.second_card]
    for card in cards:
        card.reset_counters()
    portal = test.portal("--tls", "1.2")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    equal("PINs that the cards verified", sorted(card.counter("verify_pins") for card in cards), [0, 1])
    used = next(card for card in cards if card.counter("verify_pins"))
    test.page_names(used.persona, portal)
    equal("tries left", [card.tries() for card in cards], [3, 3])


WITH_ANY_CARD = [late_card, second_tab_and_site, swapped, tls12_cancelled, tls12_wrong_pin, two_windows]
WITH_CARDS_OF_THEIR_OWN = [blocked, pss_sha384_only, two_cards]
CASES = WITH_ANY_CARD + WITH_CARDS_OF_THEIR_OWN
