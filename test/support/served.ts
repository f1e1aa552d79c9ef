/** The clinics of `openClinics` behind the real HTTP server. */
import { pageRoutes } from '../../local/pages.ts';
import { startServer } from '../../local/server.ts';
import { type Answered, type Asking, type Clinics, openClinics, PEOPLE, type Person } from './clinic.ts';

export type Served = Awaited<ReturnType<typeof openServed>>;

/** What every request of these has; text is sent as it is. */
type Sending = Omit<Asking, 'body'> & { body?: unknown };

export async function openServed(given: Parameters<typeof openClinics>[0] = {}) {
  const clinics: Clinics = await openClinics(given);
  const server = await startServer({ port: 0, api: clinics.api, routes: await pageRoutes() });
  const url = `http://127.0.0.1:${server.port}`;

  async function send(method: string, path: string, sending: Sending = {}): Promise<Answered> {
    const { as, token, body, headers, query = {} } = sending;
    const actor =
      typeof as === 'string' ? { staffId: as, clinicId: 'north', roles: PEOPLE[as as Person].roles } : as;
    const bearer = token ?? (actor && (await clinics.tokenFor(actor)));
    const asIs = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const asked = new URLSearchParams(query).toString();
    const reply = await fetch(`${url}${path}${asked && `?${asked}`}`, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: asIs ? (body as string | undefined) : JSON.stringify(body),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get('content-type') ?? '');
    return {
      status: reply.status,
      headers: Object.fromEntries(reply.headers),
      body: isJson ? JSON.parse(text) : text,
    };
  }

  let made = 0;
  /** A client of the north with a link to PHQ-9 and GAD-7, fresh. */
  async function linked(client: Parameters<Clinics['linkFor']>[2] = {}) {
    made += 1;
    const clientId = `c-${made}`;
    const link = await clinics.linkFor(clientId, 'reassessment', client);
    async function events() {
      const found = [];
      for await (const { entry } of clinics.charts.log('north', clientId)) found.push(...entry.events);
      return found;
    }
    return {
      clientId,
      ...link,
      events,
      chart: () => clinics.charts.get('north', clientId),
      responses: async () =>
        (await events()).flatMap((one) => (one.type === 'response.received' ? [one] : [])),
      open: () => send('POST', '/link/open', { body: { token: link.token } }),
      answer: (...responses: unknown[]) =>
        send('POST', '/link/answers', { body: { token: link.token, requestId: link.requestId, responses } }),
    };
  }

  return { clinics, url, send, linked, close: server.close };
}
