# SPDX-License-Identifier: Apache-2.0
# clang-tidy on every file while it is compiled.
include(${CMAKE_CURRENT_LIST_DIR}/debug.cmake)
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
set(CMAKE_CXX_CLANG_TIDY "clang-tidy;--warnings-as-errors=*;--quiet" CACHE STRING "clang-tidy")
