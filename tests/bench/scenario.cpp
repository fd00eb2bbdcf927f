// SPDX-License-Identifier: Apache-2.0
#include "scenario.hpp"

#include <array>

namespace openbeid::bench {

namespace {

constexpr unsigned slow_signature_ms = 400;

constexpr std::array scenarios{
    Scenario{
        .name = "load", .title = "load, initialize, finalize", .work = "load", .minimum = no_cost},
    Scenario{.name = "browser-start",
             .title = "start of a browser",
             .work = "browser-start",
             .minimum = recognition},
    Scenario{.name = "certificates",
             .title = "list of certificates",
             .work = "certificates",
             .minimum = certificates},
    Scenario{.name = "login", .title = "cold TLS login", .work = "login", .minimum = cold_login},
    Scenario{.name = "ten-signatures",
             .title = "10 more signatures",
             .work = "ten-signatures",
             .minimum = ten_signatures},
    Scenario{.name = "second-cold",
             .title = "second process, no cache",
             .work = "login",
             .before = Before::process,
             .minimum = cold_login},
    Scenario{.name = "second-warm",
             .title = "second process, warm cache",
             .work = "login",
             .before = Before::warm_cache,
             .minimum = warm_login},
    Scenario{.name = "legal-signature",
             .title = "signature with key 03",
             .work = "legal-signature",
             .minimum = legal_signature},
    Scenario{
        .name = "surname", .title = "data object surname", .work = "surname", .minimum = surname},
    Scenario{.name = "data-without-photo",
             .title = "identity without photo",
             .work = "data-without-photo",
             .minimum = identity_without_photo},
    Scenario{.name = "data", .title = "all data objects", .work = "data", .minimum = all_data},
    Scenario{.name = "library-without-photo",
             .title = "libopenbeid: without photo",
             .work = "no-photo",
             .client = Client::library,
             .minimum = identity_without_photo},
    Scenario{.name = "library",
             .title = "libopenbeid: proven, photo",
             .work = "all",
             .client = Client::library,
             .minimum = proven_identity},
    Scenario{
        .name = "idle", .title = "idle, waiting for events", .work = "idle", .minimum = no_cost},
    Scenario{
        .name = "polls", .title = "polls of slot and token", .work = "polls", .minimum = no_cost},
    Scenario{.name = "two-readers",
             .title = "2 readers in parallel",
             .work = "two-readers",
             .readers = 2,
             .signature_ms = slow_signature_ms,
             .minimum = first_signature},
    Scenario{.name = "foreign-polls",
             .title = "polls with a foreign card",
             .work = "foreign-polls",
             .foreign = true},
};

} // namespace

std::span<const Scenario> all_scenarios()
{
    return scenarios;
}

} // namespace openbeid::bench
