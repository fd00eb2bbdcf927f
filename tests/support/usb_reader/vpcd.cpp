// SPDX-License-Identifier: Apache-2.0
// What usb_reader.cpp is linked with in place of vpcd, which need not be there at build time. Has
// its name; never loaded.
extern "C" {
#include <ifdhandler.h>

RESPONSECODE IFDHCreateChannel(DWORD /*lun*/, DWORD /*channel*/)
{
    return IFD_NOT_SUPPORTED;
}
}
