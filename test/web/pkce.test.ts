/** Sign-in by authorization code with PKCE, against a server that holds it to the letter. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  type CognitoWay,
  challengeOf,
  claimsIn,
  logoutUrl,
  newErrand,
  redeem,
  renew,
  SignInRefused,
} from '../../web/staff/src/shell/pkce.ts';

const BACK = 'https://desk.example/console/';
const codes = new Map<string, { challenge: string; nonce: string }>();
let server: Server;
let way: CognitoWay;

const tokenOf = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/oauth2/authorize') {
      const asked = url.searchParams;
      const code = randomUUID();
      codes.set(code, { challenge: asked.get('code_challenge')!, nonce: asked.get('nonce')! });
      const came = new URLSearchParams({ code, state: asked.get('state')! });
      response.writeHead(302, { location: `${asked.get('redirect_uri')}?${came}` }).end();
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const given = new URLSearchParams(body);
      const again = given.get('grant_type') === 'refresh_token';
      const known = codes.get(given.get('code') ?? '');
      codes.delete(given.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(given.get('code_verifier') ?? '')
        .digest('base64url');
      const good = again
        ? given.get('refresh_token') === 'refresh-1'
        : known?.challenge === challenge && given.get('redirect_uri') === BACK;
      response.writeHead(good ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        good
          ? JSON.stringify({
              id_token: tokenOf({ sub: 'ana', nonce: known?.nonce }),
              refresh_token: 'refresh-1',
            })
          : '{"error":"invalid_grant"}',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  way = { signIn: 'cognito', domain: `http://127.0.0.1:${port}`, clientId: 'console' };
});
afterAll(() => void server.close());

async function comesBack(errand: ReturnType<typeof newErrand>): Promise<URLSearchParams> {
  const response = await fetch(await authorizeUrl(way, errand, BACK, 'none'), { redirect: 'manual' });
  return new URL(response.headers.get('location')!).searchParams;
}

describe('signing in where Cognito has the sign-in', () => {
  it('challenges as RFC 7636, appendix B does', async () => {
    expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('sends nothing that it keeps: of the verifier the challenge, by S256', async () => {
    const errand = newErrand('/console/clinic');
    const url = new URL(await authorizeUrl(way, errand, BACK));
    expect(url.href).not.toContain(errand.verifier);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: BACK,
      state: errand.state,
    });
    expect(errand.verifier.length).toBeGreaterThanOrEqual(43);
    expect(newErrand('/').state).not.toBe(errand.state);
  });

  it('brings the token for the code, once, and the next one for the session', async () => {
    const errand = newErrand('/');
    const came = await comesBack(errand);
    const { token, refresh } = await redeem(way, errand, came, BACK);
    expect(claimsIn(token)).toMatchObject({ sub: 'ana', nonce: errand.nonce });
    expect((await renew(way, refresh!)).refresh).toBe('refresh-1');
    await expect(redeem(way, errand, came, BACK)).rejects.toThrow(SignInRefused);
    await expect(renew(way, 'another')).rejects.toThrow(SignInRefused);
  });

  it('is refused for another’s state, another’s verifier, another’s nonce, or where nothing was begun', async () => {
    const errand = newErrand('/');
    const refused = async (changes: object) =>
      expect(redeem(way, { ...errand, ...changes }, await comesBack(errand), BACK)).rejects.toThrow(
        SignInRefused,
      );
    await refused({ state: 'other' });
    await refused({ verifier: newErrand('/').verifier });
    await refused({ nonce: 'other' });
    await expect(redeem(way, undefined, await comesBack(errand), BACK)).rejects.toThrow(SignInRefused);
  });

  it('ends Cognito’s session too', () => {
    expect(logoutUrl(way, BACK)).toBe(
      `${way.domain}/logout?client_id=console&logout_uri=https%3A%2F%2Fdesk.example%2Fconsole%2F`,
    );
  });
});
