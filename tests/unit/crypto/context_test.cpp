// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/context.hpp"
#include "crypto/digest.hpp"
#include "crypto/ecdsa.hpp"
#include "crypto/hmac.hpp"
#include "crypto/verify.hpp"
#include "data.hpp"
#include "support.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

using namespace openbeid;
using namespace openbeid::crypto;

namespace {

// The exit status of a child in which OpenSSL was never used before.
int status_of_child(void (*body)())
{
    const pid_t child = fork();
    if (child == 0) {
        body();
        _exit(99);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

// A host that wants FIPS algorithms only, without having any: its own fetches fail.
constexpr std::string_view configuration = "openssl_conf = init\n"
                                           "[init]\n"
                                           "oid_section = oids\n"
                                           "alg_section = algorithms\n"
                                           "[oids]\n"
                                           "openbeidTest = 1.2.3.4.5.6\n"
                                           "[algorithms]\n"
                                           "default_properties = fips=yes\n";

bool configuration_is_loaded()
{
    return OBJ_sn2nid("openbeidTest") != NID_undef;
}

bool everything_works(const Context& context)
{
    const Bytes der(base64(data::rrn_2017));
    const auto certificate = Certificate::parse(context, der);
    const auto ca = Certificate::parse(context, base64(data::ca));
    if (!certificate || !certificate->public_key() || !ca || !ca->public_key()) {
        return false;
    }
    const auto& rsa = **certificate->public_key();
    const Pss pss{.hash = Hash::sha256, .mgf_hash = Hash::sha256, .salt_length = 32};
    Bytes random(16);
    return digest(context, Hash::sha256, der) && hmac_sha256(context, der, der) &&
           random_bytes(context, random) &&
           verify(context, rsa, Pkcs1{}, Bytes(20), Bytes(256, 1)) &&
           verify(context, rsa, pss, Bytes(32), Bytes(256, 1)) &&
           verify(context, **ca->public_key(), Ecdsa{}, Bytes(48), Bytes(96, 1)) &&
           ecdsa_to_der(Bytes(96, 1));
}

void use_under_a_configuration_file()
{
    std::string path = "/tmp/openbeid-test-XXXXXX";
    const int file = mkstemp(path.data());
    const bool written =
        write(file, configuration.data(), configuration.size()) == std::ssize(configuration);
    close(file);
    setenv("OPENSSL_CONF", path.c_str(), 1); // NOLINT(concurrency-mt-unsafe): one thread
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr);
    unlink(path.c_str());
    const MdHandle of_host{EVP_MD_fetch(nullptr, "SHA2-256", nullptr)};
    const auto context = Context::create();
    _exit(written && configuration_is_loaded() && !of_host && context && everything_works(**context)
              ? 0
              : 1);
}

// What a host holds of us until it exits.
struct Held {
    std::unique_ptr<Context> context;
    std::optional<Digest> digest;
    std::optional<Certificate> certificate;
};
Held* held = nullptr;

void close_in_an_exit_handler()
{
    // Registered before ours and OpenSSL's, so it runs after both: OpenSSL has cleaned up.
    std::atexit([] {
        const auto failed = [](const auto& result) {
            return !result && result.error().code == Errc::crypto_failure;
        };
        const Bytes bytes(96, 1);
        const Bytes der(held->certificate->der().begin(), held->certificate->der().end());
        std::array<std::uint8_t, 4> random{};
        const auto& context = *held->context;
        const auto& key = **held->certificate->public_key();
        const bool refused =
            failed(held->digest->update(bytes)) && failed(held->digest->finish()) &&
            failed(digest(context, Hash::sha1, bytes)) && failed(Context::create()) &&
            failed(Certificate::parse(context, der)) &&
            failed(PublicKey::from_spki(context, bytes)) &&
            failed(hmac_sha256(context, bytes, bytes)) && failed(random_bytes(context, random)) &&
            failed(verify(context, key, Ecdsa{}, bytes, bytes)) && failed(ecdsa_to_der(bytes)) &&
            failed(ecdsa_from_der(bytes, 48));
        delete held; // NOLINT(cppcoreguidelines-owning-memory): frees nothing of OpenSSL
        _exit(refused ? 0 : 1);
    });
    auto context = Context::create();
    auto certificate = Certificate::parse(**context, base64(data::ca));
    auto started = Digest::start(**context, Hash::sha256);
    held = new Held{*std::move(context), *std::move(started), *std::move(certificate)};
    std::exit(98); // NOLINT(concurrency-mt-unsafe): one thread
}

} // namespace

TEST_CASE("the host's configuration does not reach our context", "[crypto][context]")
{
    CHECK(status_of_child(use_under_a_configuration_file) == 0);
}

TEST_CASE("in the host's exit handler nothing of OpenSSL is called", "[crypto][context]")
{
    CHECK(status_of_child(close_in_an_exit_handler) == 0);
}

TEST_CASE("the host's configuration is loaded by create() or not at all", "[crypto][context]")
{
    const int status = status_of_child([] {
        // A path where there is a file only between create() and the question.
        std::string path = "/tmp/openbeid-test-XXXXXX";
        const int file = mkstemp(path.data());
        unlink(path.c_str());
        setenv("OPENSSL_CONF", path.c_str(), 1); // NOLINT(concurrency-mt-unsafe): one thread
        close(file);
        const auto context = Context::create();
        const int late = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600);
        const bool written =
            write(late, configuration.data(), configuration.size()) == std::ssize(configuration);
        close(late);
        const bool works = context && everything_works(**context);
        unlink(path.c_str()); // first, as the question may load what is there
        _exit(written && works && !configuration_is_loaded() ? 0 : 1);
    });
    CHECK(status == 0);
}

TEST_CASE("contexts come and go side by side", "[crypto][context]")
{
    const int status = status_of_child([] {
        const auto first = make_context();
        for (int i = 0; i < 20; ++i) {
            const auto other = make_context();
            if (!digest(*other, Hash::sha1, {}) || !digest(*first, Hash::sha1, {})) {
                _exit(1);
            }
        }
        _exit(ERR_peek_error() == 0 ? 0 : 2);
    });
    CHECK(status == 0);
}
