# SPDX-License-Identifier: Apache-2.0
"""How a case is written: a function that gets a run.Test, with what it needs before it begins."""

import functools


def case(persona, fresh=True, card_is_late=False, pcscd_is_late=False, opensc=""):
    """`persona` is the card in the reader when the browser starts, unless `card_is_late`; unless
    `pcscd_is_late` there is a reader service then. `opensc`: see browser.register_module.

    A case that is not `fresh` goes on with the browser and the card of the case before.
    """
    def mark(function):
        function.persona, function.fresh = persona, fresh
        function.card_is_late, function.pcscd_is_late = card_is_late, pcscd_is_late
        function.opensc = opensc
        return function
    return mark


def with_opensc(function):
    """The same case, where OpenSC's module was registered before ours and that was set right."""
    @functools.wraps(function)
    def run(test):
        function(test)
    run.opensc = "fixed"
    run.__name__ = f"opensc_{function.__name__}"
    return run
