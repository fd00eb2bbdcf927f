// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pkcs11/object.hpp"
#include "pkcs11/question.hpp"
#include "token/token.hpp"

namespace openbeid::pkcs11 {

/// What lives as long as a card stays in its reader. Shared by the slot and the sessions.
class Insertion {
public:
    Insertion(const token::Surroundings& surroundings,
              const transport::ReaderStatus& seen,
              const card::CardData& data,
              transport::PinPad pin_pad)
        : token{surroundings, seen, data, pin_pad}
    {
    }

    /// A session opens: the first one connects to the card.
    [[nodiscard]] Result<void> open()
    {
        const MutexLock lock{mutex_};
        if (sessions_ == 0) {
            if (auto connected = token.connect(); !connected) {
                return connected;
            }
        }
        ++sessions_;
        return {};
    }

    /// A session closes: with the last one login and connection end.
    void close()
    {
        const MutexLock lock{mutex_};
        if (--sessions_ == 0) {
            token.disconnect();
            objects.forget_private_objects();
        }
    }

    token::Token token;
    ObjectHandles objects;
    QuestionTurn question_turn;

private:
    Mutex mutex_;
    int sessions_ OPENBEID_GUARDED_BY(mutex_){0};
};

} // namespace openbeid::pkcs11
