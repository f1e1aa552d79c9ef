/** Sign-in by authorization code with PKCE, against a server that holds it to the letter. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  type CognitoWay,
  challengeOf,
  claimsIn,
  logoutUrl,
  newErrand,
  passkeyUrl,
  redeem,
  renew,
  revoke,
  SignInRefused,
} from '../../web/staff/src/shell/pkce.ts';
import { type Cognito, startCognito } from './cognito.ts';

const BACK = 'https://desk.example/console/';
let cognito: Cognito;
let way: CognitoWay;
beforeAll(async () => {
  cognito = await startCognito({ clock: () => '2026-05-18T13:20:00.000Z' });
  way = cognito.way;
});
afterAll(() => cognito.close());

async function comesBack(errand: ReturnType<typeof newErrand>): Promise<URLSearchParams> {
  return new URL(cognito.letIn(await authorizeUrl(way, errand, BACK))).searchParams;
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
      prompt: 'login',
      redirect_uri: BACK,
      state: errand.state,
    });
    expect(errand.verifier.length).toBeGreaterThanOrEqual(43);
    expect(newErrand('/').state).not.toBe(errand.state);
  });

  it('brings the token for the code, once, and the next one until the sign-in is over', async () => {
    const errand = newErrand('/');
    const came = await comesBack(errand);
    const { token, refresh } = await redeem(way, errand, came, BACK);
    expect(claimsIn(token)).toMatchObject({ sub: 'maya-example', nonce: errand.nonce });
    const next = await renew(way, refresh);
    expect(next.refresh).not.toBe(refresh);
    await expect(redeem(way, errand, came, BACK)).rejects.toThrow(SignInRefused);
    await expect(renew(way, refresh)).rejects.toThrow(SignInRefused);
    await revoke(way, next.refresh);
    await expect(renew(way, next.refresh)).rejects.toThrow(SignInRefused);
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

  it('takes Cognito out of order for no refusal: what did not arrive can be asked again', async () => {
    cognito.isDown = true;
    const failed = renew(way, 'any');
    await expect(failed).rejects.toThrow('out of order');
    await expect(failed).rejects.not.toThrow(SignInRefused);
    cognito.isDown = false;
  });

  it('knows where a passkey is added', () => {
    expect(passkeyUrl(way, BACK)).toBe(
      `${way.domain}/passkeys/add?client_id=console&redirect_uri=https%3A%2F%2Fdesk.example%2Fconsole%2F`,
    );
  });

  it('ends Cognito’s session too', () => {
    expect(logoutUrl(way, BACK)).toBe(
      `${way.domain}/logout?client_id=console&logout_uri=https%3A%2F%2Fdesk.example%2Fconsole%2F`,
    );
  });
});
