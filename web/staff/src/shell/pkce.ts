/** Sign-in by authorization code with PKCE (RFC 7636), as OpenID Connect Core 1.0 has it: nothing here touches the page. */

export type CognitoWay = { signIn: 'cognito'; domain: string; clientId: string };
export type Way = { signIn: 'local' } | CognitoWay;

/** What is kept between leaving for the sign-in and coming back: no token, and nothing of a client. */
export type Errand = { state: string; nonce: string; verifier: string; place: string };
export type Tokens = { token: string; refresh?: string };

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

/** `prompt`: `none` goes on with a session that there is, or comes back at once; `login` asks whoever is there. */
export async function authorizeUrl(
  { domain, clientId }: CognitoWay,
  { state, nonce, verifier }: Errand,
  back: string,
  prompt?: 'none' | 'login',
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
    ...(prompt && { prompt }),
  });
  return `${domain}/oauth2/authorize?${query}`;
}

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

/** @throws SignInRefused where the session is over */
export const renew = (way: CognitoWay, refresh: string): Promise<Tokens> =>
  tokensFor(way, { grant_type: 'refresh_token', refresh_token: refresh });

async function tokensFor({ domain, clientId }: CognitoWay, given: Record<string, string>): Promise<Tokens> {
  const response = await fetch(`${domain}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...given, client_id: clientId }).toString(),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) throw new SignInRefused('the code or the session was not taken');
  const { id_token: token, refresh_token: refresh = given.refresh_token } = (await response.json()) as {
    id_token: string;
    refresh_token?: string;
  };
  return { token, refresh };
}

/** Unchecked: the API checks the signature. */
export function claimsIn(token: string): Record<string, unknown> {
  const bytes = Uint8Array.from(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}
