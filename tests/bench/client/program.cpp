// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include "names.hpp"

#include <iostream>
#include <string_view>

namespace openbeid::bench {

namespace {

conformance::Module load(const std::string& path)
{
    std::string error;
    auto module = conformance::Module::open(path, error);
    if (!module) {
        throw std::runtime_error{error};
    }
    return *std::move(module);
}

template <std::size_t size>
std::string text_of(const CK_UTF8CHAR (&field)[size]) // NOLINT(*-avoid-c-arrays): as in cryptoki
{
    std::string text(std::begin(field), std::end(field));
    text.erase(text.find_last_not_of(std::string_view{" \0", 2}) + 1);
    return text;
}

} // namespace

Refusal::Refusal(std::string step, CK_RV code)
    : std::runtime_error{conformance::code_name(code)}, step_{std::move(step)}
{
}

void check(CK_RV code, const char* step)
{
    if (code != CKR_OK) {
        throw Refusal{step, code};
    }
}

Program::Program(const std::string& module_path) : module_{load(module_path)} {}

void Program::initialize() const
{
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    check(p11().C_Initialize(&arguments), "C_Initialize");
}

void Program::finalize() const
{
    check(p11().C_Finalize(nullptr), "C_Finalize");
}

std::vector<CK_SLOT_ID> Program::slots(bool with_token) const
{
    const CK_BBOOL present = with_token ? CK_TRUE : CK_FALSE;
    CK_ULONG count = 0;
    check(p11().C_GetSlotList(present, nullptr, &count), "C_GetSlotList");
    std::vector<CK_SLOT_ID> list(count);
    if (count > 0) {
        check(p11().C_GetSlotList(present, list.data(), &count), "C_GetSlotList");
        list.resize(count);
    }
    return list;
}

CK_SLOT_ID Program::slot_of(const std::string& reader) const
{
    for (const bool with_token : {true, false}) {
        for (const auto slot : slots(with_token)) {
            CK_SLOT_INFO info{};
            check(p11().C_GetSlotInfo(slot, &info), "C_GetSlotInfo");
            if (text_of(info.slotDescription).starts_with(reader)) {
                return slot;
            }
        }
    }
    throw std::runtime_error{"no slot for " + reader};
}

CK_SESSION_HANDLE Program::open_session(CK_SLOT_ID slot) const
{
    CK_SESSION_HANDLE session = 0;
    check(p11().C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session),
          "C_OpenSession");
    return session;
}

void tell_name(const Program& program)
{
    CK_INFO info{};
    check(program.p11().C_GetInfo(&info), "C_GetInfo");
    std::cout << text_of(info.libraryDescription) << ' ' << int{info.libraryVersion.major} << '.'
              << int{info.libraryVersion.minor} << std::endl;
}

} // namespace openbeid::bench
