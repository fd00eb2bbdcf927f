// SPDX-License-Identifier: Apache-2.0
#include "card_facts.hpp"
#include "commands.hpp"
#include "interrupt.hpp"
#include "login/card_client.hpp"
#include "login/exchange_count.hpp"
#include "login/module_pin.hpp"
#include "login/online.hpp"
#include "module_file.hpp"
#include "pin.hpp"
#include "text.hpp"

#include <openbeid/pkcs11_names.h>

#include <csignal>

namespace openbeid::cli {

namespace {

using Milliseconds = std::chrono::milliseconds;

/// What a part of the test took.
struct Cost {
    Milliseconds time{};
    std::optional<std::size_t> exchanges{};
};

/// One login, or why there was none. Without a scheme the card can't use this version of TLS.
struct Row {
    TlsVersion version{};
    const TlsScheme* scheme{nullptr};
    std::string reason{};
    Cost cost{};
    std::string holder{};
};

class Stopwatch {
public:
    explicit Stopwatch(ExchangeCount& count) : count_{count} {}
    [[nodiscard]] Cost cost()
    {
        const auto spent = std::chrono::steady_clock::now() - start_;
        return {std::chrono::duration_cast<Milliseconds>(spent), count_.next()};
    }

private:
    ExchangeCount& count_;
    std::chrono::steady_clock::time_point start_{std::chrono::steady_clock::now()};
};

/// A peer that closes the connection must not end the program.
class NoBrokenPipes {
public:
    NoBrokenPipes() noexcept : before_{std::signal(SIGPIPE, SIG_IGN)} {}
    ~NoBrokenPipes() { std::signal(SIGPIPE, before_); }
    NoBrokenPipes(const NoBrokenPipes&) = delete;
    NoBrokenPipes& operator=(const NoBrokenPipes&) = delete;
    NoBrokenPipes(NoBrokenPipes&&) = delete;
    NoBrokenPipes& operator=(NoBrokenPipes&&) = delete;

private:
    void (*before_)(int);
};

/// The one login with the PIN, which is asked for here or by the module, and gone when the logins
/// to portals begin.
std::variant<Cost, Failure>
log_in_once(const Options& options, Pkcs11Card& card, OpenedCard& opened, ExchangeCount& count)
{
    if (!options.pin_fd && card.asks_itself()) {
        Stopwatch watch{count};
        if (auto failure = log_in_without_pin(options, card, opened)) {
            return *std::move(failure);
        }
        return watch.cost();
    }
    auto pin = obtain_pin(options, translate("PIN: "));
    if (auto* const failure = std::get_if<Failure>(&pin)) {
        return std::move(*failure);
    }
    Stopwatch watch{count};
    const SignalsHeldBack signals;
    if (auto failure = pin_outcome(card.log_in(&std::get<Pin>(pin)), card, opened)) {
        return *std::move(failure);
    }
    return watch.cost();
}

Row try_login(CardClient& client, TestPortal& portal, TlsVersion version, const TlsScheme& scheme)
{
    Row row{.version = version, .scheme = &scheme};
    auto view = portal.serve(version, scheme);
    row.reason = client.log_in(portal, version);
    const auto seen = view.get();
    if (seen.login) {
        row.holder = seen.login->holder;
        const bool as_asked = seen.login->scheme == name_of(version, scheme);
        row.reason = row.reason.empty() && !as_asked ? seen.login->scheme : row.reason;
    } else if (row.reason.empty()) {
        row.reason = seen.reason;
    }
    return row;
}

std::vector<Row> try_all(Pkcs11Card& card,
                         const KeyAbilities& key,
                         const std::vector<Bytes>& chain,
                         ExchangeCount& count)
{
    const NoBrokenPipes no_broken_pipes;
    CardClient client{card, chain};
    TestPortal portal{{chain.begin() + 1, chain.end()}};
    std::vector<Row> rows;
    for (const auto version : {TlsVersion::tls_1_2, TlsVersion::tls_1_3}) {
        const auto before = rows.size();
        for (const auto& scheme : tls_schemes()) {
            if (usable(key, version, scheme)) {
                Stopwatch watch{count};
                rows.push_back(try_login(client, portal, version, scheme));
                rows.back().cost = watch.cost();
            }
        }
        if (rows.size() == before) {
            rows.push_back({.version = version});
        }
    }
    return rows;
}

Json to_json(const Cost& cost)
{
    return {{"milliseconds", cost.time.count()},
            {"apdus", cost.exchanges ? Json(*cost.exchanges) : Json{}}};
}

Json to_json(const Row& row)
{
    Json data{{"tls", name_of(row.version)}, {"scheme", nullptr}, {"result", "impossible"}};
    if (row.scheme != nullptr) {
        data["scheme"] = name_of(row.version, *row.scheme);
        data["result"] = row.reason.empty() ? "logged_in" : "failed";
        data["reason"] = row.reason;
        data.update(to_json(row.cost));
    }
    return data;
}

std::string text_of(const Cost& cost)
{
    const auto milliseconds = std::to_string(cost.time.count()) + " ms";
    return cost.exchanges
               ? fill(translate_plural("{count} APDU, {time}",
                                       "{count} APDUs, {time}",
                                       static_cast<long>(*cost.exchanges)),
                      {{"count", std::to_string(*cost.exchanges)}, {"time", milliseconds}})
               : milliseconds;
}

std::string text_of(const Row& row)
{
    if (row.scheme == nullptr) {
        return translate("this card can't log in over this version");
    }
    return row.reason.empty()
               ? fill(translate("logged in, {cost}"), {{"cost", text_of(row.cost)}})
               : fill(translate("FAILED: {reason}"), {{"reason", printable(row.reason)}});
}

void print(const Cost& reading, const Cost& login, const std::vector<Row>& rows)
{
    print_field(translate("Certificates read"), text_of(reading));
    print_field(translate("PIN verified"), text_of(login));
    for (const auto& row : rows) {
        auto label = std::string{"TLS "} + name_of(row.version);
        if (row.scheme != nullptr) {
            label += std::string{", "} + name_of(row.version, *row.scheme);
        }
        print_field(label, text_of(row));
    }
}

ExitCode judge(const Options& options, const std::vector<Row>& rows)
{
    const auto is_login = [](const Row& row) { return row.scheme != nullptr; };
    const auto failed = [](const Row& row) { return row.scheme != nullptr && !row.reason.empty(); };
    if (std::ranges::any_of(rows, failed)) {
        print_note(options,
                   translate("Not every way to log in works. \"openbeid doctor\" may know why."));
        return ExitCode::failed;
    }
    if (std::ranges::none_of(rows, is_login)) {
        return ExitCode::failed;
    }
    if (!options.json) {
        print_line(
            translate("The card and the module can log in to a portal. If a browser can't, the "
                      "fault is in the browser or its settings."));
    }
    return ExitCode::done;
}

/// Authentication and what is above it, as the module shows them.
std::vector<Bytes> read_chain(Pkcs11Card& card)
{
    std::vector<Bytes> chain;
    for (const int id : {OPENBEID_ID_AUTHENTICATION, OPENBEID_ID_CA, OPENBEID_ID_ROOT}) {
        if (auto der = card.certificate(static_cast<CK_BYTE>(id)); !der.empty()) {
            chain.push_back(std::move(der));
        } else if (id == OPENBEID_ID_AUTHENTICATION) {
            return {};
        }
    }
    return chain;
}

/// What the key of the card can do, as the card itself tells.
std::variant<KeyAbilities, Failure> abilities_of(OpenedCard& opened)
{
    const auto certificate = opened.card.certificate(CertificateId::authentication);
    if (!certificate) {
        return failure_of(certificate.error());
    }
    auto schemes = opened.card.schemes(KeyId::authentication);
    if (!schemes) {
        return failure_of(schemes.error());
    }
    if (!*certificate || schemes->empty()) {
        return Failure{
            .exit = ExitCode::failed,
            .code = name_of(Errc::not_found),
            .sentence = translate("The card has no certificate to log in with."),
            .next = translate("Ask your municipality to activate the certificates of the card.")};
    }
    return KeyAbilities{*std::move(schemes), (*certificate)->key_bits};
}

Ending test_module(const Options& options, OpenedCard& opened, const KeyAbilities& key)
{
    ExchangeCount count;
    Pkcs11Card card;
    const auto module = module_file(options);
    if (const auto reason = card.open(module, token_serial(opened.card.info())); !reason.empty()) {
        return module_failure(card, reason);
    }
    static_cast<void>(count.next());
    Stopwatch reading_watch{count};
    const auto chain = read_chain(card);
    if (chain.empty()) {
        return module_failure(card, card.failure());
    }
    const auto reading = reading_watch.cost();

    if (auto failure = guard_tries(options, opened)) {
        return *std::move(failure);
    }
    const auto login = log_in_once(options, card, opened, count);
    if (const auto* const failure = std::get_if<Failure>(&login)) {
        return *failure;
    }
    const auto rows = try_all(card, key, chain, count);
    if (options.json) {
        Json list = Json::array();
        for (const auto& row : rows) {
            list.push_back(to_json(row));
        }
        print_json({{"module", module.string()},
                    {"reader", opened.reader},
                    {"reading", to_json(reading)},
                    {"login", to_json(std::get<Cost>(login))},
                    {"logins", std::move(list)}});
    } else {
        print_field(translate("Module"), module.string());
        print(reading, std::get<Cost>(login), rows);
    }
    return judge(options, rows);
}

} // namespace

Ending run_login_test(const Options& options, OpenedCard& opened)
{
    const auto key = abilities_of(opened);
    if (const auto* const failure = std::get_if<Failure>(&key)) {
        return *failure;
    }
    return options.online.empty() ? test_module(options, opened, std::get<KeyAbilities>(key))
                                  : test_online(options, std::get<KeyAbilities>(key));
}

} // namespace openbeid::cli
