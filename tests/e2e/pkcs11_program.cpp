// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 program that does one step for each line on its standard input, so that a test can do
// something to the card between two calls. It prints one line for each: the CKR value, in hex, and
// the signature after a successful sign.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <cstdlib>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view usage{R"(usage: openbeid-pkcs11-program MODULE MECHANISM

MECHANISM is the number of a CKM_ constant that needs no parameter. Steps, one a line:
  login                  C_Login(CKU_USER) with the PIN in $OPENBEID_TEST_PIN
  pad-login              the same without a PIN, for a reader with a PIN pad
  sign-init LABEL        C_SignInit with the private key of that label
  sign-init-id N         the same, found by its CKA_ID
  context-login          C_Login(CKU_CONTEXT_SPECIFIC) with the same PIN
  pad-context-login      the same without a PIN
  sign HEX               C_Sign of these bytes
  sign-length HEX        the same without a buffer; prints the length after the CKR value
  library-version        C_GetInfo; prints the version
  session-state          C_GetSessionInfo; prints the state after the CKR value
  token-flags            C_GetTokenInfo; prints the flags
  pad-set-pin            C_SetPIN without PINs
  logout                 C_Logout
  use N                  the steps that follow are for the N-th token, 0 is the first
  use N again            the same, with a new session for that token
  use N read-only        the same, with one that is read-only
  start STEP             does this step on a thread of its own, and prints 0x0
  finish                 waits for that step, and prints what it would have printed
)"};

