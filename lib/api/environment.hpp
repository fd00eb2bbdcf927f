// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.hpp"
#include "crypto/context.hpp"
#include "token/token.hpp"
#include "transport/transport.hpp"

#include <unistd.h>

#include <memory>

namespace openbeid::api {

/// What the readers and the cards that were opened through them share. The last of them ends it.
struct Environment {
    std::unique_ptr<crypto::Context> crypto;
    std::shared_ptr<SecretStore> secrets;
    std::unique_ptr<transport::ReaderService> service;
    pid_t process{::getpid()};

    /// This process is a child of the one that made it: what it holds is that one's.
    [[nodiscard]] bool is_of_another_process() const noexcept { return ::getpid() != process; }

    [[nodiscard]] token::Surroundings surroundings() const noexcept
    {
        return {.crypto = *crypto, .secrets = *secrets, .readers = *service};
    }
};

} // namespace openbeid::api
