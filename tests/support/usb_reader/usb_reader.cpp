// SPDX-License-Identifier: Apache-2.0
// The driver of vpcd for pcscd's USB hot-plug: everything is vpcd's own, but that pcscd names a USB
// reader by its place on the bus, where vpcd wants a port.
extern "C" {
#include <ifdhandler.h>

// The port that vpcd has in reader.conf too: 35963, and the next one for the second slot.
RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR /*device_name*/)
{
    return IFDHCreateChannel(lun, 0x8C7B);
}
}