class Program {
public:
    Program(const char* module, CK_MECHANISM_TYPE mechanism) : mechanism_{mechanism, nullptr, 0}
    {
        void* library = ::dlopen(module, RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) {
            throw std::runtime_error(::dlerror());
        }
        const auto get_list =
            reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
        check(get_list(&functions_), "C_GetFunctionList");
        check(functions_->C_Initialize(nullptr), "C_Initialize");
        use(0);
    }
    Program(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(const Program&) = delete;
    Program& operator=(Program&&) = delete;
    ~Program() { functions_->C_Finalize(nullptr); }

    CK_RV step(const std::string& line, std::string& output)
    {
        const auto [verb, rest] = split(line);
        if (verb == "use") {
            const auto [number, how] = split(rest);
            if (!how.empty()) {
                sessions_.erase(std::stoul(number));
            }
            use(std::stoul(number), how == "read-only" ? 0 : CKF_RW_SESSION);
            return CKR_OK;
        }
        if (verb == "start") {
            started_ = std::async(std::launch::async, [this, rest = rest, session = session_] {
                Outcome outcome;
                outcome.rv = call(session, rest, outcome.output);
                return outcome;
            });
            return CKR_OK;
        }
        if (verb == "finish") {
            auto outcome = started_.get();
            output = outcome.output;
            return outcome.rv;
        }
        return call(session_, line, output);
    }

private:
    struct Outcome {
        CK_RV rv{};
        std::string output;
    };

    static std::pair<std::string, std::string> split(const std::string& line)
    {
        const auto space = line.find(' ');
        return {line.substr(0, space), space == std::string::npos ? "" : line.substr(space + 1)};
    }

    void use(std::size_t number, CK_FLAGS flags = CKF_RW_SESSION)
    {
        if (const auto known = sessions_.find(number); known != sessions_.end()) {
            session_ = known->second;
            return;
        }
        std::array<CK_SLOT_ID, 16> slots{};
        CK_ULONG count{slots.size()};
        check(functions_->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList");
        count = slots.size();
        check(functions_->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList");
        if (number >= count) {
            throw std::runtime_error("there is no such token");
        }
        check(functions_->C_OpenSession(
                  slots.at(number), CKF_SERIAL_SESSION | flags, nullptr, nullptr, &session_),
              "C_OpenSession");
        sessions_[number] = session_;
    }

    CK_RV call(CK_SESSION_HANDLE session, const std::string& line, std::string& output)
    {
        const auto [verb, rest] = split(line);
        if (verb == "login") {
            return login(session, CKU_USER);
        }
        if (verb == "context-login") {
            return login(session, CKU_CONTEXT_SPECIFIC);
        }
        if (verb == "sign-init") {
            return functions_->C_SignInit(session, &mechanism_, private_key(session, rest));
        }
        if (verb == "sign-init-id") {
            return functions_->C_SignInit(
                session, &mechanism_, private_key(session, std::stoul(rest)));
        }
        if (verb == "sign") {
            return sign(session, rest, output);
        }
        if (verb == "sign-length") {
            return sign_length(session, rest, output);
        }
        if (verb == "library-version") {
            return library_version(output);
        }
        if (verb == "session-state" || verb == "token-flags") {
            return tell(session, verb == "token-flags", output);
        }
        if (verb == "pad-login") {
            return functions_->C_Login(session, CKU_USER, nullptr, 0);
        }
        if (verb == "pad-context-login") {
            return functions_->C_Login(session, CKU_CONTEXT_SPECIFIC, nullptr, 0);
        }
        if (verb == "pad-set-pin") {
            return functions_->C_SetPIN(session, nullptr, 0, nullptr, 0);
        }
        if (verb == "logout") {
            return functions_->C_Logout(session);
        }
        throw std::invalid_argument("unknown step: " + line);
    }

    CK_RV tell(CK_SESSION_HANDLE session, bool flags, std::string& output)
    {
        CK_SESSION_INFO info{};
        CK_RV rv = functions_->C_GetSessionInfo(session, &info);
        output = std::to_string(info.state);
        if (rv == CKR_OK && flags) {
            CK_TOKEN_INFO token{};
            rv = functions_->C_GetTokenInfo(info.slotID, &token);
            output = std::to_string(token.flags);
        }
        return rv;
    }

    static void check(CK_RV rv, const std::string& step)
    {
        if (rv != CKR_OK) {
            throw std::runtime_error(step + ": CKR " + std::to_string(rv));
        }
    }

    CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user)
    {
        char* pin = std::getenv("OPENBEID_TEST_PIN");
        if (pin == nullptr) {
            throw std::runtime_error("OPENBEID_TEST_PIN is not set");
        }
        return functions_->C_Login(
            session, user, reinterpret_cast<CK_UTF8CHAR_PTR>(pin), std::string_view{pin}.size());
    }

    CK_OBJECT_HANDLE private_key(CK_SESSION_HANDLE session, std::string label)
    {
        CK_OBJECT_CLASS key_class{CKO_PRIVATE_KEY};
        std::array<CK_ATTRIBUTE, 2> query{{
            {CKA_CLASS, &key_class, sizeof key_class},
            {CKA_LABEL, label.data(), label.size()},
        }};
        return only_object(session, query);
    }

    /// As Web eID looks for it.
    CK_OBJECT_HANDLE private_key(CK_SESSION_HANDLE session, std::uint64_t id)
    {
        CK_OBJECT_CLASS key_class{CKO_PRIVATE_KEY};
        CK_BBOOL is_true{CK_TRUE};
        std::array<CK_ATTRIBUTE, 3> query{{
            {CKA_CLASS, &key_class, sizeof key_class},
            {CKA_TOKEN, &is_true, sizeof is_true},
            {CKA_ID, &id, sizeof id},
        }};
        return only_object(session, query);
    }

    CK_OBJECT_HANDLE only_object(CK_SESSION_HANDLE session, std::span<CK_ATTRIBUTE> query)
    {
        CK_OBJECT_HANDLE object{};
        CK_ULONG found{};
        check(functions_->C_FindObjectsInit(session, query.data(), query.size()),
              "C_FindObjectsInit");
        check(functions_->C_FindObjects(session, &object, 1, &found), "C_FindObjects");
        check(functions_->C_FindObjectsFinal(session), "C_FindObjectsFinal");
        if (found != 1) {
            throw std::runtime_error("no such private key");
        }
        return object;
    }

    CK_RV sign(CK_SESSION_HANDLE session, const std::string& hex, std::string& output)
    {
        auto data = from_hex(hex);
        std::array<CK_BYTE, 512> signature{};
        CK_ULONG size{signature.size()};
        const CK_RV rv =
            functions_->C_Sign(session, data.data(), data.size(), signature.data(), &size);
        if (rv == CKR_OK) {
            output = to_hex(std::span{signature}.first(size));
        }
        return rv;
    }

    CK_RV sign_length(CK_SESSION_HANDLE session, const std::string& hex, std::string& output)
    {
        auto data = from_hex(hex);
        CK_ULONG size{};
        const CK_RV rv = functions_->C_Sign(session, data.data(), data.size(), nullptr, &size);
        output = std::to_string(size);
        return rv;
    }

    CK_RV library_version(std::string& output)
    {
        CK_INFO info{};
        const CK_RV rv = functions_->C_GetInfo(&info);
        output = std::to_string(info.libraryVersion.major) + '.' +
                 std::to_string(info.libraryVersion.minor);
        return rv;
    }

    static std::vector<CK_BYTE> from_hex(const std::string& hex)
    {
        std::vector<CK_BYTE> bytes;
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
            bytes.push_back(static_cast<CK_BYTE>(std::stoul(hex.substr(i, 2), nullptr, 16)));
        }
        return bytes;
    }

    static std::string to_hex(std::span<const CK_BYTE> bytes)
    {
        constexpr std::string_view digits{"0123456789abcdef"};
        return std::accumulate(
            bytes.begin(), bytes.end(), std::string{}, [&](std::string text, CK_BYTE byte) {
                text += digits[byte >> 4U];
                text += digits[byte & 0x0FU];
                return text;
            });
    }

    CK_FUNCTION_LIST_PTR functions_{};
    CK_SESSION_HANDLE session_{};
    std::map<std::size_t, CK_SESSION_HANDLE> sessions_; ///< by the number of their token
    std::future<Outcome> started_;
    CK_MECHANISM mechanism_;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << usage;
        return 2;
    }
    const std::span arguments{argv, static_cast<std::size_t>(argc)};
    try {
        Program program{arguments[1], std::stoul(arguments[2], nullptr, 0)};
        for (std::string line; std::getline(std::cin, line);) {
            std::string output;
            const CK_RV rv = program.step(line, output);
            std::cout << "0x" << std::hex << rv << (output.empty() ? "" : " ") << output
                      << std::endl;
        }
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "openbeid-pkcs11-program: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
