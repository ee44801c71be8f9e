import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import type { Log } from '../../log.ts';
import { describe, type Pair, type Presented, present } from './certificate.ts';

const day = 86_400_000;
/** Months, so that a pin lasts, but a leaked key does not stay useful for ever. */
const validMs = 90 * day;
const renewedBeforeMs = 30 * day;
const checkEveryMs = 3_600_000;

/**
 * A self-signed certificate, created at the start and renewed 30 days before it expires, or if the clock was set back
 * before it. It is in memory only: the next start creates a new one.
 */
export async function keepSelfSigned(options: {
  names: readonly string[];
  log: Log;
  now: () => Date;
  checkEveryMs?: number;
}): Promise<Presented> {
  const { names, log, now } = options;
  const make = () => makeSelfSigned({ names, from: now(), validMs });
  const { pair, onChange, change } = present(await make());
  let made = now().getTime();
  log.info(describe(pair()), 'created a self-signed certificate; clients may pin it; the next start creates a new one');

  async function check() {
    const age = now().getTime() - made;
    if (age >= 0 && age < validMs - renewedBeforeMs) return;
    const next = await make();
    made = now().getTime();
    change(next);
    log.info(describe(next), 'the self-signed certificate was renewed');
  }

  const timer = setInterval(check, options.checkEveryMs ?? checkEveryMs).unref();
  return { pair, onChange, stop: () => clearInterval(timer) };
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
/** Clocks of nodes and clients differ. */
const backdatedMs = 3_600_000;

/**
 * A new key (ECDSA, P-256) and a certificate of its own for a server, for clients that pin it or that put it among
 * those they trust. The key is nowhere but in the answer.
 * @param options.names DNS names and IP addresses that clients may call the server by
 */
export async function makeSelfSigned(options: {
  names: readonly string[];
  from: Date;
  validMs: number;
}): Promise<Pair> {
  const { names, from, validMs } = options;
  const [asn1, x509] = await Promise.all([import('@peculiar/asn1-schema'), import('@peculiar/asn1-x509')]);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({ type: '2.5.4.3', value: new x509.AttributeValue({ utf8String: 'hostprobe' }) }),
    ]),
  ]);
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const extension = (extnID: string, critical: boolean, value: object) =>
    new x509.Extension({ extnID, critical, extnValue: new asn1.OctetString(asn1.AsnConvert.serialize(value)) });
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serialNumber(),
    signature: algorithm,
    issuer: name,
    subject: name,
    validity: new x509.Validity({
      notBefore: new Date(from.getTime() - backdatedMs),
      notAfter: new Date(from.getTime() + validMs),
    }),
    subjectPublicKeyInfo: asn1.AsnConvert.parse(
      publicKey.export({ type: 'spki', format: 'der' }),
      x509.SubjectPublicKeyInfo,
    ),
    extensions: new x509.Extensions([
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })),
      extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
      extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
      extension(
        x509.id_ce_subjectAltName,
        false,
        new x509.SubjectAlternativeName(
          names.map((one) => new x509.GeneralName(isIP(one) > 0 ? { iPAddress: one } : { dNSName: one })),
        ),
      ),
    ]),
  });
  const signature = sign('sha256', Buffer.from(asn1.AsnConvert.serialize(tbsCertificate)), privateKey);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: new Uint8Array(signature).buffer,
  });
  return {
    cert: pem('CERTIFICATE', asn1.AsnConvert.serialize(certificate)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Positive, and of the same length always: the first bit is 0, the second 1 (RFC 5280, section 4.1.2.2). */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.buffer;
}

const pem = (label: string, der: ArrayBuffer) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
