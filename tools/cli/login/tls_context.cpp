// SPDX-License-Identifier: Apache-2.0
#include "login/tls_context.hpp"

namespace openbeid::cli {

void restrict_to(SSL_CTX* context, TlsVersion version)
{
    const int number = version == TlsVersion::tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION;
    SSL_CTX_set_security_level(context, 0);
    if (SSL_CTX_set_min_proto_version(context, number) != 1 ||
        SSL_CTX_set_max_proto_version(context, number) != 1) {
        throw portal::TlsError(name_of(version));
    }
}

portal::X509Ptr read_certificate(ByteView der, OSSL_LIB_CTX* library)
{
    auto* made = X509_new_ex(library, nullptr);
    const auto* place = der.data();
    // Frees `made` itself if it fails.
    if (made == nullptr || d2i_X509(&made, &place, static_cast<long>(der.size())) == nullptr) {
        throw portal::TlsError("certificate");
    }
    return portal::X509Ptr{made};
}

} // namespace openbeid::cli
