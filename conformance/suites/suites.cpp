// SPDX-License-Identifier: Apache-2.0
#include "suites/suites.hpp"

#include <array>

namespace openbeid::conformance {

namespace {

constexpr std::array all{
    Suite{"interfaces", interfaces_checks, run_interfaces},
    Suite{"bl", bl_checks, run_bl},
    Suite{"ext", ext_checks, run_ext},
    Suite{"auth", auth_checks, run_auth},
    Suite{"cert", cert_checks, run_cert},
    Suite{"attributes", attributes_checks, run_attributes},
    Suite{"buffers", buffers_checks, run_buffers},
    Suite{"returncodes", returncodes_checks, run_returncodes},
    Suite{"sessions", sessions_checks, run_sessions},
    Suite{"mechanisms", mechanisms_checks, run_mechanisms},
    Suite{"hostile", hostile_checks, run_hostile},
    Suite{"events", events_checks, run_events},
    Suite{"pin", pin_checks, run_pin},
};

} // namespace

std::span<const Suite> suites() noexcept
{
    return all;
}

} // namespace openbeid::conformance
