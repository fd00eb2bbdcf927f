# SPDX-License-Identifier: Apache-2.0
"""How a case is written: a function that gets a run.Test, with what it needs before it begins."""

import functools


def case(persona, fresh=True, card_is_late=False, reader_is_late=False, pad=False, opensc="",
         second=None):
    """`persona` is the card in the reader when the browser starts, unless `card_is_late`, or even
    `reader_is_late`; `second` is another one in the reader's second slot. With `pad` it is the reader with a PIN pad. `opensc`: see
    browser.register_module.

    A case that is not `fresh` goes on with the browser and the card of the case before.
    """
    def mark(function):
        function.persona, function.fresh = persona, fresh
        function.card_is_late, function.reader_is_late = card_is_late, reader_is_late
        function.pad, function.opensc, function.second = pad, opensc, second
        return function
    return mark


def with_opensc(function, persona=None):
    """The same case, where OpenSC's module was registered before ours and that was set right; with
    this card, if the case does not want its own.
    """
    @functools.wraps(function)
    def run(test):
        function(test)
    run.opensc = "fixed"
    run.persona = persona or function.persona
    run.__name__ = "_".join(filter(None, ["opensc", function.__name__, persona and persona[:3]]))
    return run
