// SPDX-License-Identifier: Apache-2.0
// What is left of a PIN in the process of a program that has wiped its own copy: in all of its
// memory, and in a core dump of it.
#include "scenario.hpp"
#include "support/masked_pin.hpp"
#include "support/memory_scan.hpp"
#include "support/temporary_directory.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

using namespace openbeid;
using namespace openbeid::test;

namespace {

/// PINs of twelve digits. Only their masked forms stand in this program.
constexpr const char* first_pin = "9295909C94969D919793939D";
constexpr const char* second_pin = "9D97919095929C9D96909493";

/// A PIN of the program's, gone with the object.
class OwnCopy {
public:
    explicit OwnCopy(const std::string& masked) { unmask(masked, digits_); }
    OwnCopy(const OwnCopy&) = delete;
    OwnCopy& operator=(const OwnCopy&) = delete;
    ~OwnCopy() { ::explicit_bzero(digits_.data(), digits_.size()); }

    [[nodiscard]] CK_UTF8CHAR_PTR data() { return digits_.data(); }
    [[nodiscard]] CK_ULONG size() const { return digits_.size(); }

private:
    std::array<CK_UTF8CHAR, 12> digits_{};
};

std::size_t copies_in_memory()
{
    return test::copies_in_memory(first_pin) + test::copies_in_memory(second_pin);
}

/// A core dump of this process, in the memory that private-pcscd gives for files. By gdb, which
/// leaves out what the kernel leaves out, whatever the computer does with the dumps of the kernel.
std::size_t copies_in_core()
{
    const TemporaryDirectory folder;
    const auto file = (folder.path() / "core").string();
    const auto write = "generate-core-file " + file;
    const auto self = std::to_string(::getpid());
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    const auto child = ::fork();
    if (child == 0) {
        ::execlp("gdb",
                 "gdb",
                 "--nx",
                 "--batch",
                 "--readnever",
                 "-ex",
                 write.c_str(),
                 "-p",
                 self.c_str(),
                 static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(status == 0);
    return copies_in_file(first_pin, file) + copies_in_file(second_pin, file);
}

CK_RV log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user, const char* masked)
{
    OwnCopy pin{masked};
    return p11().C_Login(session, user, pin.data(), pin.size());
}

/// From the PIN of every new virtual card.
CK_RV set_first_pin(CK_SESSION_HANDLE session)
{
    Bytes old(right_pin.begin(), right_pin.end());
    OwnCopy pin{first_pin};
    return p11().C_SetPIN(session, old.data(), old.size(), pin.data(), pin.size());
}

CK_RV set_second_pin(CK_SESSION_HANDLE session)
{
    OwnCopy old{first_pin};
    OwnCopy pin{second_pin};
    return p11().C_SetPIN(session, old.data(), old.size(), pin.data(), pin.size());
}

} // namespace

TEST_CASE("a PIN that a program has wiped is nowhere in its memory nor in its core dump",
          "[memory]")
{
    Scenario scenario{60s};
    scenario.open();
    const auto session = scenario.session.handle();
    {
        // What is there is found.
        const OwnCopy pin{first_pin};
        REQUIRE(copies_in_memory() == 1);
        REQUIRE(copies_in_core() == 1);
    }
    REQUIRE(copies_in_memory() == 0);

    REQUIRE(Rv{set_first_pin(session)} == ok);
    CHECK(copies_in_memory() == 0);

    REQUIRE(Rv{log_in(session, CKU_USER, first_pin)} == ok);
    CHECK(copies_in_memory() == 0);
    auto signer = Signer::of(session, scenario.slot);
    REQUIRE(Rv{signer.init_and_sign()} == ok);
    CHECK(copies_in_memory() == 0);
    CHECK(copies_in_core() == 0);

    signer.key = find_object(session, CKO_PRIVATE_KEY, signature_id);
    signer.certificate = certificate_of(session, signature_id);
    REQUIRE(Rv{signer.init()} == ok);
    REQUIRE(Rv{log_in(session, CKU_CONTEXT_SPECIFIC, first_pin)} == ok);
    CHECK(copies_in_memory() == 1); // it waits for the signature
    CHECK(copies_in_core() == 0);
    REQUIRE(Rv{signer.sign()} == ok);
    CHECK(copies_in_memory() == 0);

    REQUIRE(Rv{set_second_pin(session)} == ok);
    CHECK(copies_in_memory() == 0);
    REQUIRE(Rv{p11().C_Logout(session)} == ok);
    CHECK(copies_in_memory() == 0);
    CHECK(copies_in_core() == 0);

    // The one that was refused is kept as a HMAC, to be refused again.
    scenario.expected_tries = 2;
    REQUIRE(Rv{log_in(session, CKU_USER, first_pin)} == Rv{CKR_PIN_INCORRECT});
    CHECK(copies_in_memory() == 0);
}
