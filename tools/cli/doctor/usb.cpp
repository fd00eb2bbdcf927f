// SPDX-License-Identifier: Apache-2.0
#include "doctor/usb.hpp"

#include "files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

/// Their folders in sysfs.
std::vector<fs::path> reader_devices()
{
    constexpr std::string_view smart_card_class{"0b"}; // USB's class codes
    std::vector<fs::path> readers;
    std::error_code error;
    std::filesystem::directory_iterator devices{"/sys/bus/usb/devices", error};
    for (; !error && devices != std::filesystem::directory_iterator{}; devices.increment(error)) {
        // An interface "1-2:1.0" belongs to the device "1-2".
        const auto name = devices->path().filename().string();
        const auto colon = name.find(':');
        if (colon == std::string::npos ||
            first_line(devices->path() / "bInterfaceClass") != smart_card_class) {
            continue;
        }
        readers.push_back(devices->path().parent_path() / name.substr(0, colon));
    }
    return readers;
}

/// Of a device's entry in udev's database, "I:" and microseconds.
std::chrono::microseconds plugged(const fs::path& device)
{
    for (const auto& line : lines_of("/run/udev/data/c" + first_line(device / "dev"))) {
        long long time = 0;
        if (line.starts_with("I:") &&
            std::from_chars(line.data() + 2, line.data() + line.size(), time).ec == std::errc{}) {
            return std::chrono::microseconds{time};
        }
    }
    return {};
}

} // namespace

std::vector<std::string> usb_readers()
{
    std::vector<std::string> names;
    for (const auto& device : reader_devices()) {
        const auto product = first_line(device / "product");
        names.push_back(product.empty() ? first_line(device / "idVendor") + ":" +
                                              first_line(device / "idProduct")
                                        : product);
    }
    return names;
}

std::chrono::microseconds last_usb_reader_plugged()
{
    std::chrono::microseconds last{};
    for (const auto& device : reader_devices()) {
        last = std::max(last, plugged(device));
    }
    return last;
}

} // namespace openbeid::cli
