# SPDX-License-Identifier: Apache-2.0
"""How a case is written: a function that gets a run.Test, with what it needs before it begins."""


def case(persona, fresh=True, card_is_late=False):
    """`persona` is the card in the reader when the browser starts, unless `card_is_late`.

    A case that is not `fresh` goes on with the browser and the card of the case before.
    """
    def mark(function):
        function.persona, function.fresh = persona, fresh
        function.card_is_late = card_is_late
        return function
    return mark
