# SPDX-License-Identifier: Apache-2.0
# What is shipped, with debug information; warnings are errors.
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type")
set(OPENBEID_WERROR ON CACHE BOOL "Treat warnings as errors")
