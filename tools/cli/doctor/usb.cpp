// SPDX-License-Identifier: Apache-2.0
#include "doctor/usb.hpp"

#include "files.hpp"

#include <filesystem>

namespace openbeid::cli {

std::vector<std::string> usb_readers()
{
    constexpr std::string_view smart_card_class{"0b"}; // USB's class codes
    std::vector<std::string> names;
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
        const auto device = devices->path().parent_path() / name.substr(0, colon);
        const auto product = first_line(device / "product");
        names.push_back(product.empty() ? first_line(device / "idVendor") + ":" +
                                              first_line(device / "idProduct")
                                        : product);
    }
    return names;
}

} // namespace openbeid::cli
