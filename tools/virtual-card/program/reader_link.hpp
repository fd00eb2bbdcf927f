// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "virtual_card/card.hpp"

namespace openbeid::virtual_card {

/// The reader that the card is put into, as seen from the card.
class ReaderLink {
public:
    ReaderLink() = default;
    ReaderLink(const ReaderLink&) = delete;
    ReaderLink& operator=(const ReaderLink&) = delete;
    virtual ~ReaderLink() = default;

    /// Looks for the reader, once.
    [[nodiscard]] virtual bool connect() = 0;
    /// The card is out.
    virtual void close() = 0;

    [[nodiscard]] virtual bool connected() const = 0;
    [[nodiscard]] virtual int fd() const = 0;

    /// The reader has powered the card and learnt its ATR: pcscd is about to announce it.
    [[nodiscard]] virtual bool greeted() const = 0;

    /// Answers what the reader sent. False if the link has ended, the card is out or gives no
    /// answer that the reader could be told.
    [[nodiscard]] virtual bool serve(Card& card) = 0;
};

} // namespace openbeid::virtual_card
