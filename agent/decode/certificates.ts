import { createHash, X509Certificate } from 'node:crypto';

/** The certificates in a PEM file; other blocks do not count. */
export function readCertificates(pem: Uint8Array) {
  const text = new TextDecoder().decode(pem);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const read = blocks.map(certificateOf).filter((certificate) => certificate !== null);
  const longest = read.toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime())[0];
  return {
    certificates: read.length,
    /** Of the certificate that is valid longest. */
    subject: longest?.subject.replaceAll('\n', ', ') ?? null,
    expiresAt: longest?.validToDate.toISOString() ?? null,
    /** First 16 hexadecimal digits of the SHA-256 of the file. */
    fingerprint: createHash('sha256').update(pem).digest('hex').slice(0, 16),
  };
}

function certificateOf(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block);
  } catch {
    // OpenSSL says only that it is not a certificate, which is the answer.
    return null;
  }
}
