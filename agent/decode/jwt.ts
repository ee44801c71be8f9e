import * as z from 'zod';
import type { Claims } from '../facts/token.ts';
import { jsonIn } from '../json.ts';

const seconds = z.number().int().min(0).max(253_402_300_799);
const named = z.object({ name: z.string(), uid: z.string().default('') });

/** Payload of a service account token. Source: kubernetes pkg/serviceaccount/claims.go. */
const payload = z.object({
  iss: z.string().nullish(),
  sub: z.string().nullish(),
  aud: z.union([z.string(), z.array(z.string())]).nullish(),
  iat: seconds.nullish(),
  exp: seconds.nullish(),
  nbf: seconds.nullish(),
  'kubernetes.io': z
    .object({
      namespace: z.string().nullish(),
      serviceaccount: named.nullish(),
      pod: named.nullish(),
      node: named.nullish(),
      warnafter: seconds.nullish(),
    })
    .nullish(),
});

/**
 * The claims of a service account token; null when the text is not a JWT. The signature is not verified: what counts is
 * which token it is, not whether a server would accept it. No part of the text gets into the claims or an error.
 */
export function readClaims(token: string): Claims | null {
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return null;
  if (!z.looseObject({ alg: z.string() }).safeParse(decoded(parts[0])).success) return null;
  const read = payload.safeParse(decoded(parts[1]));
  if (!read.success) return null;
  const { iss, sub, aud, iat, exp, nbf, 'kubernetes.io': kubernetes } = read.data;
  return {
    issuer: iss ?? null,
    subject: sub ?? null,
    audience: typeof aud === 'string' ? [aud] : (aud ?? []),
    issuedAt: timeOf(iat),
    expiresAt: timeOf(exp),
    notBefore: timeOf(nbf),
    warnAfter: timeOf(kubernetes?.warnafter),
    namespace: kubernetes?.namespace ?? null,
    serviceAccount: kubernetes?.serviceaccount?.name ?? null,
    pod: kubernetes?.pod ?? null,
    node: kubernetes?.node?.name ?? null,
  };
}

const decoded = (part = ''): unknown => jsonIn(Buffer.from(part, 'base64url').toString('utf8'));

const timeOf = (time: number | null | undefined) => (time == null ? null : new Date(time * 1000).toISOString());
