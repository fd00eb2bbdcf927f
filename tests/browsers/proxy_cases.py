# SPDX-License-Identifier: Apache-2.0
"""Our module through p11-kit's proxy, which is how Fedora's browsers have it. Part of tests/run --full."""

import core_cases
import login_cases
from case import with_modules

CASES = [with_modules("proxy", each) for each in login_cases.CASES + core_cases.CASES]
