// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/processes.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace openbeid::cli {

/// Names of the smart card readers (class CCID) on the USB bus, as the kernel knows them.
[[nodiscard]] std::vector<std::string> usb_readers();

/// Those that no program has opened; a driver of the reader service keeps its readers open. (Names
/// don't tell: drivers have their own for many readers.)
[[nodiscard]] std::vector<std::string> unclaimed_usb_readers();

/// Those that one of these programs has opened itself, past the reader service.
[[nodiscard]] std::vector<std::string> usb_readers_of(const std::vector<Process>& programs);

/// When the last of them was plugged in, since the computer was started, by udev's clock, which
/// does not go on while the computer sleeps. 0 if that is not known.
[[nodiscard]] std::chrono::microseconds last_usb_reader_plugged();

} // namespace openbeid::cli
