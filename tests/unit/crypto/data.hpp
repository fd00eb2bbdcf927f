// SPDX-License-Identifier: Apache-2.0
#pragma once

// Base64 of what other people's software made; README.md says whose.

#include <string_view>

namespace openbeid::crypto::data {

/// EF(ID#RN) of the specimen "Alice Bert Specimen eID 18-75", applet 1.7, issued in 2017. 184
/// bytes.
inline constexpr std::string_view id_2017 =
    "AQwwMDAwMDEwMTQ3NTkCEFNMR5BwZQAAtEUYbBKScTADCjMwLjA1LjIwMTcECjMwLjA1LjIwMjcFBkxldXZlbgYL"
    "OTgwODIxMDAwMjkHElNwZWNpbWVuIGVJRCAxOC03NQgKQWxpY2UgQmVydAkBQwoEQkVMRwsGTGV1dmVuDAsyMSBB"
    "VUcgMTk5OA0BVg4ADwExEAEwESBHaixAcvX7B2QuJW1e39ecamdfxpJi0yf5l5BRUXsIAQ==";

/// EF(SGN#ID) of the same card: PKCS#1 v1.5, SHA-256, over EF(ID#RN). 256 bytes.
inline constexpr std::string_view sgn_id_2017 =
    "T/pCV4h+WMvcqpaoGCNlOTof2S8P+TNN2LZgQp+wlJ19czsh3K7URdq3al8CHD2DilyV2Zev2gxp71aOHQNtiENp"
    "fkMu9jTdAGNqabsVbDoyZgwBEBW1DwFuMoxplrltIN0kY0s5gPWboph6j/l6tVUyqit2xdQEhkk/iaawjtheMdHh"
    "bdPyKB7KYFwoejdrqn6hrP0/jP0Om9W5jSTgPWflkMoAF+x/f6Fnu4/DjOhOYFJ8ff5eZqrMXKJdPkD1V2ZQe+Q0"
    "Bm6L32it9grd0Hp3eZCcteI4qtsiAH+RvV+JmtH7IpaT3kS/IkzHXOVDr9I60EYiib9lj8XRPiX1Lg==";

/// EF(Cert#RRN) of the same card: C=BE, O=TEST, CN=eID TEST RRN, RSA-2048. 1230 bytes.
inline constexpr std::string_view rrn_2017 =
    "MIIEyjCCArKgAwIBAgIIZg7xFlP4U2owDQYJKoZIhvcNAQELBQAwKDELMAkGA1UEBhMCQkUxGTAXBgNVBAMMEGVJ"
    "RCBURVNUIFJvb3QgQ0EwIBcNMDcwNDMwMjIwMDIwWhgPMjA1NzA0MTcyMjAwMjBaMDMxCzAJBgNVBAYTAkJFMQ0w"
    "CwYDVQQKDARURVNUMRUwEwYDVQQDDAxlSUQgVEVTVCBSUk4wggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIB"
    "AQCgytleUhkenDsU3blwQoJZfLcgKCxX7s+u/a+fVcm34Hwyqhikn7RF7s8YADG0RE+JuUeaMZYbwDU4qaQLS8dJ"
    "bO700t07Zx/d5FodxJBfypRKqXUH+etuKF748SBL4rDUPlFiRWV+EmeqSFDrG3kHfZj+maMapai+mdFDLInBoXMo"
    "BSX2Wr0gh/iyVzT3wWjwRfG7TE7IEn3NWSv4SSO9PAGsT3sG0LaODPMbhn58RaT1ZWVCSyOB2cHyGQw1Xsqqnwbq"
    "qqT1kkeuIdH/FyhLZavAInVk6NjFheuQQDvyhxkJ8tmUlopmU8HFa+b0TTC1WI4WU9iWfjTOx6mWSOJLAgMBAAGj"
    "geowgecwHQYDVR0OBBYEFD7Xtn/VCO9Y0NeD9PeabHxmPpSLMB8GA1UdIwQYMBaAFCIUjFNyFTz1JWbK3Tmsmx7D"
    "Qi9gMA4GA1UdDwEB/wQEAwIGwDBIBgNVHSAEQTA/MD0GBmA4DAEBBDAzMDEGCCsGAQUFBwIBFiVodHRwOi8vZWlk"
    "ZGV2Y2FyZHMuemV0ZXNjYXJkcy5iZS9jZXJ0MEAGA1UdHwQ5MDcwNaAzoDGGL2h0dHA6Ly9laWRkZXZjYXJkcy56"
    "ZXRlc2NhcmRzLmJlL2NybC9yb290Y2EuY3JsMAkGA1UdEwQCMAAwDQYJKoZIhvcNAQELBQADggIBACSf0Rwp4Eth"
    "7sj6k9Uz5IZqXgf0jZt2wdB1CxDvvkDmsq/Gy2YyObhcYAVs+mPqp92hcGbPs1pRBJTMbc1Mc0cn6twSKsK6HbZK"
    "6UujwU0CMlkAzKpnPv3LdSaYv95Re8anyNIBMEYV6dGa+aBObzm6Lc6JHFjONRR4RmBLlEejWT43u1YqU+PCdu35"
    "nr3FJXBZbkkT30I54WLmD8ml5SB8PffzMGtRXaQu6A95W101/2pVgDH2zQ+XB7ImegWCVv0lapZh20SExFDalxH/"
    "Jjx0T8cvGDB5IWPsGz51d0Vhk33siVL/c/idBXXNPiPC7jhIZYpY4MEV9JFi+GYB/qtxAp9lbywno1yLclRs7wfe"
    "qHPxXOk1LrMsRXWLMceNZkzH46h2FenoA2h707U8NjbYX3jvJs2uOqwJ9c1tZ9T6p8Zyusaz8U+xZVDLLcFEegg6"
    "SPJjjwMVPaXlSEdezSMPPfgHQUPuT6tvxAI1P+98eEaREVdcwn2Xyp/7Jj+k/KtR4rCfbu0SLmwlNOV0C9UaQUfW"
    "3LFyfbBdOywBCxEUYtI9Bw134t4YAAkNGqau1LbaNWEow0pIKVMqHvYjnwi9K0UbA0Pavw9id8BdV+ACumbs9k4X"
    "YPSkVlv1qhsclUDKijovLKYn269mi3Q9UDwQMjP0BF2gAkEikoN6Iad3";

/// EF(ID#RN) of the specimen "Alice Geldigekaart SPECIMEN", applet 1.1, issued in 2010. 179 bytes.
inline constexpr std::string_view id_2009 =
    "AQwwMDAwMDAxMjgwMTkCEFNMSU4zZgATkw0px38DLxYDCjMwLjA0LjIwMTAECjMwLjA0LjIwMTUFCUFudHdlcnBl"
    "bgYLNzE3MTUxMDAwNzAHCFNQRUNJTUVOCBJBbGljZSBHZWxkaWdla2FhcnQJAUEKBEJFTEcLDEhhbW9udC1BY2hl"
    "bAwLMDEgSkFOIDE5NzENAVYOAA8BMRABMBEUKPPsUyECsMzZPHvfWO2DQAqJl5A=";

/// EF(SGN#ID) of the same card: PKCS#1 v1.5, SHA-1, over EF(ID#RN). 128 bytes.
inline constexpr std::string_view sgn_id_2009 =
    "fnO10HTs9AFIhW1ImZYVC02aFgX8LtoxK9cNGGzyfzDZRsrg6nHQgI61/T8V1B+DU0VdhvInLcBlKQkRSrpmMxEZ"
    "ayOuNfkTWAMUSfsjwT0QVhF0GKx84JAE1MiglZwxv0SsEPvEeZ51gsrZpDGB1mhkW+dk4VmWb11neNBnZRM=";

/// EF(Cert#RRN) of the same card: C=BE, O=test RRN, CN=test RRN, RSA-1024. 840 bytes.
inline constexpr std::string_view rrn_2009 =
    "MIIDRDCCAiygAwIBAgIQAQAAAAABH6545mMAAM7AAjANBgkqhkiG9w0BAQUFADAoMQswCQYDVQQGEwJCRTEZMBcG"
    "A1UEAxMQZUlEIHRlc3QgUm9vdCBDQTAgFw0wOTAyMjUxNzI2MTJaGA8yMDU5MDIyNTE3MjYwM1owMzELMAkGA1UE"
    "BhMCQkUxETAPBgNVBAoTCHRlc3QgUlJOMREwDwYDVQQDEwh0ZXN0IFJSTjCBnzANBgkqhkiG9w0BAQEFAAOBjQAw"
    "gYkCgYEAw9HKoeVPm+BUr/6WIAI03Hp7LrLs57T7RQ9lSAXAbPZNiYuimriIBQhtb1jqwq78g/MfFat8kfQsMRfT"
    "qjTzoRHRE09hdOlfygUZyovWtaf8pyRgdRvIBFOuGxjPhI9FyN6F85+ZFwvJJODxAplsoWSym2XD/NfDRY5ft8ny"
    "sQECAwEAAaOB4DCB3TAOBgNVHQ8BAf8EBAMCBsAwHQYDVR0OBBYEFBVapPkRzTj4CcG0NaZ9scnphwMkMEcGA1Ud"
    "IARAMD4wPAYHYDgBKCgoATAxMC8GCCsGAQUFBwIBFiNodHRwOi8vY2VydHMuZGV2LmVpZC5iZWxnaXVtLmJlL2Nw"
    "czA3BgNVHR8EMDAuMCygKqAohiZodHRwOi8vY3JsLmRldi5laWQuYmVsZ2l1bS5iZS9yb290LmNybDAJBgNVHRME"
    "AjAAMB8GA1UdIwQYMBaAFNkKg5SEo86aStRf34D7ZCeQk77cMA0GCSqGSIb3DQEBBQUAA4IBAQBvaQUXF3oYajhl"
    "kQtC0Hp60wXAwvU8SkdJJqOib1KcXtOKo5kxp56eo1dHgE1e2JYpBCkcqyJis5m+3Uwazu7YLulaUA7k2ULsh/hM"
    "7c1c6969pwVi/zXA0POFsDUfBlqGhdsmPTjzWA85uZASOoPPm4vBVtEr0P6kxsjShgqcaN+Po8E0sQROd56+IQ7a"
    "ur68LnQNEiebswU/qBCdQBD7ajiWcYec+8mIegZIEKqJHWDQC6yS2UWoIV/QXjAJAs3jReTwXBRT+9bDHkdh/mom"
    "bkjEfdtdwQdJc0O4KnZoSOoAj31VcyFaaUENNGQOFHo7qnWVNwmFOrV33AmsAQpZ";

/// EF(ID#Address) of the same card without its trailing zero bytes. 37 bytes.
inline constexpr std::string_view address_2009 =
    "ARJNZWlycGxhYXRzIDEgYnVzIDECBDIwMDADCUFudHdlcnBlbg==";

/// EF(SGN#Address) of the same card: PKCS#1 v1.5, SHA-1, over the address and EF(SGN#ID). 128
/// bytes.
inline constexpr std::string_view sgn_address_2009 =
    "AHBxXB35Nc+W0NCp+gNh/Fc3SbKtXP+tu78VQvojjfjOz4s1EK0bZBpR8TdDZRnme1je2RnHivoippY5QEqagz8F"
    "+R0kkOcpEuyWIzPpdKNuKnN2QbY4vg3R9VdVNbfCY8I1EidIJh90irOBh7ejN6c9WS+jWQuHhaDW+vRG0AM=";

/// A P-384 authority, made by the first command of README.md. 416 bytes.
inline constexpr std::string_view ca =
    "MIIBnDCCASOgAwIBAgICAIAwCgYIKoZIzj0EAwIwHzELMAkGA1UEBhMCQkUxEDAOBgNVBAMMB1Rlc3QgQ0EwHhcN"
    "MjYxMTIyMTA0MzM1WhcNNDYxMTE3MTA0MzM1WjAfMQswCQYDVQQGEwJCRTEQMA4GA1UEAwwHVGVzdCBDQTB2MBAG"
    "ByqGSM49AgEGBSuBBAAiA2IABP5TW7avaG1a6DAVDJaZXYS8gE/nWymMJ3KAhAGVuuqECW5xBA3wZiJDLLE07RcX"
    "fKhy8l+LAPzbKHas0p8W2EPsROfP0mDmPf/ZDY2VfLGJpL1HTz9U5yFFYFZOQypen6MyMDAwDwYDVR0TAQH/BAUw"
    "AwEB/zAdBgNVHQ4EFgQUJM1eynlxjzR2aK/81zJXRRkMKeowCgYIKoZIzj0EAwIDZwAwZAIwSvHa0HwyiiD+VHeg"
    "B0cSPGB3WKgO9shIwmZTr4pCZTpK24OECSKb+39CS2bpdDVwAjB9P0YM1Ki5A3WCMLZ61vRMUqWaGHFgVPz/ELZM"
    "U4EBZWPzBF5kAm9BLnuXSAUgTGg=";

/// A certificate with an Ed25519 key, made by the second command of README.md. 225 bytes.
inline constexpr std::string_view ed25519 =
    "MIHeMIGRAhQM0XAJ7s4E9kAQB9nuoxecqbZdpDAFBgMrZXAwEjEQMA4GA1UEAwwHRWQyNTUxOTAeFw0yNjExMjIx"
    "MDQzMzVaFw00NjExMTcxMDQzMzVaMBIxEDAOBgNVBAMMB0VkMjU1MTkwKjAFBgMrZXADIQAk6WLf7eoKU4Jr4w5s"
    "hISkv09YZ0hNyzG4jV1H01FDZDAFBgMrZXADQQCE2Diwl/kuJaSaPnl0iB+/wQHyR2JCWKS/EPdhDr/mgLZSWyKy"
    "XNe8wKcRIVWdrAGWDvDWzfZvNQjwMo6izuIB";

// A certificate, and the authority that issued it: it has the name of `ca` above, but another key.
inline constexpr std::string_view issued =
    "MIIBFTCBvAIBAjAKBggqhkjOPQQDAjAfMQswCQYDVQQGEwJCRTEQMA4GA1UEAwwHVGVzdCBDQTAeFw0yNjExMjUw"
    "NzQzNThaFw00NjExMjAwNzQzNThaMA8xDTALBgNVBAMMBExlYWYwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ5"
    "C7x17SPRHRBgrI9IuytfIeRT4SxGUvv1azyaheGC5vWWwH0ND2gxamXkGRq+BJJE/ETXyCAaz9MRyuW5eEesMAoG"
    "CCqGSM49BAMCA0gAMEUCIBpkUhpSU8csWK1IwK1Itj2xN6ZXWYa87yCbVQlWiKLDAiEAlGpm3mJ1t/j2ITc7l/U0"
    "Vk9bR2QATeWpuij39NwCfZk=";
inline constexpr std::string_view issuer =
    "MIIBcTCCARigAwIBAgIUEeng9wvPvcxwjjkjbpVAgMnaTmowCgYIKoZIzj0EAwIwHzELMAkGA1UEBhMCQkUxEDAO"
    "BgNVBAMMB1Rlc3QgQ0EwHhcNMjYxMTI1MDc0MzU4WhcNNDYxMTIwMDc0MzU4WjAfMQswCQYDVQQGEwJCRTEQMA4G"
    "A1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLQAxwnBx2l2JbRjdmdQtRlE5W7xZg8i23WB"
    "FE+UrHiPt1YeTjKhWmhIrZp58/Bj2hsVx0tSJr3EUMiFxsChC6ijMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O"
    "BBYEFLnQ23MSDZaEaf//KFm8e6X/0cRzMAoGCCqGSM49BAMCA0cAMEQCIAeVK72xwQsIL7zjAwgNX5LSBHeRYPGe"
    "nhE7MwM7zQEYAiBtLdi7wFmTbc3G/iQ6tJlZTagZxsos6DZDr0NpH6punA==";

} // namespace openbeid::crypto::data
