# SPDX-License-Identifier: Apache-2.0
# For 32-bit ARM (armhf): tests/packages/test_in_root shows how to come by its compiler and libraries.
set(triplet arm-linux-gnueabihf)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
