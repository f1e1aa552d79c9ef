import { type Invariant, invariant } from '../invariant.ts';

const MINUTE = 60_000;

export const WALLS: Invariant[] = [
  invariant(19, 'no clinic sees anything of another', (seen, fails, meets) => ({
    staffAsked({ clinicId }, path, { raw }) {
      for (const other of seen.clients) {
        if (other.clinicId === clinicId) continue;
        if (path.includes(other.clientId)) meets();
        if (raw.includes(other.secret) || raw.includes(other.phone) || raw.includes(other.email))
          fails(`${path} told ${clinicId} of a client of ${other.clinicId}`);
      }
    },
    accepted({ clinicId, text, to }) {
      for (const { clinicId: other, secret, phone, email } of seen.clients)
        if (
          other !== clinicId &&
          (text.includes(secret) ||
            ((to === phone || to === email) && !sharesWith(seen.clients, clinicId, to)))
        )
          fails(`a message of ${clinicId} went to a client of ${other}`);
    },
  })),

  invariant(20, 'whoever has lost their role can do nothing a minute later', (seen, fails, meets) => {
    const lost = new Map<string, { since: number; email: string }>();
    const skew = () => seen.world.faults().skew;
    return {
      clinicCommitted({ clinicId, entry }) {
        for (const event of entry.events)
          if (event.type === 'staff.saved') {
            if (event.staff.active) lost.delete(`${clinicId}/${event.staff.id}`);
            else
              lost.set(`${clinicId}/${event.staff.id}`, {
                since: seen.world.now(),
                email: event.staff.email,
              });
          }
      },
      accepted({ clinicId, to, at }) {
        for (const [who, { since, email }] of lost)
          if (who.startsWith(`${clinicId}/`) && email === to && at - since > MINUTE + skew())
            fails(`${who} was written to, and had left`);
      },
      staffAsked({ clinicId, staffId }, path, { status }) {
        const since = lost.get(`${clinicId}/${staffId}`)?.since;
        if (since === undefined) return;
        if (seen.world.now() - since > MINUTE + skew() && status < 400)
          fails(`${path} was answered to ${staffId}, who had left`);
        if (status === 401 || status === 403) meets();
      },
    };
  }),

  invariant(21, 'a link that opens nothing changes nothing and tells nobody why', (_, fails, meets) => {
    let first: string | undefined;
    return {
      strangerAsked({ status, raw, body }, commits) {
        meets();
        if (commits > 0) fails('a made-up link changed a chart');
        if (status >= 500) return;
        const detail = JSON.stringify({ ...(body as object), instance: undefined, requestId: undefined });
        first ??= detail;
        if (status !== 410) fails(`a made-up link was answered with ${status}`);
        if (detail !== first) fails('two made-up links had two answers');
        if (raw.length === 0) fails('a made-up link had an empty answer');
      },
    };
  }),
];

const sharesWith = (
  clients: { clinicId: string; phone: string; email: string }[],
  clinicId: string,
  to: string,
) => clients.some((one) => one.clinicId === clinicId && (one.phone === to || one.email === to));
