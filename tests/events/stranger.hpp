// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <winscard.h>

#include <string>

namespace openbeid::test {

/// Another program that uses the same card, over PC/SC and knowing nothing of ours.
class Stranger {
public:
    /// Throws if pcscd does not let it.
    explicit Stranger(const std::string& reader, DWORD share_mode = SCARD_SHARE_SHARED);
    ~Stranger();
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;

    /// What SCardConnect answers.
    [[nodiscard]] static LONG try_connect(const std::string& reader, DWORD share_mode);

    void begin() const;
    void end(DWORD disposition = SCARD_LEAVE_CARD) const;
    void reset();
    /// The status word of an APDU, in hexadecimal digits both.
    std::string send(const std::string& apdu) const;

private:
    SCARDCONTEXT context_{};
    SCARDHANDLE card_{};
    DWORD protocol_{};
};

/// Returns when pcscd shows the reader with or without a card.
void await_card(const std::string& reader, bool present);

/// Whether another program is connected to the card.
[[nodiscard]] bool is_in_use(const std::string& reader);

} // namespace openbeid::test
