/** Who calls, from a signed token: Cognito's and the local one's alike. */
import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { clinicIdSchema } from '../care/clinic.ts';
import { milliseconds } from '../care/time.ts';
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

/**
 * How long a token that was checked is known again, as long as it lives: its signature costs more to check than all
 * else of a short request. A key that is taken back goes on no longer than a role that is.
 */
const KNOWN_MS = 60_000;
const MOST_KNOWN = 1000;
type Known = { actor: Actor; from: number; until: number };

/** Throws `NotSignedIn`; anything else that it throws (a JWK set out of reach) is an outage. */
export function createIdentity({ issuer, audience, keys, clock }: IdentitySettings): Identity {
  const keyOf = typeof keys === 'function' ? keys : createLocalJWKSet({ keys: [keys] });
  const known = new Map<string, Known>();
  return {
    async verify(token): Promise<Actor> {
      const now = milliseconds(clock());
      const before = known.get(token);
      if (before && before.from <= now && now < before.until) return before.actor;
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        requiredClaims: ['exp'],
        currentDate: new Date(now),
      }).catch((error) => {
        throw BAD_TOKEN.some((kind) => error instanceof kind) ? notSignedIn(error) : error;
      });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) throw notSignedIn(claims.error);
      const groups = claims.data['cognito:groups'];
      const actor = {
        staffId: claims.data.sub,
        clinicId: claims.data['custom:clinic'],
        roles: ROLES.filter((role) => groups.includes(role)),
      };
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(token, { actor, from: now, until: Math.min(payload.exp! * 1000, now + KNOWN_MS) });
      return actor;
    },
  };
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
