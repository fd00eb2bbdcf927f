// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"

#include "argument_checks.hpp"
#include "card_facts.hpp"
#include "output.hpp"
#include "text.hpp"
#include "x509.hpp"

#include <openbeid/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <span>
#include <sstream>

namespace openbeid::cli {

namespace {

/// What CLI11 fills in, before it becomes Options.
struct Raw {
    Options options{};
    std::string language{};
    std::vector<std::string> test_roots{};
    std::string pin_fd{};
};

/// --lang of the command line, before it is parsed: errors of parsing are told as the user wants.
std::string early_language(int argc, char** argv)
{
    constexpr std::string_view name{"--lang"};
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument{argv[i]};
        if (argument == name && i + 1 < argc) {
            return argv[i + 1];
        }
        if (argument.starts_with(name) && argument.substr(name.size()).starts_with('=')) {
            return std::string{argument.substr(name.size() + 1)};
        }
    }
    return {};
}

/// Likewise.
bool wants_json(int argc, char** argv)
{
    const std::span arguments{argv, static_cast<std::size_t>(argc)};
    return std::ranges::any_of(
        arguments, [](const char* argument) { return argument == std::string_view{"--json"}; });
}

void add_common(CLI::App& app, Raw& raw)
{
    auto& options = raw.options;
    const auto group = translate("Options of every command");
    app.add_flag("--json", options.json, translate("Output for programs, with stable keys"))
        ->group(group);
    app.add_option("--reader",
                   options.reader,
                   translate("Only this reader: a part of its name, or its number"))
        ->type_name("NAME")
        ->check(not_empty())
        ->group(group);
    app.add_flag("--wait", options.wait, translate("Wait until there is an identity card"))
        ->group(group);
    app.add_flag("--quiet", options.quiet, translate("No hints on standard error"))->group(group);
    app.add_flag("--verbose", options.verbose, translate("Also technical details of errors"))
        ->group(group);
    app.add_option("--lang", raw.language, translate("Language: fr, nl, de or en"))
        ->type_name("CODE")
        ->check(one_of({"fr", "nl", "de", "en"}))
        ->group(group);
}

std::vector<std::string> certificate_keys()
{
    std::vector<std::string> keys;
    for (const auto id : all_certificates) {
        keys.emplace_back(key_of(id));
    }
    return keys;
}

using AddOption = void (*)(CLI::App&, Raw&);

void add_pin(CLI::App& app, Raw& raw)
{
    app.add_option("--pin-fd",
                   raw.pin_fd,
                   translate("Read the PIN from this open descriptor, one line for each PIN"))
        ->type_name("N")
        ->check(descriptor());
    app.add_flag("--last-try",
                 raw.options.last_try,
                 translate("Go on although only one try is left; a wrong PIN blocks the card"));
}

void add_certificate(CLI::App& app, Raw& raw)
{
    app.add_option("certificate",
                   raw.options.certificate,
                   translate("Which one; authentication if not given"))
        ->check(one_of(certificate_keys()));
}

void add_format(CLI::App& app, Raw& raw)
{
    app.add_option("--format", raw.options.format, translate("pem (if not given) or der"))
        ->type_name("FORMAT")
        ->check(one_of({"pem", "der"}));
}

void add_chain(CLI::App& app, Raw& raw)
{
    app.add_flag("--chain", raw.options.chain, translate("Also the certificates above it"));
}

void add_output(CLI::App& app, Raw& raw)
{
    app.add_option("--output", raw.options.output, translate("Write to this file"))
        ->type_name("FILE")
        ->check(not_empty());
}

void add_photo(CLI::App& app, Raw& raw)
{
    app.add_option("--photo", raw.options.photo, translate("Write the photo (JPEG) to this file"))
        ->type_name("FILE")
        ->check(not_empty());
}

void add_prove_chip(CLI::App& app, Raw& raw)
{
    app.add_flag("--prove-chip",
                 raw.options.prove_chip,
                 translate("Have the chip prove that it is no copy (cards since 2020)"));
}

void add_test_root(CLI::App& app, Raw& raw)
{
    app.add_option("--test-root",
                   raw.test_roots,
                   translate("For virtual cards: also trust the roots in this file (PEM or DER)"))
        ->type_name("FILE")
        ->check(not_empty());
}

void add_module_path(CLI::App& app, Raw& raw)
{
    app.add_option("--module",
                   raw.options.module,
                   translate("The PKCS#11 module, if it is not the installed one"))
        ->type_name("FILE")
        ->check(not_empty());
}

void add_replace_official(CLI::App& app, Raw& raw)
{
    app.add_flag("--replace-official",
                 raw.options.replace_official,
                 translate("Also remove the module of the official middleware"));
}

void add_fix_opensc(CLI::App& app, Raw& raw)
{
    app.add_flag("--fix-opensc",
                 raw.options.fix_opensc,
                 translate("Put the module before OpenSC's, and keep that from interfering"));
}

void add_system(CLI::App& app, Raw& raw)
{
    app.add_flag("--system",
                 raw.options.system,
                 translate("For all users, by the policies of Firefox and Thunderbird; as root"));
}

void add_fix(CLI::App& app, Raw& raw)
{
    app.add_flag("--fix",
                 raw.options.fix,
                 translate("Also repair what is safe: registration in browsers that are closed"));
}

void add_code(CLI::App& app, Raw& raw)
{
    app.add_option("code", raw.options.code, translate("Which one; all of them if not given"));
}

void add_online(CLI::App& app, Raw& raw)
{
    app.add_option("--online",
                   raw.options.online,
                   translate("Instead, ask this host which certificates it wants; none is sent"))
        ->type_name("HOST[:PORT]")
        ->check(not_empty());
}

void add_ask_issuers(CLI::App& app, Raw& raw)
{
    app.add_flag("--online",
                 raw.options.ask_issuers,
                 translate("Also ask the issuers, over the network, what was revoked"));
}

void add_own_options(CLI::App& app, Raw& raw, std::string_view names)
{
    static const std::map<std::string_view, AddOption> known{
        {"pin", add_pin},
        {"certificate", add_certificate},
        {"code", add_code},
        {"fix", add_fix},
        {"fix-opensc", add_fix_opensc},
        {"module", add_module_path},
        {"online", add_online},
        {"ask-issuers", add_ask_issuers},
        {"replace-official", add_replace_official},
        {"system", add_system},
        {"format", add_format},
        {"chain", add_chain},
        {"output", add_output},
        {"photo", add_photo},
        {"prove-chip", add_prove_chip},
        {"test-root", add_test_root}};
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(' '));
        known.at(name)(app, raw);
        names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
}

