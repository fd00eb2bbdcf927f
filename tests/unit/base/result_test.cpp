// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "support/catch.hpp"

#include <memory>
#include <string>

using namespace openbeid;

namespace {

const Error refusal{.code = Errc::pin_incorrect, .sw = 0x63C1, .tries_left = 1, .where = "VERIFY"};

Result<std::unique_ptr<int>> number(bool there)
{
    if (!there) {
        return refusal;
    }
    return std::make_unique<int>(7);
}

Result<void> step(bool succeeds)
{
    return succeeds ? Result<void>{} : Result<void>{refusal};
}

Result<std::string> text_of_number(bool there, int& steps)
{
    OPENBEID_TRY(const auto value, number(there));
    ++steps;
    OPENBEID_TRY(const auto again, number(there));
    ++steps;
    return std::to_string(*value + *again);
}

Result<int> after_steps(bool first, bool second, int& steps)
{
    OPENBEID_CHECK(step(first));
    ++steps;
    OPENBEID_CHECK(step(second));
    ++steps;
    return steps;
}

} // namespace

TEST_CASE("a result holds a value or an error", "[base][result]")
{
    const Result<int> value = 5;
    CHECK(value.has_value());
    CHECK(value);
    CHECK(*value == 5);

    const Result<int> error = refusal;
    CHECK_FALSE(error);
    CHECK(error.error().code == Errc::pin_incorrect);
}

TEST_CASE("a result without a value holds success or an error", "[base][result]")
{
    CHECK(step(true).has_value());
    CHECK(step(false).error().sw == 0x63C1);
}

TEST_CASE("a value that can't be copied moves through a result", "[base][result]")
{
    auto result = number(true);
    REQUIRE(result);
    CHECK(**result == 7);
    const auto owned = *std::move(result);
    CHECK(*owned == 7);
}

TEST_CASE("the wrong side of a result is never handed out", "[base][result]")
{
    CHECK_THROWS(*number(false));
    CHECK_THROWS(number(true).error());
    CHECK_THROWS(step(true).error());
}

TEST_CASE("OPENBEID_TRY goes on with the value", "[base][result]")
{
    int steps = 0;
    const auto text = text_of_number(true, steps);
    REQUIRE(text);
    CHECK(*text == "14");
    CHECK(steps == 2);
}

TEST_CASE("OPENBEID_TRY returns the whole error at once", "[base][result]")
{
    int steps = 0;
    const auto text = text_of_number(false, steps);
    REQUIRE_FALSE(text);
    CHECK(text.error().code == refusal.code);
    CHECK(text.error().sw == refusal.sw);
    CHECK(text.error().tries_left == refusal.tries_left);
    CHECK(text.error().where == refusal.where);
    CHECK(steps == 0);
}

TEST_CASE("OPENBEID_CHECK stops at the first failure", "[base][result]")
{
    int steps = 0;
    CHECK(after_steps(true, true, steps));
    steps = 0;
    CHECK_FALSE(after_steps(true, false, steps));
    CHECK(steps == 1);
    steps = 0;
    CHECK_FALSE(after_steps(false, true, steps));
    CHECK(steps == 0);
}
