// SPDX-License-Identifier: Apache-2.0
// Waits until an eID is in a reader, without polling, and says which.
#include <openbeid/reader.hpp>

#include <cstdio>
#include <cstdlib>

using namespace openbeid;

int main()
{
    const auto readers = Readers::open();
    if (!readers) {
        return EXIT_FAILURE;
    }
    for (;;) {
        const auto list = readers->list();
        const auto known = list ? *list : std::vector<Reader>{};
        for (const auto& reader : known) {
            const auto card = readers->open_card(reader.name);
            if (card) {
                const auto version = unsigned{card->info().applet_version};
                std::printf(
                    "%s: applet %u.%u\n", reader.name.c_str(), version >> 4U, version & 15U);
                return EXIT_SUCCESS;
            }
        }
        if (!readers->wait(known)) {
            return EXIT_FAILURE;
        }
    }
}
