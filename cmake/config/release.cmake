# SPDX-License-Identifier: Apache-2.0
# What is shipped, with debug information. Warnings stay warnings, for compilers that we don't know;
# tests/run fails on them.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type")
include(${CMAKE_CURRENT_LIST_DIR}/unity.cmake)
# A corpus shows nothing where nothing looks for errors: the sanitizers' builds and valgrind's have it.
set(OPENBEID_FUZZ_REPLAY OFF CACHE BOOL "Build what runs the code over the fuzz corpora")
