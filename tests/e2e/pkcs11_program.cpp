// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 program that does one step for each line on its standard input, so that a test can do
// something to the card between two calls. It prints one line for each: the CKR value, in hex, and
// the signature after a successful sign.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <cstdlib>
#include <iomanip>
#include <iostream>
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
  sign-init LABEL        C_SignInit with the private key of that label
  context-login          C_Login(CKU_CONTEXT_SPECIFIC) with the same PIN
  sign HEX               C_Sign of these bytes
  session-state          C_GetSessionInfo; prints the state after the CKR value
  logout                 C_Logout
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
        CK_SLOT_ID slot{};
        CK_ULONG count{1};
        const CK_RV listed = functions_->C_GetSlotList(CK_TRUE, &slot, &count);
        if (listed != CKR_OK || count != 1) {
            throw std::runtime_error("exactly one token is needed");
        }
        check(functions_->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session_),
              "C_OpenSession");
    }
    Program(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(const Program&) = delete;
    Program& operator=(Program&&) = delete;
    ~Program() { functions_->C_Finalize(nullptr); }

    CK_RV step(const std::string& line, std::string& output)
    {
        const auto space = line.find(' ');
        const std::string verb = line.substr(0, space);
        const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
        if (verb == "login") {
            return login(CKU_USER);
        }
        if (verb == "context-login") {
            return login(CKU_CONTEXT_SPECIFIC);
        }
        if (verb == "sign-init") {
            return functions_->C_SignInit(session_, &mechanism_, private_key(rest));
        }
        if (verb == "sign") {
            return sign(rest, output);
        }
        if (verb == "session-state") {
            CK_SESSION_INFO info{};
            const CK_RV rv = functions_->C_GetSessionInfo(session_, &info);
            output = std::to_string(info.state);
            return rv;
        }
        if (verb == "logout") {
            return functions_->C_Logout(session_);
        }
        throw std::invalid_argument("unknown step: " + line);
    }

private:
    static void check(CK_RV rv, const std::string& step)
    {
        if (rv != CKR_OK) {
            throw std::runtime_error(step + ": CKR " + std::to_string(rv));
        }
    }

    CK_RV login(CK_USER_TYPE user)
    {
        char* pin = std::getenv("OPENBEID_TEST_PIN");
        if (pin == nullptr) {
            throw std::runtime_error("OPENBEID_TEST_PIN is not set");
        }
        return functions_->C_Login(
            session_, user, reinterpret_cast<CK_UTF8CHAR_PTR>(pin), std::string_view{pin}.size());
    }

    CK_OBJECT_HANDLE private_key(std::string label)
    {
        CK_OBJECT_CLASS key_class{CKO_PRIVATE_KEY};
        std::array<CK_ATTRIBUTE, 2> query{{
            {CKA_CLASS, &key_class, sizeof key_class},
            {CKA_LABEL, label.data(), label.size()},
        }};
        CK_OBJECT_HANDLE key{};
        CK_ULONG found{};
        check(functions_->C_FindObjectsInit(session_, query.data(), query.size()),
              "C_FindObjectsInit");
        check(functions_->C_FindObjects(session_, &key, 1, &found), "C_FindObjects");
        check(functions_->C_FindObjectsFinal(session_), "C_FindObjectsFinal");
        if (found != 1) {
            throw std::runtime_error("no private key " + label);
        }
        return key;
    }

    CK_RV sign(const std::string& hex, std::string& output)
    {
        std::vector<CK_BYTE> data;
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
            data.push_back(static_cast<CK_BYTE>(std::stoul(hex.substr(i, 2), nullptr, 16)));
        }
        std::array<CK_BYTE, 512> signature{};
        CK_ULONG size{signature.size()};
        const CK_RV rv =
            functions_->C_Sign(session_, data.data(), data.size(), signature.data(), &size);
        if (rv == CKR_OK) {
            output = to_hex(std::span{signature}.first(size));
        }
        return rv;
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
