import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** Writes the machine's authorities (PEM) as a store that Java reads: Java has a list of its own, without a company's. */
final class Trust {
  public static void main(String[] paths) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (FileInputStream bundle = new FileInputStream(paths[0])) {
      int count = 0;
      for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(bundle)) {
        store.setCertificateEntry("authority-" + count++, authority);
      }
    }
    try (FileOutputStream out = new FileOutputStream(paths[1])) {
      store.store(out, paths[2].toCharArray());
    }
  }
}
