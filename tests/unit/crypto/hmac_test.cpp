// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <thread>

using namespace openbeid;
using namespace openbeid::crypto;

TEST_CASE("HMAC-SHA-256 is that of RFC 4231", "[crypto][hmac]")
{
    struct Vector {
        Bytes key;
        Bytes data;
        const char* value;
    };
    const std::array<Vector, 5> vectors{
        {{Bytes(20, 0x0B),
          text_bytes("Hi There"),
          "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7"},
         {text_bytes("Jefe"),
          text_bytes("what do ya want for nothing?"),
          "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"},
         {Bytes(20, 0xAA),
          Bytes(50, 0xDD),
          "773EA91E36800E46854DB8EBD09181A72959098B3EF8C122D9635514CED565FE"},
         {Bytes(131, 0xAA),
          text_bytes("Test Using Larger Than Block-Size Key - Hash Key First"),
          "60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54"},
         // Not of the RFC, but well known: both empty.
         {{}, {}, "B613679A0814D9EC772F95D778C35FC5FF1697C493715653C6C712144292C5AD"}}};
    const auto context = make_context();
    for (const auto& vector : vectors) {
        const auto value = hmac_sha256(*context, vector.key, vector.data);
        REQUIRE(value);
        CHECK(to_hex(*value) == vector.value);
    }
}

TEST_CASE("random bytes fill what they are given and nothing else", "[crypto][random]")
{
    const auto context = make_context();
    std::array<std::uint8_t, 34> bytes{};
    const auto inner = std::span{bytes}.subspan(1, 32);
    REQUIRE(random_bytes(*context, inner));
    const auto first = bytes;
    CHECK(bytes.front() == 0);
    CHECK(bytes.back() == 0);
    REQUIRE(random_bytes(*context, inner));
    CHECK(bytes != first);
    CHECK(random_bytes(*context, {}));
    Bytes many(100000);
    CHECK(random_bytes(*context, many));
}

TEST_CASE("a thread that took random bytes may outlive the context", "[crypto][random]")
{
    auto context = make_context();
    std::atomic<bool> taken{false};
    std::atomic<bool> freed{false};
    std::thread thread{[&] {
        std::array<std::uint8_t, 16> bytes{};
        static_cast<void>(random_bytes(*context, bytes));
        taken = true;
        taken.notify_one();
        freed.wait(false);
    }};
    taken.wait(false);
    context.reset();
    freed = true;
    freed.notify_one();
    thread.join();
}
