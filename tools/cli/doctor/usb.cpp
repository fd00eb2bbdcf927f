// SPDX-License-Identifier: Apache-2.0
#include "doctor/usb.hpp"

#include "files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace openbeid::cli {

namespace {

namespace fs = std::filesystem;

struct UsbReader {
    fs::path device{}; ///< its folder in sysfs
    /// The kernel shows the interface as driven: by usbfs, if a program claimed it through libusb.
    bool claimed{false};
};

/// One for each interface that is a smart card reader.
std::vector<UsbReader> reader_interfaces()
{
    constexpr std::string_view smart_card_class{"0b"}; // USB's class codes
    std::vector<UsbReader> readers;
    std::error_code error;
    std::filesystem::directory_iterator devices{"/sys/bus/usb/devices", error};
    for (; !error && devices != std::filesystem::directory_iterator{}; devices.increment(error)) {
        // An interface "1-2:1.0" belongs to the device "1-2".
        const auto& interface = devices->path();
        const auto name = interface.filename().string();
        const auto colon = name.find(':');
        if (colon == std::string::npos ||
            first_line(interface / "bInterfaceClass") != smart_card_class) {
            continue;
        }
        std::error_code none;
        readers.push_back({.device = interface.parent_path() / name.substr(0, colon),
                           .claimed = fs::exists(interface / "driver", none)});
    }
    return readers;
}

std::string product_of(const fs::path& device)
{
    const auto product = first_line(device / "product");
    return product.empty()
               ? first_line(device / "idVendor") + ":" + first_line(device / "idProduct")
               : product;
}

/// "/dev/bus/usb/001/002"
std::string device_file(const fs::path& device)
{
    const auto three_digits = [](std::string number) {
        return number.size() < 3 ? std::string(3 - number.size(), '0') + number : number;
    };
    return "/dev/bus/usb/" + three_digits(first_line(device / "busnum")) + "/" +
           three_digits(first_line(device / "devnum"));
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
    for (const auto& reader : reader_interfaces()) {
        names.push_back(product_of(reader.device));
    }
    return names;
}

std::vector<std::string> unclaimed_usb_readers()
{
    const auto readers = reader_interfaces();
    std::vector<std::string> names;
    for (const auto& reader : readers) {
        // A driver may leave one of several interfaces alone.
        if (std::none_of(readers.begin(), readers.end(), [&](const UsbReader& other) {
                return other.claimed && other.device == reader.device;
            })) {
            names.push_back(product_of(reader.device));
        }
    }
    return names;
}

std::vector<std::string> usb_readers_of(const std::vector<Process>& programs)
{
    std::vector<std::string> names;
    for (const auto& reader : reader_interfaces()) {
        const auto file = device_file(reader.device);
        if (std::any_of(programs.begin(), programs.end(), [&](const Process& program) {
                return has_open(program, file);
            })) {
            names.push_back(product_of(reader.device));
        }
    }
    return names;
}

std::chrono::microseconds last_usb_reader_plugged()
{
    std::chrono::microseconds last{};
    for (const auto& reader : reader_interfaces()) {
        last = std::max(last, plugged(reader.device));
    }
    return last;
}

} // namespace openbeid::cli
