// SPDX-License-Identifier: Apache-2.0
#include "program/options.hpp"

#include "virtual_card/persona.hpp"

#include <getopt.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace openbeid::virtual_card {

namespace {

constexpr std::array long_options = {
    option{"persona", required_argument, nullptr, 'p'},
    option{"port", required_argument, nullptr, 'P'},
    option{"host", required_argument, nullptr, 'H'},
    option{"ccid", required_argument, nullptr, 'C'},
    option{"no-echo", no_argument, nullptr, 'E'},
    option{"control", required_argument, nullptr, 'c'},
    option{"cache", required_argument, nullptr, 'd'},
    option{"timeout", required_argument, nullptr, 't'},
    option{"no-card", no_argument, nullptr, 'n'},
    option{"trace", no_argument, nullptr, 'x'},
    option{"self-test", no_argument, nullptr, 's'},
    option{"list", no_argument, nullptr, 'l'},
    option{"prepare", no_argument, nullptr, 'r'},
    option{"version", no_argument, nullptr, 'V'},
    option{"help", no_argument, nullptr, 'h'},
    option{nullptr, 0, nullptr, 0},
};

bool parse_seconds(const char* text, std::chrono::seconds& seconds)
{
    int value = 0;
    const auto* end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, value);
    seconds = std::chrono::seconds{value};
    return error == std::errc{} && stop == end && value >= 0;
}

bool apply(int letter, Options& options)
{
    switch (letter) {
    case 'p':
        options.persona = optarg;
        options.persona_given = true;
        return true;
    case 'P': options.port = optarg; return true;
    case 'H': options.host = optarg; return true;
    case 'C': options.ccid = optarg; return true;
    case 'E': options.echo = false; return true;
    case 'c': options.control = optarg; return true;
    case 'd': options.cache = optarg; return true;
    case 't': return parse_seconds(optarg, options.timeout);
    case 'n': options.insert = false; return true;
    case 'x': options.trace = true; return true;
    case 's': options.mode = Mode::self_test; return true;
    case 'l': options.mode = Mode::list; return true;
    case 'r': options.mode = Mode::prepare; return true;
    case 'V': options.mode = Mode::version; return true;
    case 'h': options.mode = Mode::help; return true;
    default: return false; // getopt has told why
    }
}

} // namespace

std::optional<Options> parse_options(std::span<char*> arguments)
{
    Options options;
    options.cache = default_cache_dir();
    const auto count = static_cast<int>(arguments.size());
    for (;;) {
        const int letter = getopt_long(count, arguments.data(), "", long_options.data(), nullptr);
        if (letter == -1) {
            break;
        }
        if (!apply(letter, options)) {
            std::fputs("Try --help.\n", stderr);
            return std::nullopt;
        }
    }
    if (optind < count) {
        std::fprintf(
            stderr, "Unexpected argument: %s\n", arguments[static_cast<std::size_t>(optind)]);
        return std::nullopt;
    }
    return options;
}

void print_usage()
{
    std::puts(
        "Usage: openbeid-virtual-card [OPTION]...\n"
        "       openbeid-virtual-card control SOCKET COMMAND...\n"
        "\n"
        "A Belgian eID card without plastic, in a reader of vpcd or of libccid.\n"
        "\n"
        "  --persona NAME    which card (default v17-citizen)\n"
        "  --list            the personas\n"
        "  --host ADDRESS    where vpcd listens (default 127.0.0.1)\n"
        "  --port PORT       and its port (default 35963)\n"
        "  --timeout SECONDS how long to wait for vpcd (default 60, 0: for ever)\n"
        "  --ccid TERMINAL   be a CCID reader with a PIN pad for libccid's serial driver, on\n"
        "                    a pseudo-terminal that TERMINAL will be a link to\n"
        "  --no-echo         and one of the kind GemCore, which repeats nothing\n"
        "  --no-card         begin with an empty reader\n"
        "  --control SOCKET  take commands on this Unix socket\n"
        "  --trace           print every exchange on standard error\n"
        "  --cache DIR       where keys and files are kept (default\n"
        "                    $OPENBEID_VIRTUAL_CARD_DIR or ~/.cache/openbeid-virtual-card)\n"
        "  --prepare         only make keys and files, of all personas or of --persona\n"
        "  --self-test       check the card against the card reference\n"
        "  --version, --help");
}

} // namespace openbeid::virtual_card
