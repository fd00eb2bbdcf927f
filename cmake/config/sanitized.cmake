# SPDX-License-Identifier: Apache-2.0
# What the sanitizer builds have in common: assertions on, readable stacks.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g" CACHE STRING "Flags of this build type")
set(OPENBEID_WERROR ON CACHE BOOL "Treat warnings as errors")
include(${CMAKE_CURRENT_LIST_DIR}/unity.cmake)
