// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doctor/codes.hpp"
#include "text.hpp"

#include <array>

namespace openbeid::cli {

/// The card itself.
inline constexpr std::array card_codes{
    Code{"card-recognised",
         Severity::fine,
         mark("The card is a Belgian identity card"),
         "",
         mark("The chip answered as an eID and told its generation. Applet 1.1 was issued until "
              "about "
              "2014, 1.7 until 2021, 1.8 since.")},
    Code{
        "card-old",
        Severity::hint,
        mark("This card can't log in over TLS 1.3"),
        "",
        mark("Cards with applet 1.1 and older can only use TLS 1.2. A site that insists on TLS 1.3 "
             "can't be used with them; a new card can.")},
    Code{"card-several",
         Severity::hint,
         mark("There are several identity cards"),
         mark("Leave only the card that you mean in its reader, or choose one with --reader."),
         mark("A browser shows the certificates of all of them, and its windows that ask for the "
              "PIN look alike. They are told apart by the serial number of the token and by the "
              "holder's name in the certificate only: a PIN typed for the wrong card costs that "
              "card a try.")},
    Code{"pin-usable",
         Severity::fine,
         mark("The PIN can be used"),
         "",
         mark("The card says that no try is lost. This check never spends one.")},
    Code{"pin-tries-unknown",
         Severity::hint,
         mark("Whether the PIN is blocked, this card does not tell"),
         mark("If a login fails, run: openbeid pin test. A wrong PIN costs a try."),
         mark("Cards with applet 1.1 and older tell how many tries are left only after a wrong "
              "PIN. This check never spends one, so it can't know whether the PIN is blocked; a "
              "right PIN shows that it is not, and gives all tries back.")},
    Code{"pin-tries-lost",
         Severity::warning,
         mark("The PIN was wrong before"),
         mark("Type the PIN with care. A right PIN gives all tries back."),
         mark("The card counts wrong PINs and is blocked after three in a row. A right PIN starts "
              "the "
              "count again.")},
    Code{"pin-last-try",
         Severity::warning,
         mark("Only one try of the PIN is left"),
         mark("If you are not sure of the PIN, do not try: ask your municipality for a new one."),
         mark("One more wrong PIN blocks the card. A right PIN gives all tries back.")},
    Code{
        "pin-blocked",
        Severity::problem,
        mark("The PIN is blocked"),
        "",
        mark(
            "Three wrong PINs in a row block the card. Only the municipality (abroad: the embassy "
            "or consulate) can unblock it. Until then it can neither log in nor sign; identity and "
            "address can still be read.")},
    Code{"pin-not-activated",
         Severity::problem,
         mark("The card was never activated"),
         mark("Go to your municipality to have it activated."),
         mark("A new card can't be used before its holder has activated it at the municipality.")},
    Code{"certificates-in-order",
         Severity::fine,
         mark("The certificates are there and in their time"),
         "",
         mark("The card has a certificate to log in with, and it is valid today. Whether it was "
              "revoked can only be asked online.")},
    Code{
        "certificate-missing",
        Severity::problem,
        mark("The card has no certificate to log in with"),
        mark("Ask your municipality to activate the certificates of the card."),
        mark(
            "Without the certificate Authentication nobody can log in with the card. Children's "
            "cards (Kids-ID) have none until the age of 12 unless the parents ask for it; on other "
            "cards it was not activated.")},
    Code{
        "signature-missing",
        Severity::hint,
        mark("The card has no certificate to sign with"),
        "",
        mark(
            "Logging in works. Legally binding signatures do not: minors can't make them, and some "
            "holders chose to have no such certificate.")},
    Code{"certificate-damaged",
         Severity::problem,
         mark("A certificate on the card is damaged"),
         mark("Ask your municipality to renew the certificates or the card."),
         mark("The card gives something in its place that is no certificate. What the certificate "
              "is for, logging in or signing, does not work.")},
    Code{"certificate-expired",
         Severity::problem,
         mark("A certificate has expired"),
         mark("Apply for a new card at your municipality."),
         mark("Portals refuse certificates after their end. They end with the card.")},
    Code{"certificate-expires-soon",
         Severity::warning,
         mark("A certificate expires soon"),
         mark("Apply for a new card at your municipality in time."),
         mark("In less than 60 days logging in with this card will end.")},
    Code{"certificate-not-yet-valid",
         Severity::problem,
         mark("A certificate is not yet valid"),
         mark("Check the date of this computer."),
         mark("Certificates of a card in your hand are nearly always valid: the clock of this "
              "computer is probably wrong.")},
    Code{"certificates-not-revoked",
         Severity::fine,
         mark("The issuers have revoked no certificate of the card"),
         "",
         mark("With --online the issuers of the certificates were asked over the network.")},
    Code{
        "certificate-revoked",
        Severity::problem,
        mark("A certificate was revoked"),
        mark("Ask your municipality to renew the certificates or the card."),
        mark("Its issuer withdrew the certificate, and portals refuse it. That happens when a card "
             "is reported lost or stolen, for example to DOC STOP. A certificate that is only "
             "suspended can become valid again.")},
    Code{
        "certificate-unknown",
        Severity::problem,
        mark("The issuer does not know a certificate"),
        mark("Ask your municipality about the card."),
        mark(
            "The issuer's answer is that it has issued no such certificate, or does not answer for "
            "it. Portals that ask refuse it.")},
    Code{"certificate-untrusted",
         Severity::problem,
         mark("A certificate is not what it should be"),
         mark("If this is your identity card and no test card, ask your municipality about it."),
         mark("The certificates of an identity card are its holder's, and signed by an authority "
              "that a root of Belgium signed. Portals refuse others, as test cards and forged ones "
              "have them. That is looked at with --online only.")},
    Code{"revocation-not-asked",
         Severity::hint,
         mark("Nobody was asked whether a certificate was revoked"),
         "",
         mark("Whom to ask stands in the certificate itself. So only those that a root of Belgium "
              "signed and that are in their time are asked about.")},
    Code{
        "revocation-card-unread",
        Severity::warning,
        mark("The card could not be read once more, so nobody was asked about its certificates"),
        mark("Leave the card in the reader, close other programs that use it, and run again: "
             "openbeid doctor --online"),
        mark("With --online the card is read a second time, to know whom to ask. It was taken out, "
             "another program had it, or the exchange was disturbed.")},
    Code{"revocation-not-told",
         Severity::warning,
         mark("Whether the certificates were revoked is not known"),
         mark("Make sure that this computer is online, and try again later."),
         mark("Neither the issuer's OCSP responder nor its list of revoked certificates gave an "
              "answer.")},
    Code{"revocation-not-trustworthy",
         Severity::warning,
         mark("An answer about revocation proves nothing"),
         mark("Check the date of this computer, and try again on another network."),
         mark("What came back was not signed by the issuer, is about something else, or is out of "
              "date. A wrong clock does that, and so does whoever changes the web traffic.")},
};

} // namespace openbeid::cli
