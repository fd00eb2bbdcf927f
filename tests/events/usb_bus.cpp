// SPDX-License-Identifier: Apache-2.0
#include "usb_bus.hpp"

#include "environment.hpp"
#include "scenario.hpp"

#include <winscard.h>

#include <fstream>

namespace openbeid::test {

namespace {

void tell(const char* command)
{
    std::ofstream bus{environment("TMPDIR") + "/usb-bus"};
    bus << command << std::endl;
    if (!bus) {
        throw std::runtime_error{"no USB bus"};
    }
}

bool is_any_reader_listed()
{
    SCARDCONTEXT context{};
    DWORD size = 0;
    if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) != SCARD_S_SUCCESS) {
        throw std::runtime_error{"pcscd"};
    }
    const LONG result = SCardListReaders(context, nullptr, nullptr, &size);
    SCardReleaseContext(context);
    return result != SCARD_E_NO_READERS_AVAILABLE;
}

} // namespace

UsbBus::UsbBus(std::string reader) : reader_{std::move(reader)} {}

UsbBus::~UsbBus()
{
    if (!plugged_) {
        plug();
    }
}

void UsbBus::plug()
{
    tell("plug");
    await_card(reader_, true);
    plugged_ = true;
}

void UsbBus::unplug()
{
    tell("unplug");
    plugged_ = false;
    REQUIRE(becomes_true([] { return !is_any_reader_listed(); }, 10s));
}

} // namespace openbeid::test
