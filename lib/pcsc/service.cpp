// SPDX-License-Identifier: Apache-2.0
#include "pcsc/service.hpp"

#include "base/try.hpp"
#include "pcsc/connection.hpp"
#include "pcsc/readers.hpp"
#include "pcsc/waiter.hpp"

#include <utility>

namespace openbeid::pcsc {

Result<std::vector<transport::ReaderStatus>> ReaderService::poll()
{
    const std::lock_guard lock{mutex_};
    for (;;) {
        const bool is_new = !context_.has_value();
        if (is_new) {
            OPENBEID_TRY(auto context, Context::establish());
            context_.emplace(std::move(context));
            ++run_;
        }
        const auto readers = Readers::look(*context_);
        if (readers) {
            auto statuses = readers->statuses();
            for (auto& status : statuses) {
                status.service_run = run_;
            }
            return statuses;
        }
        if (readers.error().code == Errc::service_unavailable) {
            context_.reset();
            if (!is_new) {
                continue; // pcscd died since the last poll and may run again: once with a new one
            }
        }
        return readers.error();
    }
}

Result<std::unique_ptr<transport::Connection>> ReaderService::connect(const std::string& reader)
{
    return Connection::open(reader);
}

std::unique_ptr<transport::Waiter> ReaderService::waiter()
{
    return std::make_unique<Waiter>();
}

} // namespace openbeid::pcsc