const char* summary_of_group(std::string_view noun)
{
    if (noun == "certificates") {
        return mark("The certificates on the card: list, show, export, verify");
    }
    if (noun == "pin") {
        return mark("The PIN: status, test, change");
    }
    if (noun == "browsers") {
        return mark("Registration in browsers: status, enable, disable, repair");
    }
    return "";
}

/// The CLI11 applications, and which command each leaf is.
class Parser {
public:
    /// @param json  errors are told with --json
    explicit Parser(bool json) : json_{json}
    {
        app_.set_version_flag(
            "--version", std::string{"openbeid "} + version(), translate("Show the version"));
        app_.set_help_flag("--help,-h", translate("Show this help"));
        app_.get_formatter()->column_width(34);
        app_.require_subcommand(0, 1);
        app_.footer(translate("Without a command: status. \"openbeid COMMAND --help\" tells more.\n"
                              "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no reader or card, "
                              "4 PIN refused, 5 not trusted."));
        app_.fallthrough();
        add_common(app_, raw_);
        for (const auto& command : commands()) {
            add(command);
        }
    }

    Parsed parse(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return {.exit = explain(error)};
        }
        return finish();
    }

private:
    CLI::App& child(CLI::App& parent, const std::string& name, const char* summary)
    {
        auto& made = *parent.add_subcommand(name, translate(summary));
        made.group(translate("Commands"));
        made.set_help_flag("--help,-h", translate("Show this help"));
        made.fallthrough();
        return made;
    }

    void add(const Command& command)
    {
        const bool grouped = *command.verb != '\0';
        auto* parent = &app_;
        if (grouped) {
            auto& group = groups_[command.noun];
            if (group == nullptr) {
                group = &child(app_, command.noun, summary_of_group(command.noun));
                group->require_subcommand(1);
            }
            parent = group;
        }
        auto& leaf = child(*parent, grouped ? command.verb : command.noun, command.summary);
        add_own_options(leaf, raw_, command.options);
        leaves_.emplace_back(&leaf, &command);
    }

    ExitCode explain(const CLI::ParseError& error)
    {
        if (error.get_exit_code() == 0) { // help or version was asked for
            app_.exit(error);
            return ExitCode::done;
        }
        return refuse(fill(translate("This is no valid command line: {reason}"),
                           {{"reason", printable(reason_of(error))}}),
                      translate("\"openbeid --help\" shows what there is."));
    }

    [[nodiscard]] ExitCode refuse(std::string sentence, std::string next) const
    {
        const Options options{.json = json_};
        const Failure failure{.exit = ExitCode::usage,
                              .code = "usage",
                              .sentence = std::move(sentence),
                              .next = std::move(next)};
        print_failure(options, failure);
        return failure.exit;
    }

    Parsed finish()
    {
        Parsed parsed{.command = commands().data(), .options = std::move(raw_.options)};
        for (const auto& [leaf, command] : leaves_) {
            if (leaf->parsed()) {
                parsed.command = command;
            }
        }
        if (!raw_.pin_fd.empty()) {
            parsed.options.pin_fd = std::stoi(raw_.pin_fd);
        }
        for (const auto& file : raw_.test_roots) {
            const auto keys = public_keys_of(file);
            if (!keys) {
                return {.exit =
                            refuse(fill(translate("{file} holds no certificate and no public key."),
                                        {{"file", printable(file)}}),
                                   {})};
            }
            auto& roots = parsed.options.test_roots;
            roots.insert(roots.end(), keys->begin(), keys->end());
        }
        return parsed;
    }

    bool json_;
    Raw raw_;
    CLI::App app_{translate("Shows what is on a Belgian identity card and finds out why it does "
                            "not work."),
                  "openbeid"};
    std::map<std::string_view, CLI::App*> groups_;
    std::vector<std::pair<CLI::App*, const Command*>> leaves_;
};

} // namespace

Parsed parse_arguments(int argc, char** argv)
{
    use_language(early_language(argc, argv));
    return Parser{wants_json(argc, argv)}.parse(argc, argv);
}

} // namespace openbeid::cli
