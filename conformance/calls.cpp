// SPDX-License-Identifier: Apache-2.0
#include "calls.hpp"

namespace openbeid::conformance {

std::vector<Call> calls_of(const Environment& env)
{
    std::vector<Call> calls;
    const auto append = [&](std::span<const Call> more) {
        calls.insert(calls.end(), more.begin(), more.end());
    };
    append(calls_general());
    append(calls_crypto());
    if (env.f3 != nullptr) {
        append(calls_3_0());
    }
    return calls;
}

Arena::Arena()
{
    // A mechanism that no token has, so that no call of a table generates or derives anything.
    mechanism = {0x7FFFFFF0, nullptr, 0};
    attributes[0] = {CKA_LABEL, in.data(), 4};
    attributes[1] = {CKA_ID, in.data(), 4};
    args.in = in.data();
    args.in_size = 20;
    args.out = out.data();
    args.out_size = &out_size;
    args.mechanism = &mechanism;
    args.attributes = attributes.data();
    args.count = 1;
    args.handle = handles.data();
}

} // namespace openbeid::conformance
