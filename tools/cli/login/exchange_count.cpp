// SPDX-License-Identifier: Apache-2.0
#include "login/exchange_count.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace openbeid::cli {

ExchangeCount::ExchangeCount() : log_{::memfd_create("log", MFD_CLOEXEC)}
{
    if (log_ >= 0) {
        const auto path = "/proc/self/fd/" + std::to_string(log_);
        ::setenv("OPENBEID_LOG", "debug", 1);
        ::setenv("OPENBEID_LOG_FILE", path.c_str(), 1);
    }
}

ExchangeCount::~ExchangeCount()
{
    if (log_ >= 0) {
        ::close(log_);
    }
}

std::optional<std::size_t> ExchangeCount::next()
{
    std::string fresh;
    std::array<char, 4096> part{};
    while (true) {
        const auto got =
            log_ < 0 ? -1 : ::pread(log_, part.data(), part.size(), static_cast<off_t>(read_));
        if (got <= 0) {
            break;
        }
        fresh.append(part.data(), static_cast<std::size_t>(got));
        read_ += static_cast<std::size_t>(got);
    }
    if (read_ == 0) {
        return std::nullopt; // no log: a module that is not ours
    }
    constexpr std::string_view exchange{"openbeid debug: APDU "};
    std::size_t count = 0;
    for (auto place = fresh.find(exchange); place != std::string::npos;
         place = fresh.find(exchange, place + 1)) {
        ++count;
    }
    return count;
}

} // namespace openbeid::cli
