import { createHash } from 'node:crypto';
import * as z from 'zod';
import { STAGES } from '../care/chart.ts';
import { type Client, clientFields, contactSchema, clientSchema as newClientSchema } from '../care/client.ts';
import { faultsOf } from '../care/faults.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Instant } from '../care/time.ts';
import { chartPk } from '../charts.ts';
import { clinicPk } from '../clinics.ts';
import { unpack } from '../store.ts';
import { chartOf, isRepeat, keyOf, onChart } from './commands.ts';
import { afterOf, cursorOf, nextSchema, pageQuery } from './pages.ts';
import { dialled, readPhone, writtenPhone } from './phone.ts';
import { Problem } from './problem.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { bodyWithWhy, clientIdSchema, clientParams, textSchema, whySchema } from './schemas.ts';
import { clientSchema, clientView } from './views.ts';

const STAFF = ['admin', 'clinician'] as const;

const listedSchema = z.object({
  clientId: clientIdSchema,
  name: z.string(),
  stage: z.enum(STAGES).optional(),
  paused: z.boolean(),
});

/** Items that one request for a name reads at most; with more to read it gives a `next`. */
const MOST_READ = 2000;
const CLIENT = 'CLIENT#';

const { email, answersBy, hours } = clientFields.shape;
const numbers = {
  phone: writtenPhone.optional(),
  contacts: z
    .array(contactSchema.extend({ phone: writtenPhone }))
    .max(5)
    .optional(),
};
/** What a client may no longer have, or no longer wish. */
const changesSchema = clientFields.partial().extend({
  ...numbers,
  phone: writtenPhone.nullish(),
  email: email.nullable(),
  answersBy: answersBy.nullable(),
  hours: hours.nullable(),
});

const listSchema = z.object({ clients: z.array(listedSchema), next: nextSchema });

const idsIn = ({ clients }: z.input<typeof listSchema>) => clients.map(({ clientId }) => clientId);

