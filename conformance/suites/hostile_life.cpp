// SPDX-License-Identifier: Apache-2.0
// Operations used after their end or out of order, and inputs longer than 4 GiB.
#include "suites/hostile.hpp"

#include <openssl/evp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace openbeid::conformance {

namespace {

struct Begin {
    const char* name;
    CK_RV (*call)(const Fixture& fixture);
};

struct End {
    const char* name;
    void (*call)(const Fixture& fixture);
    std::vector<CK_RV> codes;
};

struct Use {
    const char* name;
    const char* of; ///< which operation
    CK_RV (*call)(const Fixture& fixture);
};

CK_RV begin_sign(const Fixture& fixture)
{
    return fixture.sign_init().value_or(CKR_OK);
}

CK_RV begin_digest(const Fixture& fixture)
{
    CK_MECHANISM mechanism{CKM_SHA256, nullptr, 0};
    return fixture.f->C_DigestInit(fixture.session, &mechanism);
}

CK_RV begin_search(const Fixture& fixture)
{
    return fixture.f->C_FindObjectsInit(fixture.session, nullptr, 0);
}

/// Calls with a small input and a buffer that is large enough.
template <typename Call>
CK_RV with_buffers(Call call)
{
    std::array<CK_BYTE, 20> in{};
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    return call(in.data(), in.size(), out.data(), &size);
}

CK_RV use_sign(const Fixture& x)
{
    return with_buffers([&](auto* in, auto n, auto* out, auto* size) {
        return x.f->C_Sign(x.session, in, n, out, size);
    });
}

CK_RV use_sign_query(const Fixture& x)
{
    return with_buffers([&](auto* in, auto n, auto*, auto* size) {
        return x.f->C_Sign(x.session, in, n, nullptr, size);
    });
}

CK_RV use_sign_update(const Fixture& x)
{
    return with_buffers(
        [&](auto* in, auto n, auto*, auto*) { return x.f->C_SignUpdate(x.session, in, n); });
}

CK_RV use_sign_final(const Fixture& x)
{
    return with_buffers(
        [&](auto*, auto, auto* out, auto* size) { return x.f->C_SignFinal(x.session, out, size); });
}

CK_RV use_digest(const Fixture& x)
{
    return with_buffers([&](auto* in, auto n, auto* out, auto* size) {
        return x.f->C_Digest(x.session, in, n, out, size);
    });
}

CK_RV use_digest_update(const Fixture& x)
{
    return with_buffers(
        [&](auto* in, auto n, auto*, auto*) { return x.f->C_DigestUpdate(x.session, in, n); });
}

CK_RV use_digest_final(const Fixture& x)
{
    return with_buffers([&](auto*, auto, auto* out, auto* size) {
        return x.f->C_DigestFinal(x.session, out, size);
    });
}

CK_RV use_find(const Fixture& x)
{
    std::array<CK_OBJECT_HANDLE, 4> objects{};
    CK_ULONG count = 0;
    return x.f->C_FindObjects(x.session, objects.data(), objects.size(), &count);
}

CK_RV use_find_final(const Fixture& x)
{
    return x.f->C_FindObjectsFinal(x.session);
}

constexpr std::array begins{
    Begin{"sign", begin_sign}, Begin{"digest", begin_digest}, Begin{"search", begin_search}};
constexpr std::array uses{Use{"C_Sign", "sign", use_sign},
                          Use{"C_Sign length", "sign", use_sign_query},
                          Use{"C_SignUpdate", "sign", use_sign_update},
                          Use{"C_SignFinal", "sign", use_sign_final},
                          Use{"C_Digest", "digest", use_digest},
                          Use{"C_DigestUpdate", "digest", use_digest_update},
                          Use{"C_DigestFinal", "digest", use_digest_final},
                          Use{"C_FindObjects", "search", use_find},
                          Use{"C_FindObjectsFinal", "search", use_find_final}};

const std::vector<End>& ends()
{
    static const std::vector<End> list{
        {"C_CloseSession",
         [](const Fixture& x) { x.f->C_CloseSession(x.session); },
         {CKR_SESSION_HANDLE_INVALID}},
        {"C_CloseAllSessions",
         [](const Fixture& x) { x.f->C_CloseAllSessions(x.env.slot); },
         {CKR_SESSION_HANDLE_INVALID}},
        {"C_Logout", [](const Fixture& x) { x.f->C_Logout(x.session); }, {}},
        {"C_Finalize",
         [](const Fixture& x) { x.f->C_Finalize(nullptr); },
         {CKR_CRYPTOKI_NOT_INITIALIZED}},
        {"C_Finalize, C_Initialize",
         [](const Fixture& x) {
             x.f->C_Finalize(nullptr);
             x.f->C_Initialize(nullptr);
         },
         {CKR_SESSION_HANDLE_INVALID}},
    };
    return list;
}

bool possible(const Environment& env, std::string_view operation)
{
    if (operation == "sign") {
        return env.signing_key() != nullptr && env.no_login().empty();
    }
    return operation != "digest" || env.token.mechanism(CKM_SHA256) != nullptr;
}

void add_ended(HostileCases& cases, const Environment& env)
{
    for (const auto& begin : begins) {
        for (const auto& end : ends()) {
            for (const auto& use : uses) {
                if (std::string_view{use.of} != begin.name || !possible(env, begin.name)) {
                    continue;
                }
                auto codes = end.codes;
                if (codes.empty() && std::string_view{begin.name} == "sign") {
                    codes = {CKR_OPERATION_NOT_INITIALIZED, CKR_USER_NOT_LOGGED_IN};
                }
                cases.push_back({"ended",
                                 std::string{end.name} + ", then " + use.name,
                                 [begin, end, use](Fixture& fixture) {
                                     static_cast<void>(begin.call(fixture));
                                     end.call(fixture);
                                     return use.call(fixture);
                                 },
                                 codes});
            }
        }
    }
}

/// Every use in a session where another operation is active, or the own one has had another use.
void add_order(HostileCases& cases, const Environment& env)
{
    for (const auto& begin : begins) {
        for (const auto& use : uses) {
            if (!possible(env, begin.name) || std::string_view{use.of} == begin.name) {
                continue;
            }
            cases.push_back({"order",
                             std::string{begin.name} + " active, " + use.name,
                             [begin, use](Fixture& fixture) {
                                 static_cast<void>(begin.call(fixture));
                                 return use.call(fixture);
                             },
                             {CKR_OPERATION_NOT_INITIALIZED}});
        }
    }
    for (const auto& first : uses) {
        for (const auto& second : uses) {
            if (std::string_view{first.of} != second.of || !possible(env, first.of)) {
                continue;
            }
            const auto* begin = &begins[std::string_view{first.of} == "sign"     ? 0
                                        : std::string_view{first.of} == "digest" ? 1
                                                                                 : 2];
            cases.push_back({"order",
                             std::string{first.name} + ", then " + second.name,
                             [begin, first, second](Fixture& fixture) {
                                 static_cast<void>(begin->call(fixture));
                                 static_cast<void>(first.call(fixture));
                                 return second.call(fixture);
                             }});
        }
    }
}

/// Zeroes without end: one small file, mapped again and again. Pages of their own, even if only
/// read, would take the kernel longer to give than a digest takes to read them.
class Zeroes {
public:
    explicit Zeroes(CK_ULONG size)
        : size_{(size + part - 1) / part * part},
          at_{mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)}
    {
        const int file = memfd_create("zeroes", MFD_CLOEXEC);
        valid_ = at_ != MAP_FAILED && ftruncate(file, part) == 0;
        for (CK_ULONG done = 0; valid_ && done < size_; done += part) {
            valid_ =
                mmap(data() + done, part, PROT_READ, MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED;
        }
        close(file);
    }
    Zeroes(const Zeroes&) = delete;
    Zeroes& operator=(const Zeroes&) = delete;
    ~Zeroes() { munmap(at_, size_); }
    [[nodiscard]] bool valid() const noexcept { return valid_; }
    [[nodiscard]] CK_BYTE* data() const noexcept { return static_cast<CK_BYTE*>(at_); }

    static constexpr CK_ULONG part = CK_ULONG{1} << 24U;

private:
    CK_ULONG size_;
    void* at_;
    bool valid_ = false;
};

/// CKR_OK only if the digest is that of all the bytes.
CK_RV digest_long(const Fixture& fixture)
{
    const Zeroes zeroes{gib_4 + 3};
    CK_MECHANISM mechanism{CKM_SHA_1, nullptr, 0};
    Bytes got(20);
    Bytes expected(20);
    CK_ULONG size = got.size();
    CK_RV code =
        zeroes.valid() ? fixture.f->C_DigestInit(fixture.session, &mechanism) : CKR_HOST_MEMORY;
    if (code == CKR_OK) {
        code = fixture.f->C_Digest(fixture.session, zeroes.data(), gib_4 + 3, got.data(), &size);
    }
    if (code != CKR_OK) {
        return code;
    }
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest{EVP_MD_CTX_new(),
                                                                         EVP_MD_CTX_free};
    EVP_DigestInit_ex(digest.get(), EVP_sha1(), nullptr);
    for (CK_ULONG done = 0; done < gib_4; done += Zeroes::part) {
        EVP_DigestUpdate(digest.get(), zeroes.data(), Zeroes::part);
    }
    EVP_DigestUpdate(digest.get(), zeroes.data(), 3);
    EVP_DigestFinal_ex(digest.get(), expected.data(), nullptr);
    return got == expected ? CKR_OK : CKR_DATA_INVALID;
}

CK_RV sign_long(const Fixture& fixture, bool parts)
{
    const Zeroes zeroes{gib_4 + 64};
    std::array<CK_BYTE, 1024> out{};
    CK_ULONG size = out.size();
    const auto code = fixture.sign_init(true);
    if (!zeroes.valid() || code != CKR_OK) {
        return CKR_HOST_MEMORY;
    }
    return parts ? fixture.f->C_SignUpdate(fixture.session, zeroes.data(), gib_4 + 32)
                 : fixture.f->C_Sign(fixture.session, zeroes.data(), gib_4 + 32, out.data(), &size);
}

void add_long(HostileCases& cases, const Environment& env)
{
    if (env.token.mechanism(CKM_SHA_1) != nullptr) {
        cases.push_back({"over-4-gib",
                         "C_Digest of 2^32+3 bytes",
                         digest_long,
                         {CKR_OK, CKR_DATA_LEN_RANGE, CKR_HOST_MEMORY}});
    }
    const auto* key = env.signing_key();
    if (key != nullptr && env.no_login().empty() && env.token.signing_mechanism(*key, true)) {
        cases.push_back({"over-4-gib",
                         "C_Sign of 2^32+32 bytes, no hashing",
                         [](Fixture& x) { return sign_long(x, false); },
                         {CKR_DATA_LEN_RANGE, CKR_HOST_MEMORY}});
        cases.push_back({"over-4-gib",
                         "C_SignUpdate of 2^32+32 bytes, no hashing",
                         [](Fixture& x) { return sign_long(x, true); },
                         {CKR_DATA_LEN_RANGE, CKR_HOST_MEMORY}});
        for (const CK_ULONG size : {CK_ULONG{1} << 31U, gib_4 + 32, ~CK_ULONG{0}}) {
            cases.push_back({"length",
                             "C_Sign active, no hashing, " + std::to_string(size) + " bytes",
                             [size](Fixture& x) {
                                 const GuardedPage page;
                                 std::array<CK_BYTE, 1024> out{};
                                 CK_ULONG room = out.size();
                                 const auto code = x.sign_init(true).value_or(CKR_FUNCTION_FAILED);
                                 return code == CKR_OK
                                            ? x.f->C_Sign(
                                                  x.session, page.last(32), size, out.data(), &room)
                                            : code;
                             },
                             {CKR_DATA_LEN_RANGE, CKR_ARGUMENTS_BAD, CKR_HOST_MEMORY}});
        }
    }
}

} // namespace

HostileCases life_cases(const Environment& env)
{
    HostileCases cases;
    add_ended(cases, env);
    add_order(cases, env);
    add_long(cases, env);
    return cases;
}

} // namespace openbeid::conformance
