// SPDX-License-Identifier: Apache-2.0
// Every function with every argument at its edges.
#include "suites/hostile.hpp"

#include <array>
#include <cstring>
#include <memory>

namespace openbeid::conformance {

namespace {

constexpr CK_ULONG gib_2 = CK_ULONG{1} << 31U;

struct Edge {
    const char* name;
    CK_ULONG value;
};
constexpr std::array lengths{Edge{"0", 0},
                             Edge{"1", 1},
                             Edge{"2^31", gib_2},
                             Edge{"2^32", gib_4},
                             Edge{"2^32+4", gib_4 + 4},
                             Edge{"2^64-1", most}};
constexpr std::array handles{
    Edge{"0", 0}, Edge{"2^31", gib_2}, Edge{"2^32+1", gib_4 + 1}, Edge{"2^64-1", most}};

/// Functions that may reach a PIN are for virtual cards; these two end what a case stands on.
bool allowed(const Environment& env, const Call& call)
{
    const std::string_view name = call.name;
    return (env.card != nullptr || !call.has(use_pin)) && name != "C_Initialize" &&
           name != "C_Finalize";
}

void aim(Arena& arena, const Fixture& fixture)
{
    arena.args.session = fixture.session;
    arena.args.slot = fixture.env.slot;
    arena.args.object = fixture.first(CKO_CERTIFICATE);
}

HostileCase make(const char* check,
                 const Call& call,
                 const std::string& how,
                 std::function<void(Arena&)> change,
                 std::vector<CK_RV> never = {})
{
    return {check,
            std::string{call.name} + ", " + how,
            [call, change](Fixture& fixture) {
                const auto arena = std::make_unique<Arena>();
                aim(*arena, fixture);
                change(*arena);
                return call.call({fixture.f, fixture.f3}, arena->args);
            },
            {},
            std::move(never)};
}

/// The same bytes, one further: the argument pointers are odd now.
template <typename Type>
Type* odd(Arena& arena, std::size_t at, const Type& value)
{
    auto* to = arena.out.data() + at + 1;
    std::memcpy(to, &value, sizeof(Type));
    return static_cast<Type*>(static_cast<void*>(to));
}

void misalign(Arena& arena, unsigned use)
{
    auto& args = arena.args;
    switch (use) {
    case use_in: args.in += 1; break;
    case use_info: args.out += 1; break;
    case use_out:
        args.out += 1;
        args.out_size = odd(arena, 8192, CK_ULONG{4096});
        break;
    case use_mechanism: args.mechanism = odd(arena, 16384, arena.mechanism); break;
    case use_attributes: args.attributes = odd(arena, 16384, arena.attributes[0]); break;
    default: args.handle = odd(arena, 16384, CK_OBJECT_HANDLE{0});
    }
}

void add_misaligned(HostileCases& cases, const Call& call)
{
    struct Argument {
        const char* name;
        unsigned use;
        unsigned mask;
    };
    constexpr std::array arguments{Argument{"data", use_in, use_in},
                                   Argument{"result", use_info, use_info},
                                   Argument{"result and length", use_out, use_out | use_count_out},
                                   Argument{"mechanism", use_mechanism, use_mechanism},
                                   Argument{"template", use_attributes, use_attributes},
                                   Argument{"handle", use_handle, use_handle}};
    for (const auto& argument : arguments) {
        if ((call.uses & argument.mask) != 0) {
            cases.push_back(
                make("misaligned", call, argument.name, [use = argument.use](Arena& arena) {
                    misalign(arena, use);
                }));
        }
    }
}

void add_lengths(HostileCases& cases, const Call& call)
{
    for (const auto& edge : lengths) {
        if (call.has(use_in)) {
            cases.push_back(make("length", call, edge.name, [value = edge.value](Arena& arena) {
                arena.args.in_size = value;
            }));
        }
        if (call.has(use_out) || call.has(use_count_out)) {
            cases.push_back(make("room", call, edge.name, [value = edge.value](Arena& arena) {
                arena.out_size = value;
            }));
        }
    }
}

/// A template that ends at a forbidden page: whoever believes the count walks into it.
void add_counts(HostileCases& cases, const Call& call)
{
    for (const auto& edge : lengths) {
        const bool possible = edge.value <= 1;
        cases.push_back({"count",
                         std::string{call.name} + ", " + edge.name,
                         [call, value = edge.value](Fixture& fixture) {
                             const GuardedPage page;
                             const auto arena = std::make_unique<Arena>();
                             aim(*arena, fixture);
                             auto* last = page.last(sizeof(CK_ATTRIBUTE));
                             std::memcpy(last, &arena->attributes[0], sizeof(CK_ATTRIBUTE));
                             arena->args.attributes =
                                 static_cast<CK_ATTRIBUTE*>(static_cast<void*>(last));
                             arena->args.count = value;
                             return call.call({fixture.f, fixture.f3}, arena->args);
                         },
                         {},
                         possible ? std::vector<CK_RV>{} : std::vector<CK_RV>{CKR_OK}});
    }
}

void add_handles(HostileCases& cases, const Call& call)
{
    for (const auto& edge : handles) {
        const auto value = edge.value;
        if (call.kind == Kind::session) {
            cases.push_back(make("handle",
                                 call,
                                 std::string{"session "} + edge.name,
                                 [value](Arena& arena) { arena.args.session = value; },
                                 {CKR_OK}));
        }
        if (call.kind == Kind::slot && value != 0) {
            cases.push_back(make("handle",
                                 call,
                                 std::string{"slot "} + edge.name,
                                 [value](Arena& arena) { arena.args.slot = value; },
                                 {CKR_OK}));
        }
        if (call.has(use_object)) {
            cases.push_back(make("handle",
                                 call,
                                 std::string{"object "} + edge.name,
                                 [value](Arena& arena) { arena.args.object = value; },
                                 {CKR_OK}));
        }
    }
}

void add_nulls(HostileCases& cases, const Call& call)
{
    for (const CK_ULONG size : {CK_ULONG{0}, CK_ULONG{1}}) {
        const auto how = "all NULL, lengths " + std::to_string(size);
        cases.push_back(make("null", call, how, [size](Arena& arena) {
            auto& args = arena.args;
            args.in = nullptr;
            args.out = nullptr;
            args.out_size = nullptr;
            args.mechanism = nullptr;
            args.attributes = nullptr;
            args.handle = nullptr;
            args.in_size = size;
            args.count = size;
        }));
    }
}

} // namespace

HostileCases argument_cases(const Environment& env)
{
    HostileCases cases;
    for (const auto& call : calls_of(env)) {
        if (!allowed(env, call)) {
            continue;
        }
        add_misaligned(cases, call);
        // A generator may read or write as much as the caller says that there is.
        const bool random = std::string_view{call.name}.find("Random") != std::string_view::npos;
        if (!random || !env.token.flag(CKF_RNG)) {
            add_lengths(cases, call);
        }
        if (call.has(use_attributes)) {
            add_counts(cases, call);
        }
        add_handles(cases, call);
        add_nulls(cases, call);
    }
    return cases;
}

} // namespace openbeid::conformance