export const CLIENTS = [
  route({
    operationId: 'listClients',
    method: 'GET',
    path: '/clients',
    who: STAFF,
    summary: 'The clinic’s clients, by id',
    query: z.strictObject(pageQuery),
    reply: listSchema,
    shows: idsIn,
    handle: (deps, call) => listClients(deps, call, call.query),
  }),
  route({
    operationId: 'searchClients',
    method: 'POST',
    path: '/clients/search',
    who: STAFF,
    summary: 'The clients whose name holds `name`. Sent as a body, because a URL is kept in too many places',
    body: z.strictObject({ ...pageQuery, name: textSchema(120) }),
    reply: listSchema,
    shows: idsIn,
    handle: (deps, call) => listClients(deps, call, call.body),
  }),
  route({
    operationId: 'createClient',
    method: 'POST',
    path: '/clients',
    who: STAFF,
    summary: 'Takes a client in. One who is here already is refused, whatever id they have',
    status: 201,
    body: newClientSchema.safeExtend(numbers),
    reply: clientSchema,
    async handle(deps, call) {
      const client = fromAnywhere(call.body, call.body.country);
      refuseUnborn(client, deps.clock());
      refuseUntextable(client);
      const params = { clientId: newClientId(deps, call) };
      const { clinicId, staffId: by } = call.actor;
      const keyed = keyOf({ ...call, params });
      const at = { clinicId, ...params, by, ...keyed };
      const outcome = await deps.charts.run(at, { do: 'create-client', client });
      if (!isRefusal(outcome)) return clientView(outcome.state, call);
      // The id follows from the key, so that the repeat finds what the first made.
      if (!(await isRepeat(deps, chartPk(clinicId, params.clientId), keyed))) return outcome;
      const standing = await chartOf(deps, { ...call, params });
      return isRefusal(standing) ? outcome : clientView(standing, call);
    },
  }),
  route({
    operationId: 'getClient',
    method: 'GET',
    path: '/clients/{clientId}',
    who: STAFF,
    summary: 'A client, with what is open and what comes next',
    params: clientParams,
    reply: clientSchema,
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
  route({
    operationId: 'changeClient',
    method: 'PATCH',
    path: '/clients/{clientId}',
    who: STAFF,
    summary:
      'Changes contact, time zone, language, channel or consents; `consents` are given whole, and `null` takes away',
    params: clientParams,
    body: z.strictObject({ changes: changesSchema, why: whySchema }),
    reply: clientSchema,
    async handle(deps, call) {
      const { why } = call.body;
      const before = await chartOf(deps, call);
      if (isRefusal(before)) return before;
      const given = withoutNulls(call.body.changes);
      const changes = fromAnywhere(given, given.country ?? before.client?.country ?? '');
      const merged = newClientSchema.safeParse({ ...before.client, ...changes });
      if (!merged.success) {
        const faults = faultsOf(merged.error, changes);
        throw new Problem('invalid', 'The client would not be complete so; see the faults.', { faults });
      }
      refuseUnborn(merged.data, deps.clock());
      if (changes.phone) refuseUntextable(merged.data);
      const chart = await onChart(deps, call, { do: 'change-client', changes, why });
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
  route({
    operationId: 'pauseClient',
    method: 'POST',
    path: '/clients/{clientId}/pause',
    who: ['clinician'],
    summary: 'Sets care aside, until the morning of a day or until it is resumed',
    params: clientParams,
    body: z.strictObject({ why: whySchema, until: z.iso.date().optional() }),
    reply: clientSchema,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'pause', ...call.body });
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
  route({
    operationId: 'recordDeath',
    method: 'POST',
    path: '/clients/{clientId}/death',
    who: ['clinician'],
    summary: 'The client has died: everything stops at once, and nothing is ever sent to them again',
    params: clientParams,
    body: z.strictObject({ why: whySchema, on: z.iso.date().optional() }),
    reply: clientSchema,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'record-death', ...call.body });
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
  route({
    operationId: 'correctDeath',
    method: 'POST',
    path: '/clients/{clientId}/death/correct',
    who: ['clinician'],
    summary: 'It was recorded by mistake. What was ended stays ended; a new episode can begin',
    params: clientParams,
    body: bodyWithWhy,
    reply: clientSchema,
    async handle(deps, call) {
      const chart = await onChart(deps, call, { do: 'correct-death', ...call.body });
      return isRefusal(chart) ? chart : clientView(chart, call);
    },
  }),
  ...(['resume', 'discharge'] as const).map((act) =>
    route({
      operationId: `${act}Client`,
      method: 'POST',
      path: `/clients/{clientId}/${act}`,
      who: ['clinician'],
      summary: act === 'resume' ? 'Lets care go on' : 'Ends the episode, and all that was asked in it',
      params: clientParams,
      body: bodyWithWhy,
      reply: clientSchema,
      async handle(deps, call) {
        const chart = await onChart(deps, call, { do: act, why: call.body.why });
        return isRefusal(chart) ? chart : clientView(chart, call);
      },
    }),
  ),
];

type Sought = { limit: number; after?: string; name?: string };

async function listClients({ table }: ApiDeps, call: StaffCall, query: Sought) {
  const { actor } = call;
  const place = { clinicId: actor.clinicId, operationId: call.operationId };
  const sought = query.name && folded(query.name);
  const clients: z.input<typeof listedSchema>[] = [];
  let after = afterOf(place, query.after);
  for (let left = MOST_READ; left > 0; ) {
    const page = await table.query(clinicPk(actor.clinicId), {
      prefix: CLIENT,
      after: after && CLIENT + after,
      limit: sought ? Math.min(left, 500) : query.limit,
    });
    left -= page.items.length;
    for (const { sk, body } of page.items) {
      const client = JSON.parse(unpack(body)) as z.input<typeof listedSchema>;
      after = sk.slice(CLIENT.length);
      if (sought && !folded(client.name).includes(sought)) continue;
      clients.push(client);
      if (clients.length === query.limit) {
        const last = sk === page.items.at(-1)!.sk && !page.next;
        return { clients, next: last ? undefined : cursorOf(place, after) };
      }
    }
    if (!page.next) return { clients };
  }
  return { clients, next: after && cursorOf(place, after) };
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const ID_BYTES = 12;

/** By chance; with a key from the key, so that a repeat finds what the first made. */
export function newClientId({ chance }: ApiDeps, { key, actor }: StaffCall): string {
  const { clinicId, staffId } = actor;
  const from =
    key &&
    createHash('sha256')
      .update(JSON.stringify([clinicId, staffId, key]))
      .digest('base64url');
  return `c-${from ? from.slice(0, 16) : chance(ID_BYTES)}`;
}

const withoutNulls = (changes: z.infer<typeof changesSchema>): Partial<Client> =>
  Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, value ?? undefined]));

/** With its numbers as they are dialled from anywhere. */
function fromAnywhere<Given extends Partial<Client>>(given: Given, country: string): Given {
  const contacts = given.contacts?.map((one, n) => ({
    ...one,
    phone: dialled(one.phone, country, `contacts[${n}].phone`),
  }));
  return {
    ...given,
    ...(given.phone !== undefined && { phone: dialled(given.phone, country) }),
    ...(contacts && { contacts }),
  };
}

function refuseUnborn({ dateOfBirth }: Client, now: Instant): void {
  if (dateOfBirth > now.slice(0, 10)) {
    throw new Problem('invalid', 'The date of birth lies in the future. Check the year.');
  }
}

/** A text to a premium number costs whoever sends it; one to a landline reaches nobody. */
function refuseUntextable({ phone, country }: Client): void {
  const read = phone === undefined ? undefined : readPhone(phone, country);
  if (!read || !('fault' in read)) return;
  const fault = {
    path: 'phone',
    fault: read.fault,
    mend: 'give a mobile number, or leave it out and choose email',
  };
  throw new Problem('invalid', read.fault, { faults: [fault] });
}
