import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';

/** Claims of a service account token; times are ISO 8601. Never the token, nor its signature. */
const claims = z.object({
  issuer: z.string().nullable(),
  subject: z.string().nullable(),
  audience: z.array(z.string()),
  issuedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  notBefore: z.iso.datetime().nullable(),
  /** Set on tokens that the API server extended to a year: later uses count as stale. */
  warnAfter: z.iso.datetime().nullable(),
  namespace: z.string().nullable(),
  serviceAccount: z.string().nullable(),
  pod: z.object({ name: z.string(), uid: z.string() }).nullable(),
  node: z.string().nullable(),
});
export type Claims = z.infer<typeof claims>;

const tokenFile = z.object({
  size: z.number(),
  modifiedAt: z.iso.datetime(),
  /**
   * First 16 hexadecimal digits of the SHA-256 of the content (of its first 64 KiB): enough to recognise the same file,
   * useless to sign in.
   */
  fingerprint: z.string(),
  /** null when the content is no JWT. */
  claims: claims.nullable(),
});
export type TokenFile = z.infer<typeof tokenFile>;

const tokenPath = z.object({
  /** fixed: C:\var\run\secrets\...; mount-point: below CONTAINER_SANDBOX_MOUNT_POINT; relative: .\var\run\...;
   *  rooted: /var/run/... on the current drive, which is what client-go and @kubernetes/client-node open. */
  form: z.enum(['fixed', 'mount-point', 'relative', 'rooted']),
  directory: z.string(),
  /** null in each: the file is not there. */
  token: part(tokenFile.nullable()),
  ca: part(
    nullable({
      certificates: z.number(),
      subject: z.string().nullable(),
      expiresAt: z.iso.datetime().nullable(),
      fingerprint: z.string(),
    }),
  ),
  namespace: part(z.string().nullable()),
  /** The real path of the token file, by volume GUID: it contains the pod's UID and the volume's name. */
  finalPath: part(z.string().nullable()),
  /** Owner (SID) and DACL (SDDL) of the token file: who may read it, when this account may not. */
  security: part(z.object({ owner: z.string().nullable(), sddl: z.string() }).nullable()),
});
export type TokenPath = z.infer<typeof tokenPath>;

export const token = z.object({
  paths: z.array(tokenPath),
  /** Who this pod is, from the downward API variables of the manifest; null where not given. */
  pod: z.object({
    name: z.string().nullable(),
    namespace: z.string().nullable(),
    uid: z.string().nullable(),
    serviceAccount: z.string().nullable(),
    /** The name of its node. Left out by earlier versions of hostprobe. */
    node: z.string().nullable().exactOptional(),
  }),
});
export type TokenFact = z.infer<typeof token>;
