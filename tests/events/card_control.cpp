// SPDX-License-Identifier: Apache-2.0
#include "card_control.hpp"

#include "environment.hpp"
#include "stranger.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace openbeid::test {

namespace {

/// A connection for one command.
class Line {
public:
    explicit Line(const std::string& path)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error{"no virtual card at " + path};
        }
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() { ::close(socket_); }

    [[nodiscard]] std::string ask(const std::string& command) const
    {
        const std::string sent = command + '\n';
        if (::send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL) < 0) {
            return {};
        }
        std::string answer;
        std::array<char, 4096> buffer{};
        while (answer.empty() || answer.back() != '\n') {
            const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (size <= 0) {
                break;
            }
            answer.append(buffer.data(), static_cast<std::size_t>(size));
        }
        return answer.substr(0, answer.find('\n'));
    }

private:
    int socket_;
};

} // namespace

CardControl::CardControl(std::string reader, const std::string& socket)
    : reader_{std::move(reader)}, socket_{environment("TMPDIR") + '/' + socket}
{
}

CardControl::CardControl(unsigned reader)
    : CardControl{"Virtual PCD 00 0" + std::to_string(reader),
                  "card-" + std::to_string(reader) + ".socket"}
{
}

CardControl CardControl::in_pad_reader()
{
    return {"Virtual CCID 00 00", "card-ccid.socket"};
}

std::string CardControl::ask(const std::string& command) const
{
    const auto answer = Line{socket_}.ask(command);
    if (answer != "ok" && !answer.starts_with("ok ")) {
        throw std::runtime_error{"virtual card: " + command + ": " + answer};
    }
    return answer.substr(std::min<std::size_t>(3, answer.size()));
}

void CardControl::insert() const
{
    ask("insert");
    await_card(reader_, true);
}

void CardControl::remove() const
{
    ask("remove");
    await_card(reader_, false);
}

void CardControl::exchange(const std::string& persona) const
{
    remove();
    ask("persona " + persona);
    insert();
}

void CardControl::restore(const std::string& wanted) const
{
    ask("fault clear");
    if (persona() != wanted) {
        exchange(wanted);
    }
    insert();
    ask("tries 3");
    ask("reset");
    ask("counters reset");
}

std::uint64_t CardControl::counter(const std::string& name) const
{
    const auto json = ask("counters");
    const auto found = json.find('"' + name + '"');
    const auto number = json.find_first_of("0123456789", found + name.size() + 2);
    if (found == std::string::npos || number == std::string::npos) {
        throw std::runtime_error{"no counter " + name};
    }
    return std::stoull(json.substr(number));
}

bool CardControl::tells_right() const
{
    return persona().starts_with("v17") || persona().starts_with("v18");
}

bool CardControl::has_right() const
{
    return ask("run-apdu 00200001") == "9000";
}

} // namespace openbeid::test
