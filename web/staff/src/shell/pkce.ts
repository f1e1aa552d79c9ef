/** Sign-in by authorization code with PKCE (RFC 7636), as OpenID Connect Core 1.0 has it: nothing here touches the page. */
import type { Role } from '../../../../functions/ports.ts';

export type CognitoWay = { signIn: 'cognito'; domain: string; clientId: string };
export type Way = { signIn: 'local' } | CognitoWay;

/** What is kept between leaving for the sign-in and coming back: no token. `place` is where they were. */
export type Errand = { state: string; nonce: string; verifier: string; place: string };
/** The ID token, which alone says which clinic, and what brings the next. */
export type Tokens = { token: string; refresh: string };
export type Claims = {
  sub: string;
  exp: number;
  nonce?: string;
  'custom:clinic'?: string;
  'cognito:groups'?: Role[];
};

/** The sign-in came back with what this page did not ask for. */
export class SignInRefused extends Error {
  override name = 'SignInRefused';
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const RANDOM_BYTES = 32;
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));

/** S256: RFC 7636, 4.2. */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

export const newErrand = (place: string): Errand => ({
  state: random(),
  nonce: random(),
  verifier: random(),
  place,
});

/**
 * Cognito's page keeps whoever signed in for an hour: with `prompt=login` it asks all the same, so that a screen that
 * locked is not opened by whoever comes next.
 */
export async function authorizeUrl(
  { domain, clientId }: CognitoWay,
  { state, nonce, verifier }: Errand,
  back: string,
): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: back,
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    prompt: 'login',
  });
  return `${domain}/oauth2/authorize?${query}`;
}

/** Where one adds a passkey to one's own account. */
export const passkeyUrl = ({ domain, clientId }: CognitoWay, back: string): string =>
  `${domain}/passkeys/add?${new URLSearchParams({ client_id: clientId, redirect_uri: back })}`;

/** Ends Cognito's own session too. */
export const logoutUrl = ({ domain, clientId }: CognitoWay, back: string): string =>
  `${domain}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: back })}`;

/**
 * The tokens for the code that came back, once the state is the one that was sent and the token's nonce too.
 * @throws SignInRefused
 */
export async function redeem(
  way: CognitoWay,
  errand: Errand | undefined,
  came: URLSearchParams,
  back: string,
): Promise<Tokens> {
  const code = came.get('code');
  if (!errand || !code || came.get('state') !== errand.state)
    throw new SignInRefused('what came back was not asked for by this page');
  const tokens = await tokensFor(way, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    code_verifier: errand.verifier,
  });
  if (claimsIn(tokens.token).nonce !== errand.nonce)
    throw new SignInRefused('the token was made for another sign-in');
  return tokens;
}

/**
 * The next tokens, as long as the sign-in lasts.
 * @throws SignInRefused where it is over
 */
export const renew = (way: CognitoWay, refresh: string): Promise<Tokens> =>
  tokensFor(way, { grant_type: 'refresh_token', refresh_token: refresh });

/** No more tokens for this sign-in, whoever has its refresh token. Nothing is waited for: the page is about to be left. */
export const revoke = (way: CognitoWay, refresh: string): Promise<void> =>
  post(way, '/oauth2/revoke', { token: refresh }, { keepalive: true }).then(
    () => {},
    () => {},
  );

async function tokensFor(way: CognitoWay, given: Record<string, string>): Promise<Tokens> {
  const response = await post(way, '/oauth2/token', given);
  if (response.status >= 500) throw new Error('Cognito is out of order');
  if (!response.ok) throw new SignInRefused('the code or the session was not taken');
  const { id_token: token, refresh_token: refresh = given.refresh_token } = (await response.json()) as {
    id_token: string;
    refresh_token?: string;
  };
  return { token, refresh: refresh! };
}

const post = ({ domain, clientId }: CognitoWay, path: string, given: object, options: RequestInit = {}) =>
  fetch(`${domain}${path}`, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...given, client_id: clientId }).toString(),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });

/** Unchecked: the API checks the signature. */
export function claimsIn(token: string): Claims {
  const bytes = Uint8Array.from(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}
