// SPDX-License-Identifier: Apache-2.0
// What is done with PINs that the user types on the reader.
#include "base/try.hpp"
#include "card/pin_entry.hpp"
#include "token/token.hpp"

namespace openbeid::token {

Result<void> Token::login_on_pad()
{
    const MutexLock lock{io_};
    if (logged_in()) {
        return {}; // in the meantime, by another thread: nobody is asked twice
    }
    OPENBEID_CHECK(may_ask_for_pin());
    return verify(nullptr);
}

Result<void> Token::change_pin_on_pad()
{
    const MutexLock lock{io_};
    OPENBEID_CHECK(may_ask_for_pin());
    OPENBEID_TRY(const auto transaction, begin());
    OPENBEID_CHECK(select_authentication_key(*transaction));
    const auto changed = card::change_pin_on_pad(*transaction);
    settle_change(*transaction, nullptr, changed);
    return changed;
}

Result<Bytes> Token::sign_legally_on_pad(const crypto::SignatureScheme& scheme, ByteView input)
{
    const MutexLock lock{io_};
    OPENBEID_CHECK(may_ask_for_pin());
    return sign_legally(scheme, input, nullptr);
}

bool Token::leave_signature_key(transport::Transaction& card)
{
    // The card has seen no PIN, so the login stands and there is no right to take back. Even if the
    // reader was wrong there is none after two commands (card reference §5.9: applet 1.8 lets one
    // come between VERIFY and signature), the second of which chooses the other key.
    auto left = card_.select_belpic(card);
    if (left) {
        left = card_.set_security_environment(
            card, card::KeyReference::authentication, card::AlgorithmReference::pkcs1_as_given);
    }
    if (!left) {
        note(left.error());
    }
    return left.has_value();
}

} // namespace openbeid::token
