# SPDX-License-Identifier: Apache-2.0
"""OpenSC's module in the same profile, registered before ours. Part of tests/run --full.

What then happens is OpenSC's matter: it is recorded, and openbeid has to tell it rightly. Once our
module is put first, every other case has to go as it does without OpenSC.
"""

import threading

import core_cases
import full_cases
import login_cases
from case import case, with_modules
from stack import PIN, Failure, equal, holder_of, wait_for

PATIENCE_WITH_OTHERS = 40  # seconds; Firefox goes on loading for ever if a signature fails


def log_in_as_far_as_it_goes(test, portal):
    """Returns "page", "error", or "no end"."""
    pins = [PIN, PIN]  # one for each module's token
    # Firefox asks for a PIN of OpenSC's before it answers that it has begun to load.
    opening = threading.Thread(target=test.browser.open, args=(portal.url,), daemon=True)
    opening.start()
    while True:
        try:
            seen = wait_for("a window, or a page", test.browser.sees, PATIENCE_WITH_OTHERS)
        except Failure:
            test.browser.picture()
            return "no end"
        if seen == "certificate":
            opening.join()
            test.browser.choose_certificate()
        elif seen == "pin" and pins:
            test.browser.enter_pin(pins.pop())
        elif seen == "pin":
            test.browser.cancel_pin()
        else:
            test.browser.picture()
            return seen


def record(test, version):
    preferred = test.browser.preferred_module()
    portal = test.portal("--tls", version)
    outcome = log_in_as_far_as_it_goes(test, portal)
    asked = test.browser.logged("C_Login: CKR_OK") > 0
    print(f"RECORDED {test.browser.name}, {test.card.persona}, TLS {version}, OpenSC first: "
          f"openbeid says that the browser uses {preferred or 'nobody knows which'}; it used "
          f"{'Belgian eID' if asked else 'OpenSC'}; {outcome}", flush=True)
    if preferred:
        equal("openbeid says that the browser uses our module", preferred == "Belgian eID", asked)
    if asked:
        equal("outcome", outcome, "page")
        equal("guest", portal.logins[-1]["holder"], holder_of(test.card.persona))
    equal("tries left", test.card.tries(), 3)


@case("v17-citizen", modules="opensc_first")
def opensc_first_v17_tls12(test):
    """OpenSC first, applet 1.7, TLS 1.2: openbeid tells whose certificate the browser takes."""
    record(test, "1.2")


@case("v17-citizen", modules="opensc_first")
def opensc_first_v17_tls13(test):
    """OpenSC first, applet 1.7, TLS 1.3: openbeid tells whose certificate the browser takes."""
    record(test, "1.3")


@case("v18-citizen", modules="opensc_first")
def opensc_first_v18_tls12(test):
    """OpenSC first, applet 1.8, TLS 1.2: openbeid tells whose certificate the browser takes."""
    record(test, "1.2")


@case("v18-citizen", modules="opensc_first")
def opensc_first_v18_tls13(test):
    """OpenSC first, applet 1.8, TLS 1.3: openbeid tells whose certificate the browser takes."""
    record(test, "1.3")


@case("v17-citizen", modules="opensc_first", second="v18-foreigner")
def opensc_first_two_cards(test):
    """OpenSC first, two cards in a reader with two slots: recorded, and no try is lost."""
    portal = test.portal("--tls", "1.2")
    outcome = log_in_as_far_as_it_goes(test, portal)
    print(f"RECORDED {test.browser.name}, two cards, TLS 1.2, OpenSC first: {outcome}", flush=True)
    equal("tries left", [test.card.tries(), test.second_card.tries()], [3, 3])


@case("foreign", modules="opensc_first")
def opensc_first_foreign_card(test):
    """OpenSC first, and another country's card: no certificate, no end of the browser."""
    test.opens(test.portal("--tls", "1.3"), expected=["error"])


@case("foreign", modules="opensc_fixed")
def opensc_foreign_card(test):
    """The same after openbeid browsers enable --fix-opensc; and an eID after it works."""
    test.opens(test.portal("--tls", "1.3"), expected=["error"])
    test.card.swap("v18-citizen")
    test.card.reset_counters()
    portal = test.portal("--tls", "1.3")
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.page_names("v18-citizen", portal)
    test.card_saw(pins=1)


FIRST = [opensc_first_v17_tls12, opensc_first_v17_tls13, opensc_first_v18_tls12, opensc_first_v18_tls13,
         opensc_first_two_cards, opensc_first_foreign_card]
FIXED = [opensc_foreign_card] + [
    with_modules("opensc_fixed", each)
    for each in login_cases.CASES + full_cases.WITH_CARDS_OF_THEIR_OWN] + [
    with_modules("opensc_fixed", each, persona) for persona in ("v17-citizen", "v18-citizen")
    for each in core_cases.CASES + full_cases.WITH_ANY_CARD]
CASES = FIRST + FIXED
