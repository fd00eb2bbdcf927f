# SPDX-License-Identifier: Apache-2.0
# For a debugger: no optimisation, warnings remain warnings.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "Build type")
