// SPDX-License-Identifier: Apache-2.0
// Sizes of the types that programs share with the library: a change of one breaks those that were
// compiled before it.
#include <openbeid/log.hpp>
#include <openbeid/reader.hpp>

#include <cstdio>

using namespace openbeid;

namespace {

template <typename T>
void print(const char* name)
{
    std::printf("%s: %zu bytes, aligned to %zu\n", name, sizeof(T), alignof(T));
}

} // namespace

int main()
{
    print<Address>("Address");
    print<Card>("Card");
    print<CardInfo>("CardInfo");
    print<Certificate>("Certificate");
    print<CheckResult>("CheckResult");
    print<Date>("Date");
    print<Error>("Error");
    print<Identity>("Identity");
    print<IdentityDocument>("IdentityDocument");
    print<IdentityOptions>("IdentityOptions");
    print<PartialDate>("PartialDate");
    print<Pin>("Pin");
    print<PinRequest>("PinRequest");
    print<PinStatus>("PinStatus");
    print<Progress>("Progress");
    print<Reader>("Reader");
    print<Readers>("Readers");
    print<Result<Bytes>>("Result<Bytes>");
    print<Result<void>>("Result<void>");
    print<SignatureScheme>("SignatureScheme");
    print<TokenInfo>("TokenInfo");
    print<Verification>("Verification");
}
