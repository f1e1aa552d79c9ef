/** Who calls, from a signed token: Cognito's and the local one's alike. */
import {
  createLocalJWKSet,
  errors,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyResult,
  jwtVerify,
  type ResolvedKey,
} from 'jose';
import * as z from 'zod';
import { clinicIdSchema } from '../care/clinic.ts';
import { type Instant, milliseconds } from '../care/time.ts';
import type { Actor, Clock, Identity, Role } from '../ports.ts';

/** The token says nobody that we know. The message is a sentence for whoever tries to sign in. */
export class NotSignedIn extends Error {
  override name = 'NotSignedIn';
}

const ROLES: Role[] = ['operator', 'admin', 'clinician'];

/**
 * A Cognito ID token: its access token has neither `aud` nor the clinic.
 * "Understanding the identity (ID) token", Amazon Cognito Developer Guide.
 */
const claimsSchema = z.object({
  sub: z.string().min(1).max(128),
  token_use: z.literal('id'),
  'custom:clinic': clinicIdSchema,
  'cognito:groups': z.array(z.string()).default([]),
});

export type IdentitySettings = {
  issuer: string;
  audience: string;
  /** A JWK set, remote (Cognito's) or local, or the one public key. */
  keys: JWTVerifyGetKey | JWK;
  clock: Clock;
};

/** Throws `NotSignedIn`; anything else that it throws (a JWK set out of reach) is an outage. */
export function createIdentity({ issuer, audience, keys, clock }: IdentitySettings): Identity {
  const keyOf = typeof keys === 'function' ? keys : createLocalJWKSet({ keys: [keys] });
  const verified = new Map<string, Verified>();

  /** A signature is checked once for a key: a console asks by one token all day, and that check is most of what a small request costs. */
  async function payloadOf(token: string): Promise<JWTPayload> {
    const known = verified.get(token);
    if (known && isTimely(known.payload, clock()) && (await hasItsKey(token, known))) return known.payload;
    verified.delete(token);
    const found = await jwtVerify(token, keyOf, {
      issuer,
      audience,
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['exp'],
      currentDate: new Date(clock()),
    });
    if (verified.size >= MOST_VERIFIED) verified.delete(verified.keys().next().value!);
    verified.set(token, found);
    return found.payload;
  }

  /** The key that a token names is looked up each time: where it is gone, or another stands in its place, nothing is known. */
  async function hasItsKey(token: string, { protectedHeader, key }: Verified): Promise<boolean> {
    const [, payload = '', signature = ''] = token.split('.');
    try {
      return (await keyOf(protectedHeader, { payload, signature })) === key;
    } catch {
      return false;
    }
  }

  return {
    async verify(token): Promise<Actor> {
      const payload = await payloadOf(token).catch((error) => {
        throw BAD_TOKEN.some((kind) => error instanceof kind) ? notSignedIn(error) : error;
      });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) throw notSignedIn(claims.error);
      const groups = claims.data['cognito:groups'];
      return {
        staffId: claims.data.sub,
        clinicId: claims.data['custom:clinic'],
        roles: ROLES.filter((role) => groups.includes(role)),
      };
    },
  };
}

type Verified = JWTVerifyResult & ResolvedKey;

/** Of those that are signed in at once, more than a clinic has staff; a few hundred bytes each. */
const MOST_VERIFIED = 1024;

/** Of all that is checked of a token, what time alone changes. */
function isTimely({ exp, nbf }: JWTPayload, at: Instant): boolean {
  const now = Math.floor(milliseconds(at) / 1000);
  return exp !== undefined && now < exp && now >= (nbf ?? now);
}

/** What a token alone can cause. */
const BAD_TOKEN = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function notSignedIn(cause: Error): NotSignedIn {
  const expired = cause instanceof errors.JWTExpired;
  return new NotSignedIn(
    expired ? 'Your sign-in has ended; sign in again.' : 'You are not signed in; sign in first.',
    { cause },
  );
}
