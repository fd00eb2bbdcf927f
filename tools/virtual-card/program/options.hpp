// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace openbeid::virtual_card {

enum class Mode : std::uint8_t { serve, self_test, list, prepare, version, help };

struct Options {
    Mode mode{Mode::serve};
    std::string persona{"v17-citizen"};
    std::string host{"127.0.0.1"};
    std::string port{"35963"};
    std::string ccid{};    ///< where the terminal of a CCID reader goes; empty: vpcd
    bool echo{true};       ///< that reader repeats what it is sent
    std::string control{}; ///< path of the control socket; empty: none
    std::filesystem::path cache{};
    std::chrono::seconds timeout{60}; ///< for vpcd to listen; 0: for ever
    bool insert{true};
    bool trace{false};
    bool persona_given{false};
};

/// Nothing if the command line is wrong; the reason is on standard error.
[[nodiscard]] std::optional<Options> parse_options(std::span<char*> arguments);

void print_usage();

} // namespace openbeid::virtual_card
