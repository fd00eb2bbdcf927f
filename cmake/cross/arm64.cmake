# SPDX-License-Identifier: Apache-2.0
# For 64-bit ARM (arm64): tests/packages/test_in_root shows how to come by its compiler and libraries.
set(triplet aarch64-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
