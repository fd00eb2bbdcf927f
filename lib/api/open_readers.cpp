// SPDX-License-Identifier: Apache-2.0
#include "api/readers.hpp"
#include "pcsc/service.hpp"

namespace openbeid {

Result<Readers> Readers::open()
{
    return Impl::create(std::make_unique<pcsc::ReaderService>());
}

} // namespace openbeid
