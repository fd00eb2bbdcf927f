// SPDX-License-Identifier: Apache-2.0
#include "api/card.hpp"
#include "base/try.hpp"
#include "crypto/digest_info.hpp"

#include <array>

namespace openbeid {

namespace {

using Algorithm = SignatureAlgorithm;
using Hash = HashAlgorithm;

/// All that any card can do, those first that suit its keys best.
constexpr std::array candidates{SignatureScheme{Algorithm::rsa_pss, Hash::sha256},
                                SignatureScheme{Algorithm::rsa_pkcs1, Hash::sha256},
                                SignatureScheme{Algorithm::rsa_pkcs1, Hash::sha384},
                                SignatureScheme{Algorithm::rsa_pkcs1, Hash::sha512},
                                SignatureScheme{Algorithm::rsa_pkcs1, Hash::sha224},
                                SignatureScheme{Algorithm::ecdsa, Hash::sha384},
                                SignatureScheme{Algorithm::ecdsa, Hash::sha256},
                                SignatureScheme{Algorithm::ecdsa, Hash::sha512},
                                SignatureScheme{Algorithm::ecdsa, Hash::sha224},
                                SignatureScheme{Algorithm::rsa_pss, Hash::sha1},
                                SignatureScheme{Algorithm::rsa_pkcs1, Hash::sha1},
                                SignatureScheme{Algorithm::ecdsa, Hash::sha1}};

crypto::Hash to_crypto(Hash hash)
{
    switch (hash) {
    case Hash::sha1: return crypto::Hash::sha1;
    case Hash::sha224: return crypto::Hash::sha224;
    case Hash::sha256: return crypto::Hash::sha256;
    case Hash::sha384: return crypto::Hash::sha384;
    case Hash::sha512: break;
    }
    return crypto::Hash::sha512;
}

crypto::SignatureScheme to_crypto(const SignatureScheme& scheme)
{
    const auto hash = to_crypto(scheme.hash);
    switch (scheme.algorithm) {
    case Algorithm::rsa_pkcs1: return crypto::Pkcs1{};
    case Algorithm::rsa_pss:
        return crypto::Pss{.hash = hash, .mgf_hash = hash, .salt_length = crypto::size_of(hash)};
    case Algorithm::ecdsa: break;
    }
    return crypto::Ecdsa{};
}

token::CertificateId certificate_of(KeyId key)
{
    return key == KeyId::authentication ? token::CertificateId::authentication
                                        : token::CertificateId::signature;
}

/// Tells the card's token for how long an operation with the `Signature` key lasts.
class SignatureUse {
public:
    explicit SignatureUse(token::Token& token) noexcept : token_{token}
    {
        token_.begin_signature_use();
    }
    ~SignatureUse() { token_.end_signature_use(); }
    SignatureUse(const SignatureUse&) = delete;
    SignatureUse& operator=(const SignatureUse&) = delete;

private:
    token::Token& token_;
};

} // namespace

Result<std::shared_ptr<const crypto::PublicKey>> Card::Impl::public_key(KeyId key)
{
    OPENBEID_TRY(const auto certificate, token_.certificate(certificate_of(key)));
    if (certificate == nullptr || !certificate->public_key()) {
        return std::shared_ptr<const crypto::PublicKey>{};
    }
    return *certificate->public_key();
}

Result<std::vector<SignatureScheme>> Card::Impl::schemes(KeyId key)
{
    OPENBEID_TRY(const auto found, public_key(key));
    std::vector<SignatureScheme> possible;
    for (const auto& scheme : candidates) {
        if (found && token::can_sign(token_.data().applet, *found, to_crypto(scheme))) {
            possible.push_back(scheme);
        }
    }
    return possible;
}

Result<Pin> Card::Impl::ask(KeyId key, const PinCallback& pin)
{
    if (!pin) {
        return Error{.code = Errc::not_logged_in, .where = "PIN"};
    }
    OPENBEID_CHECK(token_.look_before_asking());
    return pin({.key = key, .tries_left = token_.tries_left()});
}

Result<void> Card::Impl::ask_and_log_in(const PinCallback& pin)
{
    OPENBEID_TRY(const auto entered, ask(KeyId::authentication, pin));
    OPENBEID_CHECK(token_.login(entered.view()));
    return {};
}

Result<Bytes> Card::Impl::sign_to_log_in(const crypto::SignatureScheme& scheme,
                                         ByteView input,
                                         const PinCallback& pin)
{
    if (token_.logged_in() && token_.confirm_login()) {
        auto signature = token_.sign(scheme, input);
        if (signature || signature.error().code != Errc::not_logged_in) {
            return signature;
        }
        // Another program has ended the login, in a way that only a signature shows.
    }
    OPENBEID_CHECK(ask_and_log_in(pin));
    return token_.sign(scheme, input);
}

Result<Bytes> Card::Impl::sign_legally(const crypto::SignatureScheme& scheme,
                                       ByteView input,
                                       const PinCallback& pin)
{
    const SignatureUse use{token_};
    OPENBEID_TRY(const auto entered, ask(KeyId::signature, pin));
    OPENBEID_TRY(const auto proven, token_.prove_pin(entered.view(), true));
    return token_.sign_legally(scheme, input, *proven);
}

Result<Bytes>
Card::Impl::sign(KeyId key, SignatureScheme scheme, ByteView hash, const PinCallback& pin)
{
    // Whatever can fail fails before anybody is asked for a PIN.
    OPENBEID_TRY(const auto found, public_key(key));
    if (found == nullptr) {
        return Error{.code = Errc::not_found, .where = "key"};
    }
    const auto wanted = to_crypto(scheme);
    if (!token::can_sign(token_.data().applet, *found, wanted)) {
        return Error{.code = Errc::unsupported, .where = "signature scheme"};
    }
    if (hash.size() != size_of(scheme.hash)) {
        return Error{.code = Errc::bad_length, .where = "hash"};
    }
    const auto info = scheme.algorithm == Algorithm::rsa_pkcs1
                          ? crypto::digest_info(to_crypto(scheme.hash), hash)
                          : Bytes{};
    const auto input = info.empty() ? hash : ByteView{info};
    return key == KeyId::signature ? sign_legally(wanted, input, pin)
                                   : sign_to_log_in(wanted, input, pin);
}

} // namespace openbeid
