/** What the console needs of Cognito, held to the letter: its page, its tokens, its session in a cookie. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createIdentity } from '../../functions/adapters/identity.ts';
import type { Clock, Identity, Role } from '../../functions/ports.ts';
import type { CognitoWay } from '../../web/staff/src/shell/pkce.ts';

const TOKEN_MINUTES = 15;
const ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example';
const COOKIE = 'cognito=here';

type Given = { claims: object; nonce?: string };
type Asked = Given & { challenge: string; back: string };

export type Cognito = Awaited<ReturnType<typeof startCognito>>;

export async function startCognito({ clock }: { clock: Clock }) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key: JWK = await exportJWK(publicKey);
  const codes = new Map<string, Asked>();
  /** Those that still bring a token. */
  const refreshes = new Map<string, Given>();
  const person: { groups: Role[]; clinic?: string; sub: string } = {
    sub: 'maya-example',
    clinic: 'riverside',
    groups: ['clinician'],
  };

  async function tokens({ claims, nonce }: Given, refresh: string) {
    const issued = Date.parse(clock()) / 1000;
    const token = await new SignJWT({ ...claims, token_use: 'id', nonce })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(ISSUER)
      .setAudience('console')
      .setIssuedAt(issued)
      .setExpirationTime(issued + TOKEN_MINUTES * 60)
      .sign(privateKey);
    return { id_token: token, access_token: 'access', refresh_token: refresh, token_type: 'Bearer' };
  }

  /** Where the browser is sent once somebody has shown who they are. */
  function letIn(authorize: string): string {
    const asked = new URL(authorize).searchParams;
    const code = randomUUID();
    const claims = { sub: person.sub, 'custom:clinic': person.clinic, 'cognito:groups': person.groups };
    codes.set(code, {
      claims,
      nonce: asked.get('nonce')!,
      challenge: asked.get('code_challenge')!,
      back: asked.get('redirect_uri')!,
    });
    return `${asked.get('redirect_uri')}?${new URLSearchParams({ code, state: asked.get('state')! })}`;
  }

  function exchange(given: URLSearchParams): Given | undefined {
    if (given.get('client_id') !== 'console') return undefined;
    if (given.get('grant_type') === 'refresh_token') {
      const known = refreshes.get(given.get('refresh_token')!);
      refreshes.delete(given.get('refresh_token')!);
      return known;
    }
    const known = codes.get(given.get('code')!);
    codes.delete(given.get('code')!);
    const challenge = createHash('sha256').update(given.get('code_verifier')!).digest('base64url');
    return known?.challenge === challenge && known.back === given.get('redirect_uri') ? known : undefined;
  }

  const cognito = {
    person,
    /** Paths that were asked for. */
    asked: [] as string[],
    isDown: false,
    refusesWith: undefined as string | undefined,
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, `http://${request.headers.host}`);
    cognito.asked.push(url.pathname);
    let body = '';
    for await (const chunk of request) body += chunk;
    const given = new URLSearchParams(body);
    const json = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
    if (cognito.isDown) response.writeHead(503).end();
    else if (url.pathname === '/oauth2/authorize' && cognito.refusesWith) {
      const said = new URLSearchParams({ error: cognito.refusesWith, state: url.searchParams.get('state')! });
      response.writeHead(302, { location: `${url.searchParams.get('redirect_uri')}?${said}` }).end();
    } else if (url.pathname === '/oauth2/authorize') {
      const isKnown = request.headers.cookie?.includes(COOKIE) && url.searchParams.get('prompt') !== 'login';
      response.setHeader('set-cookie', COOKIE);
      if (isKnown) response.writeHead(302, { location: letIn(url.href) }).end();
      else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<title>Cognito</title><a href="${letIn(url.href).replace(/&/g, '&amp;')}">It is me</a>`);
    } else if (url.pathname === '/oauth2/token') {
      const found = exchange(given);
      const refresh = randomUUID();
      if (found) refreshes.set(refresh, { claims: found.claims });
      response.writeHead(found ? 200 : 400, json);
      response.end(JSON.stringify(found ? await tokens(found, refresh) : { error: 'invalid_grant' }));
    } else if (url.pathname === '/oauth2/revoke') {
      refreshes.delete(given.get('token')!);
      response.writeHead(200, json).end();
    } else if (url.pathname === '/logout') {
      const location = url.searchParams.get('logout_uri')!;
      response.writeHead(302, { location, 'set-cookie': 'cognito=; Max-Age=0' }).end();
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const way: CognitoWay = { signIn: 'cognito', domain: `http://127.0.0.1:${port}`, clientId: 'console' };
  const identity: Identity = createIdentity({ issuer: ISSUER, audience: 'console', keys: key, clock });
  return Object.assign(cognito, {
    way,
    identity,
    letIn,
    refreshes,
    close: () => void server.close(),
  });
}
