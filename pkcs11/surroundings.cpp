// SPDX-License-Identifier: Apache-2.0
// What the library stands on, in the place of which tests put their own.
#include "pcsc/context.hpp"
#include "pcsc/service.hpp"
#include "pkcs11/module.hpp"

namespace openbeid::pkcs11 {

Prompt make_prompt()
{
    return Prompt{};
}

std::unique_ptr<transport::ReaderService> make_reader_service()
{
    pcsc::watch_forks();
    return std::make_unique<pcsc::ReaderService>();
}

} // namespace openbeid::pkcs11
