// SPDX-License-Identifier: Apache-2.0
#include "virtual_card.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace openbeid::conformance {

namespace {

std::optional<long> number_at(const std::string& text, std::size_t at)
{
    while (at < text.size() && (std::isspace(static_cast<unsigned char>(text[at])) != 0)) {
        ++at;
    }
    long value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}

} // namespace

std::optional<VirtualCard> VirtualCard::connect(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) {
        return std::nullopt;
    }
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    VirtualCard card{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (card.socket_ < 0 ||
        ::connect(card.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
            0) {
        return std::nullopt;
    }
    return card;
}

VirtualCard::VirtualCard(VirtualCard&& other) noexcept : socket_{std::exchange(other.socket_, -1)}
{
}

VirtualCard::~VirtualCard()
{
    if (socket_ >= 0) {
        close(socket_);
    }
}

std::optional<std::string> VirtualCard::command(const std::string& line)
{
    const std::string out = line + '\n';
    if (send(socket_, out.data(), out.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out.size())) {
        return std::nullopt;
    }
    std::string answer;
    char c = 0;
    while (read(socket_, &c, 1) == 1 && c != '\n') {
        answer += c;
    }
    if (answer.rfind("ok", 0) != 0) {
        return std::nullopt;
    }
    return answer.size() > 3 ? answer.substr(3) : std::string{};
}

std::optional<long> VirtualCard::counter(const std::string& key)
{
    const auto counters = command("counters");
    if (!counters) {
        return std::nullopt;
    }
    const auto quoted = '"' + key + '"';
    const auto at = counters->find(quoted);
    const auto colon = at == std::string::npos ? at : counters->find(':', at + quoted.size());
    return colon == std::string::npos ? std::nullopt : number_at(*counters, colon + 1);
}

std::optional<long> VirtualCard::tries()
{
    const auto answer = command("tries");
    return answer ? number_at(*answer, 0) : std::nullopt;
}

} // namespace openbeid::conformance
