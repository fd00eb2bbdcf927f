// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the bench and the programs it runs say to each other.
namespace openbeid::bench {

inline constexpr const char* begin_event = "begin";
inline constexpr const char* end_event = "end";
inline constexpr const char* failure_event = "failed";

/// Files that don't exist; asking for them frames the system calls that count.
inline constexpr const char* begin_mark = "/openbeid-bench/begin";
inline constexpr const char* end_mark = "/openbeid-bench/end";

} // namespace openbeid::bench
