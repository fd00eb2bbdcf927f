// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"
#include "server.hpp"

#include <pthread.h>
#include <sys/signalfd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>

int main(int argc, char** argv)
{
    using namespace openbeid::portal;
    try {
        const auto options =
            parse_options(std::span{argv, static_cast<std::size_t>(argc)}.subspan(1));
        if (options.help) {
            std::cout << usage();
            return EXIT_SUCCESS;
        }
        // Before any thread starts, so that every thread has them blocked.
        sigset_t stop{};
        sigemptyset(&stop);
        sigaddset(&stop, SIGTERM);
        sigaddset(&stop, SIGINT);
        pthread_sigmask(SIG_BLOCK, &stop, nullptr);
        static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
        serve(options, signalfd(-1, &stop, SFD_CLOEXEC));
        return EXIT_SUCCESS;
    } catch (const std::invalid_argument& error) {
        std::cerr << "openbeid-portal: " << error.what() << "\n\n" << usage();
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "openbeid-portal: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
