# SPDX-License-Identifier: Apache-2.0
# As release, by the other compiler.
include(${CMAKE_CURRENT_LIST_DIR}/release.cmake)
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
