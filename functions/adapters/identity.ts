/** Who calls, from a signed token: Cognito's and the local one's alike. */
import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { clinicIdSchema } from '../care/clinic.ts';
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
  return {
    async verify(token): Promise<Actor> {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        requiredClaims: ['exp'],
        currentDate: new Date(clock()),
      }).catch((error) => {
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
