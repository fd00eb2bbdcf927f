// SPDX-License-Identifier: Apache-2.0
#include "scripted_reader.hpp"

namespace openbeid::test {

namespace {

class Transaction : public ScriptedTransport {
public:
    explicit Transaction(Script& script) : ScriptedTransport{script}, script_{script} {}
    ~Transaction() override { static_cast<void>(script_.play("end")); }

private:
    Script& script_;
};

class Connection : public transport::Connection {
public:
    explicit Connection(Script& script) : script_{script} {}

    Result<void> check() override { return step("check"); }
    Result<void> reconnect() override { return step("reconnect"); }
    void reset_at_end() noexcept override { static_cast<void>(script_.play("reset when closed")); }
    Result<std::unique_ptr<transport::Transaction>>
    begin(std::chrono::milliseconds /*patience*/) override
    {
        if (const auto begun = step("begin"); !begun) {
            return begun.error();
        }
        return std::unique_ptr<transport::Transaction>{std::make_unique<Transaction>(script_)};
    }

private:
    Result<void> step(std::string_view what)
    {
        const auto played = script_.play(what);
        return played ? Result<void>{} : played.error();
    }

    Script& script_;
};

} // namespace

Result<std::vector<transport::ReaderStatus>> ScriptedReader::poll()
{
    return std::vector{status};
}

Result<std::unique_ptr<transport::Connection>> ScriptedReader::connect(const std::string&)
{
    return std::unique_ptr<transport::Connection>{std::make_unique<Connection>(script_)};
}

std::unique_ptr<transport::Waiter> ScriptedReader::waiter()
{
    return nullptr;
}

} // namespace openbeid::test
