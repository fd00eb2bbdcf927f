// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scene.hpp"
#include "states.hpp"

#include <string>
#include <vector>

namespace openbeid::test {

/// What a window answers that the user has typed the right PIN into.
inline const char* const right = "write 010431323334";

/// A user who answers in the same way each time.
class User {
public:
    explicit User(const std::vector<std::string>& script) : scene_{Scene::with_helper(script)}
    {
        prompt_helper() = scene_.file("helper");
    }
    ~User() { prompt_helper() = "/nonexistent/helper"; }
    User(const User&) = delete;
    User& operator=(const User&) = delete;

    [[nodiscard]] Scene& scene() { return scene_; }

private:
    Scene scene_;
    Variable display_{"DISPLAY", ":99"};
};

/// A signature as a program makes it that never logs in for a context.
inline Output sign_without_context(const KeysFound& token)
{
    REQUIRE(token.session.sign_init(token.hashing_mechanism(), token.signature_key) == Rv{CKR_OK});
    return token.session.sign(some_text());
}

} // namespace openbeid::test
