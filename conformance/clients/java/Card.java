// SPDX-License-Identifier: Apache-2.0
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A Java program that uses the card by SunPKCS11, with the PIN in $OPENBEID_TEST_PIN.
 *
 * <pre>
 * Card CONFIGURATION sign ALIAS INPUT OUTPUT    signs a file, and prints the error if that fails
 * Card CONFIGURATION login VERSION PORT ROOT    prints the page of https://localhost:PORT/
 * </pre>
 */
final class Card {
    public static void main(String[] arguments) throws Exception {
        Provider provider = Security.getProvider("SunPKCS11").configure(arguments[0]);
        Security.addProvider(provider);
        char[] pin = System.getenv("OPENBEID_TEST_PIN").toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, pin);
        if (arguments[1].equals("sign")) {
            sign(provider, (PrivateKey) keys.getKey(arguments[2], pin),
                    Path.of(arguments[3]), Path.of(arguments[4]));
        } else {
            login(keys, pin, arguments[2], Integer.parseInt(arguments[3]), arguments[4]);
        }
    }

    private static void sign(Provider provider, PrivateKey key, Path input, Path output)
            throws Exception {
        boolean rsa = key.getAlgorithm().equals("RSA");
        Signature signature =
                Signature.getInstance(rsa ? "SHA256withRSA" : "SHA384withECDSA", provider);
        signature.initSign(key);
        signature.update(Files.readAllBytes(input));
        try {
            Files.write(output, signature.sign());
        } catch (Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                System.out.println(cause.getMessage());
            }
            System.exit(1);
        }
    }

    private static void login(KeyStore keys, char[] pin, String version, int port, String root)
            throws Exception {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        try (InputStream file = new FileInputStream(root)) {
            roots.setCertificateEntry("portal",
                    CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        KeyManagerFactory identity = KeyManagerFactory.getInstance("NewSunX509");
        identity.init(new javax.net.ssl.KeyStoreBuilderParameters(
                KeyStore.Builder.newInstance(keys, new KeyStore.PasswordProtection(pin))));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {"TLSv" + version});
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            System.out.write(socket.getInputStream().readAllBytes());
            System.out.flush();
        }
    }
}
