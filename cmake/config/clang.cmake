# SPDX-License-Identifier: Apache-2.0
# As release, by the other compiler; warnings are errors.
include(${CMAKE_CURRENT_LIST_DIR}/release.cmake)
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
set(OPENBEID_WERROR ON CACHE BOOL "Treat warnings as errors")
