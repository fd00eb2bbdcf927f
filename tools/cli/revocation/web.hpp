// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openbeid/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <variant>

/// The only way to the network of what asks about revocation: plain HTTP, as certificates name it.
/// What comes back is signed, and believed only for its signature.
namespace openbeid::cli {

enum class WebFailure : std::uint8_t {
    no_answer, ///< nobody is reached, or the answer does not end in time
    refused,   ///< an answer that is none: an error, or a redirection, which is not followed
    malformed, ///< not the DER, or not the kind, that was asked for
    too_long,
};

/// What is fetched, and how much of it in how many seconds.
struct WebLimits {
    std::size_t size{};
    int seconds{}; ///< for all of the answer; 5 more to get a connection
};

/// For one run of the program: a host that did not answer is not asked again.
class Web {
public:
    /// One object in DER.
    [[nodiscard]] std::variant<Bytes, WebFailure> get(const std::string& url, WebLimits limits);

    /// Likewise, with a question.
    [[nodiscard]] std::variant<Bytes, WebFailure> post(const std::string& url,
                                                       ByteView question,
                                                       const char* question_type,
                                                       const char* answer_type,
                                                       WebLimits limits);

private:
    std::set<std::string> silent_{}; ///< hosts
};

} // namespace openbeid::cli
