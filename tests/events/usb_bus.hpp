// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace openbeid::test {

/// The USB port of the two readers, see $OPENBEID_USB_READER in tests/support/private-pcscd.
/// `reader` is the one with this run's card. Plugged in before the scenario and after it.
class UsbBus {
public:
    explicit UsbBus(std::string reader);
    ~UsbBus();
    UsbBus(const UsbBus&) = delete;
    UsbBus& operator=(const UsbBus&) = delete;

    /// These return when pcscd shows it: the reader with its card, or no reader.
    void plug();
    void unplug();

private:
    std::string reader_;
    bool plugged_{true};
};

} // namespace openbeid::test
