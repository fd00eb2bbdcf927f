// SPDX-License-Identifier: Apache-2.0
#include "pcsc/service.hpp"
#include "pkcs11/module.hpp"

namespace openbeid::pkcs11 {

std::unique_ptr<transport::ReaderService> make_reader_service()
{
    return std::make_unique<pcsc::ReaderService>();
}

} // namespace openbeid::pkcs11
