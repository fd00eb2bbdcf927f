// SPDX-License-Identifier: Apache-2.0
// The catalogue and the run of each suite.
#pragma once

#include "suite.hpp"

namespace openbeid::conformance {

std::vector<CheckInfo> interfaces_checks();
void run_interfaces(Environment& env);
std::vector<CheckInfo> bl_checks();
void run_bl(Environment& env);
std::vector<CheckInfo> ext_checks();
void run_ext(Environment& env);
std::vector<CheckInfo> auth_checks();
void run_auth(Environment& env);
std::vector<CheckInfo> cert_checks();
void run_cert(Environment& env);
std::vector<CheckInfo> returncodes_checks();
void run_returncodes(Environment& env);
std::vector<CheckInfo> buffers_checks();
void run_buffers(Environment& env);
std::vector<CheckInfo> attributes_checks();
void run_attributes(Environment& env);
std::vector<CheckInfo> mechanisms_checks();
void run_mechanisms(Environment& env);
std::vector<CheckInfo> sessions_checks();
void run_sessions(Environment& env);
std::vector<CheckInfo> hostile_checks();
void run_hostile(Environment& env);
std::vector<CheckInfo> events_checks();
void run_events(Environment& env);
std::vector<CheckInfo> pin_checks();
void run_pin(Environment& env);

} // namespace openbeid::conformance
