# SPDX-License-Identifier: Apache-2.0
# Counts which lines and branches the tests reach (clang): tests/coverage.
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "Build type")
set(CMAKE_CXX_FLAGS_DEBUG "-O0" CACHE STRING "Flags of this build type")
set(OPENBEID_COVERAGE ON CACHE BOOL "Count what is reached (clang only)")
set(OPENBEID_CONFORMANCE OFF CACHE BOOL "Build the conformance runner")
include(${CMAKE_CURRENT_LIST_DIR}/unity.cmake)
