// SPDX-License-Identifier: Apache-2.0
#include "output.hpp"

#include "text.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace openbeid::cli {

namespace {

void write_line(std::FILE* stream, std::string_view line)
{
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fputc('\n', stream);
}

} // namespace

void print_line(std::string_view line)
{
    write_line(stdout, line);
}

void print_field(std::string_view label, std::string_view value)
{
    if (!value.empty()) {
        print_line(std::string{label} + ": " + std::string{value});
    }
}

std::string json_text(const Json& data)
{
    return data.dump(2, ' ', false, Json::error_handler_t::replace);
}

void print_json(const Json& data)
{
    print_line(json_text(data));
}

void print_note(const Options& options, std::string_view line)
{
    if (!options.quiet) {
        std::fflush(stdout); // where both go to one file, they stay in their order
        write_line(stderr, line);
    }
}

void print_failure(const Options& options, const Failure& failure)
{
    if (options.json) {
        Json data{{"code", failure.code}, {"message", failure.sentence}, {"next", failure.next}};
        if (failure.error && failure.error->tries_left) {
            data["tries_left"] = *failure.error->tries_left;
        }
        print_json(Json{{"error", std::move(data)}});
    }
    std::fflush(stdout);
    write_line(stderr, failure.sentence);
    if (!failure.next.empty()) {
        print_note(options, failure.next);
    }
    if (options.verbose && failure.error) {
        const auto& error = *failure.error;
        std::fprintf(stderr,
                     "%s: %s, SW %04X, PC/SC %08X\n",
                     error.where,
                     name_of(error.code),
                     static_cast<unsigned>(error.sw),
                     static_cast<unsigned>(error.pcsc));
    }
}

bool can_show_progress(const Options& options)
{
    const char* const terminal = std::getenv("TERM");
    return !options.quiet && !options.json && ::isatty(STDERR_FILENO) != 0 && terminal != nullptr &&
           terminal != std::string_view{"dumb"};
}

void show_progress(std::string_view line)
{
    std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(line.size()), line.data());
    std::fflush(stderr);
}

} // namespace openbeid::cli
