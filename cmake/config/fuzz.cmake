# SPDX-License-Identifier: Apache-2.0
# The fuzz targets with libFuzzer, under AddressSanitizer and UndefinedBehaviorSanitizer.
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
include(${CMAKE_CURRENT_LIST_DIR}/asan.cmake)
set(OPENBEID_FUZZ ON CACHE BOOL "Build the fuzz targets with libFuzzer (clang only)")
