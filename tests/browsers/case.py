# SPDX-License-Identifier: Apache-2.0
"""How a case is written: a function that gets a run.Test, with what it needs before it begins."""

import functools


def case(persona, fresh=True, card_is_late=False, reader_is_late=False, pad=False,
         modules="ours", second=None):
    """`persona` is the card in the reader when the browser starts, unless `card_is_late`, or even
    `reader_is_late`; `second` is another one in the reader's second slot. With `pad` it is the reader
    with a PIN pad. `modules`: see browser.register_module.

    A case that is not `fresh` goes on with the browser and the card of the case before.
    """
    def mark(function):
        function.persona, function.fresh = persona, fresh
        function.card_is_late, function.reader_is_late = card_is_late, reader_is_late
        function.pad, function.modules, function.second = pad, modules, second
        return function
    return mark


def with_modules(modules, function, persona=None):
    """The same case, where other modules are registered too, or ours in another way; with this
    card, if the case does not want its own.
    """
    @functools.wraps(function)
    def run(test):
        function(test)
    run.modules = modules
    run.persona = persona or function.persona
    run.__name__ = "_".join(filter(None, [modules, function.__name__, persona and persona[:3]]))
    return run
