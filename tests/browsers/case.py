# SPDX-License-Identifier: Apache-2.0
"""How a case is written: a function that gets a run.Test, with what it needs before it begins."""

import functools


def case(persona, fresh=True, card_is_late=False, reader_is_late=False, pad=False, opensc=""):
    """`persona` is the card in the reader when the browser starts, unless `card_is_late`, or even
    `reader_is_late`. With `pad` it is the reader with a PIN pad. `opensc`: see
    browser.register_module.

    A case that is not `fresh` goes on with the browser and the card of the case before.
    """
    def mark(function):
        function.persona, function.fresh = persona, fresh
        function.card_is_late, function.reader_is_late = card_is_late, reader_is_late
        function.pad, function.opensc = pad, opensc
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
