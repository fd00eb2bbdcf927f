// SPDX-License-Identifier: Apache-2.0
#include <openbeid/verification.hpp>

#include <algorithm>

namespace openbeid {

namespace {

bool has_passed(const CheckResult& result)
{
    return result.outcome == Outcome::passed;
}

} // namespace

Verification::Verification() noexcept
{
    for (std::size_t i = 0; i < results_.size(); ++i) {
        results_.at(i).check = static_cast<Check>(i);
    }
}

bool Verification::authentic() const noexcept
{
    return !first_failure() && has_passed(result(Check::national_register_certificate)) &&
           has_passed(result(Check::identity_signature));
}

const CheckResult& Verification::result(Check check) const noexcept
{
    return results_[std::min(static_cast<std::size_t>(check), results_.size() - 1)];
}

std::optional<Check> Verification::first_failure() const noexcept
{
    const auto* const failure = std::ranges::find(results_, Outcome::failed, &CheckResult::outcome);
    return failure == results_.end() ? std::nullopt : std::optional{failure->check};
}

bool Verification::relies_on_test_root() const noexcept
{
    return std::ranges::any_of(results_, [](const CheckResult& each) {
        return has_passed(each) && each.anchor == TrustAnchor::test_root;
    });
}

bool Verification::relies_on_sha1() const noexcept
{
    return std::ranges::any_of(
        results_, [](const CheckResult& each) { return has_passed(each) && each.used_sha1; });
}

std::optional<Validity> Verification::validity(Dated what) const noexcept
{
    const auto found = std::ranges::find(validities_, what, &ValidityResult::what);
    return found == validities_.end() ? std::nullopt : std::optional{found->validity};
}

void Verification::set(const CheckResult& result) noexcept
{
    const auto index = static_cast<std::size_t>(result.check);
    if (index < results_.size()) {
        results_.at(index) = result;
    }
}

void Verification::add(const ValidityResult& validity)
{
    validities_.push_back(validity);
}

} // namespace openbeid
