// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

namespace openbeid::test {

/**
 * How often the memory of this process holds the digits that `masked` spells (hexadecimal, each
 * byte masked with pin_mask; so that it does not count itself): as text, as numbers, or two to a
 * byte as the card gets them.
 */
[[nodiscard]] std::size_t copies_in_memory(const std::string& masked);

/// The same of another process, of whose folder in /proc `memory` is "mem", and `maps` is "maps".
[[nodiscard]] std::size_t
copies_in_memory(const std::string& masked, int memory, std::istream& maps);

/// The same of a file, a core dump for one.
[[nodiscard]] std::size_t copies_in_file(const std::string& masked, const std::string& path);

} // namespace openbeid::test
