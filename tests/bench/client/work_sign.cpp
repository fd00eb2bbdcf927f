// SPDX-License-Identifier: Apache-2.0
#include "meter.hpp"
#include "nss.hpp"
#include "work.hpp"

#include <future>

namespace openbeid::bench {

namespace {

constexpr const char* authentication = "Authentication";
constexpr const char* legal_signature = "Signature";

void tell_cost(std::chrono::nanoseconds cost)
{
    const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(cost).count();
    Meter::tell("sign_cpu_us", static_cast<std::uint64_t>(micro));
}

/// One login and signature; a thread of its own does this for each reader.
void use_reader(const Program& program, const std::string& reader)
{
    const Session session{program, program.slot_of(reader)};
    session.log_in();
    session.sign_init(find_key(session, authentication));
    static_cast<void>(session.sign());
}

} // namespace

void log_in_as_browser(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    const auto session = start_browser(program, setting.readers.front());
    const auto slot = program.slot_of(setting.readers.front());
    read_certificates(session);
    session.log_in();
    const auto cost = sign_briefly(program, slot, find_key(session, authentication));
    meter.end();
    tell_cost(cost);
    program.finalize();
}

void sign_ten_times(const Setting& setting)
{
    constexpr int signatures = 10;
    const Program program{setting.module};
    const auto session = start_browser(program, setting.readers.front());
    const auto slot = program.slot_of(setting.readers.front());
    read_certificates(session);
    session.log_in();
    const auto key = find_key(session, authentication);
    sign_briefly(program, slot, key);

    Meter meter;
    std::chrono::nanoseconds cost{};
    meter.begin();
    for (int i = 0; i < signatures; ++i) {
        cost += sign_briefly(program, slot, key);
    }
    meter.end();
    tell_cost(cost / signatures);
    program.finalize();
}

void sign_legally(const Setting& setting)
{
    const Program program{setting.module};
    const auto session = start_browser(program, setting.readers.front());
    read_certificates(session);
    session.log_in();
    const auto key = find_key(session, legal_signature);
    const auto wants_login = session.values(key, {CKA_ALWAYS_AUTHENTICATE}).front();

    Meter meter;
    meter.begin();
    session.sign_init(key);
    if (wants_login == Value{CK_TRUE}) {
        session.log_in(CKU_CONTEXT_SPECIFIC);
    }
    const auto cost = session.sign();
    meter.end();
    tell_cost(cost);
    program.finalize();
}

void use_two_readers(const Setting& setting)
{
    Meter meter;
    meter.begin();
    const Program program{setting.module};
    program.initialize();
    std::vector<std::future<void>> work;
    for (const auto& reader : setting.readers) {
        work.push_back(std::async(std::launch::async, [&] { use_reader(program, reader); }));
    }
    for (auto& done : work) {
        done.get();
    }
    meter.end();
    program.finalize();
}

} // namespace openbeid::bench
