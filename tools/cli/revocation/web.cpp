// SPDX-License-Identifier: Apache-2.0
#include "revocation/web.hpp"

#include "openssl_pointers.hpp"

#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>

#include <memory>

namespace openbeid::cli {

namespace {

constexpr int seconds_to_connect = 5;

void close_connection(OSSL_HTTP_REQ_CTX* connection)
{
    ::OSSL_HTTP_close(connection, 1);
}
using ConnectionPtr = std::unique_ptr<OSSL_HTTP_REQ_CTX, portal::Free<close_connection>>;

void free_text(char* text)
{
    ::OPENSSL_free(text);
}
using TextPtr = std::unique_ptr<char, portal::Free<free_text>>;

struct WebAddress {
    std::string host{};
    std::string port{};
    std::string path{};
};

/// Empty if it is no address of plain HTTP.
WebAddress parse_address(const std::string& url)
{
    char* host = nullptr;
    char* port = nullptr;
    char* path = nullptr;
    char* query = nullptr;
    int tls = 0;
    if (!url.starts_with("http://") ||
        ::OSSL_HTTP_parse_url(
            url.c_str(), &tls, nullptr, &host, &port, nullptr, &path, &query, nullptr) != 1) {
        return {};
    }
    const TextPtr owned_host{host};
    const TextPtr owned_port{port};
    const TextPtr owned_path{path};
    const TextPtr owned_query{query};
    const std::string parameters{query != nullptr ? query : ""};
    return {host, port, path + (parameters.empty() ? "" : "?" + parameters)};
}

/// What OpenSSL's first error, the cause of the others, means; empties its queue.
WebFailure web_failure()
{
    const auto error = ::ERR_peek_error();
    ::ERR_clear_error();
    if (ERR_GET_LIB(error) != ERR_LIB_HTTP) {
        return WebFailure::no_answer;
    }
    switch (ERR_GET_REASON(error)) {
    case HTTP_R_ASN1_LEN_EXCEEDS_MAX_RESP_LEN:
    case HTTP_R_MAX_RESP_LEN_EXCEEDED: return WebFailure::too_long;
    case HTTP_R_ERROR_PARSING_ASN1_LENGTH:
    case HTTP_R_INCONSISTENT_CONTENT_LENGTH:
    case HTTP_R_MISSING_ASN1_ENCODING:
    case HTTP_R_MISSING_CONTENT_TYPE:
    case HTTP_R_UNEXPECTED_CONTENT_TYPE:
    case HTTP_R_ERROR_PARSING_CONTENT_LENGTH: return WebFailure::malformed;
    case HTTP_R_RECEIVED_ERROR:
    case HTTP_R_REDIRECTION_NOT_ENABLED:
    case HTTP_R_REDIRECTION_FROM_HTTPS_TO_HTTP:
    case HTTP_R_STATUS_CODE_UNSUPPORTED:
    case HTTP_R_MISSING_REDIRECT_LOCATION: return WebFailure::refused;
    default: return WebFailure::no_answer;
    }
}

Bytes content_of(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, data + size};
}

std::variant<Bytes, WebFailure> exchange(const WebAddress& address,
                                         BIO* question,
                                         const char* question_type,
                                         const char* answer_type,
                                         WebLimits limits)
{
    ::ERR_clear_error();
    const ConnectionPtr connection{::OSSL_HTTP_open(address.host.c_str(),
                                                    address.port.c_str(),
                                                    nullptr, // the proxy of the environment
                                                    nullptr,
                                                    0,
                                                    nullptr,
                                                    nullptr,
                                                    nullptr,
                                                    nullptr,
                                                    0,
                                                    seconds_to_connect)};
    if (!connection) {
        ::ERR_clear_error();
        return WebFailure::no_answer;
    }
    if (::OSSL_HTTP_set1_request(connection.get(),
                                 address.path.c_str(),
                                 nullptr,
                                 question_type,
                                 question,
                                 answer_type,
                                 1, // DER, which tells its own length
                                 limits.size,
                                 limits.seconds,
                                 0) != 1) {
        return web_failure();
    }
    const BioPtr answer{::OSSL_HTTP_exchange(connection.get(), nullptr)};
    if (!answer) {
        return web_failure();
    }
    return content_of(answer.get());
}

} // namespace

std::variant<Bytes, WebFailure> Web::get(const std::string& url, WebLimits limits)
{
    return post(url, {}, nullptr, nullptr, limits);
}

std::variant<Bytes, WebFailure> Web::post(const std::string& url,
                                          ByteView question,
                                          const char* question_type,
                                          const char* answer_type,
                                          WebLimits limits)
{
    const auto address = parse_address(url);
    if (address.host.empty() || silent_.contains(address.host)) {
        return WebFailure::no_answer;
    }
    const BioPtr body{question.empty()
                          ? nullptr
                          : ::BIO_new_mem_buf(question.data(), static_cast<int>(question.size()))};
    auto answer = exchange(address, body.get(), question_type, answer_type, limits);
    const auto* const failed = std::get_if<WebFailure>(&answer);
    if (failed != nullptr && *failed == WebFailure::no_answer) {
        silent_.insert(address.host);
    }
    return answer;
}

} // namespace openbeid::cli
