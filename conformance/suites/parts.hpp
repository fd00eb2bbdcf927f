// SPDX-License-Identifier: Apache-2.0
// Suites that are too long for one file: their parts.
#pragma once

#include "fixture.hpp"

#include <cstring>
#include <functional>

namespace openbeid::conformance {

// interfaces
inline constexpr const char* interface_clause = "3.1 C_GetInterface";
inline std::string version_text(CK_VERSION version)
{
    return std::to_string(version.major) + '.' + std::to_string(version.minor);
}

/// Of a function list, which begins with it.
inline CK_VERSION version_of(const void* list)
{
    CK_VERSION version{};
    std::memcpy(&version, list, sizeof(version));
    return version;
}
[[nodiscard]] std::vector<CheckInfo> interface_query_checks();
void run_interface_queries(Environment& env);
void run_process_checks(Environment& env);

// attributes
[[nodiscard]] std::vector<CheckInfo> search_checks();
void run_searches(Environment& env);
[[nodiscard]] std::vector<CheckInfo> token_name_checks();
void run_token_names(Environment& env);

// buffers
inline constexpr CK_BYTE canary = 0xA5;
inline constexpr std::size_t canaries = 64;
[[nodiscard]] std::vector<CheckInfo> attribute_buffer_checks();
void run_attribute_buffers(const Fixture& fixture);
[[nodiscard]] std::vector<CheckInfo> structure_checks();
void run_structures(const Fixture& fixture);

// mechanisms
inline constexpr const char* mechanism_clause = "3.1 6";
[[nodiscard]] std::vector<CheckInfo> mechanism_limit_checks();
void run_mechanism_limits(Environment& env);
[[nodiscard]] std::vector<CheckInfo> mechanism_list_checks();
void run_mechanism_list(Environment& env);
/// The listed signing mechanisms for keys of this type, sorted.
[[nodiscard]] std::vector<CK_MECHANISM_TYPE> listed_for(const Environment& env, CK_KEY_TYPE type);

// events
inline constexpr const char* sessions_clause = "3.1 5.1.2, 5.1.3";
[[nodiscard]] std::vector<CheckInfo> card_change_checks();
void run_card_changes(Environment& env);
/// A command to the virtual card, and time for the reader service to see what it did.
void tell_card(Environment& env, const std::string& command);
/// Whether the token is back in its slot.
bool insert_card(Environment& env);
[[nodiscard]] CK_RV session_info(const Fixture& fixture);
[[nodiscard]] CK_RV sign_now(const Fixture& fixture);
[[nodiscard]] const Codes& dead_session_codes();

// pin
inline constexpr const char* login_clause = "3.1 5.6 C_Login";
inline constexpr const char* pin_rule = "no try is spent that the user did not cause";
[[nodiscard]] std::vector<CheckInfo> pin_context_checks();
void run_pin_context(Environment& env);
[[nodiscard]] std::vector<CheckInfo> pin_change_checks();
void run_pin_change(Environment& env);
[[nodiscard]] std::vector<CheckInfo> pin_block_checks();
void run_pin_block(Environment& env);
[[nodiscard]] CK_FLAGS pin_flags(const Fixture& fixture);
/// Reports the code, and what the call cost by the card's own counters. silent: no VERIFY at all.
void check_cost(Environment& env,
                const char* id,
                const std::string& instance,
                const Codes& codes,
                long tries,
                bool silent,
                const std::function<CK_RV()>& call);

} // namespace openbeid::conformance
