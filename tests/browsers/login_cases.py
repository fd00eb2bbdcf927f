# SPDX-License-Identifier: Apache-2.0
"""The main job: a login with each card over each version of TLS, in a browser that is new to it."""

from case import case
from stack import PIN, equal


def log_in(test, version, scheme):
    portal = test.portal("--tls", version)
    test.opens(portal, PIN, expected=["certificate", "pin", "page"])
    test.page_names(test.card.persona, portal)
    test.card_saw(pins=1)
    equal("TLS", portal.logins[-1]["tls"], f"TLSv{version}")
    equal("scheme", portal.logins[-1]["scheme"], scheme)


@case("v17-citizen")
def v17_tls12(test):
    """A card of applet 1.7 logs in over TLS 1.2."""
    log_in(test, "1.2", test.browser.tls12_rsa_scheme)


@case("v17-citizen")
def v17_tls13(test):
    """A card of applet 1.7 logs in over TLS 1.3."""
    log_in(test, "1.3", "rsa_pss_rsae_sha256")


@case("v18-citizen")
def v18_tls12(test):
    """A card of applet 1.8 logs in over TLS 1.2."""
    log_in(test, "1.2", "ecdsa_sha256")


@case("v18-citizen")
def v18_tls13(test):
    """A card of applet 1.8 logs in over TLS 1.3."""
    log_in(test, "1.3", "ecdsa_secp384r1_sha384")


CASES = [v17_tls12, v17_tls13, v18_tls12, v18_tls13]
