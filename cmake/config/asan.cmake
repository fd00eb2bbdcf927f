# SPDX-License-Identifier: Apache-2.0
# AddressSanitizer, its leak checker, and UndefinedBehaviorSanitizer.
include(${CMAKE_CURRENT_LIST_DIR}/sanitized.cmake)
set(OPENBEID_CONFORMANCE OFF CACHE BOOL "Build the conformance runner")
set(OPENBEID_SANITIZE address,undefined CACHE STRING "Sanitizers")
