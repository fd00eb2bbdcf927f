# SPDX-License-Identifier: Apache-2.0
# What the sanitizer builds have in common: assertions on, readable stacks, and a linker that is fast
# with many large programs.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1" CACHE STRING "Flags of this build type")
set(CMAKE_EXE_LINKER_FLAGS "-fuse-ld=lld" CACHE STRING "Flags to link programs")
set(OPENBEID_WERROR ON CACHE BOOL "Treat warnings as errors")
include(${CMAKE_CURRENT_LIST_DIR}/unity.cmake)
