# SPDX-License-Identifier: Apache-2.0
# ThreadSanitizer; clang's, which knows more of the C++ library's atomics than g++ 12's.
set(CMAKE_CXX_COMPILER clang++ CACHE STRING "C++ compiler")
include(${CMAKE_CURRENT_LIST_DIR}/sanitized.cmake)
set(OPENBEID_CONFORMANCE OFF CACHE BOOL "Build the conformance runner")
set(OPENBEID_SANITIZE thread CACHE STRING "Sanitizers")
