import * as z from 'zod';
import { linkKey, stopHash } from '../links.ts';
import { type Route, route } from './route.ts';

/** Who the log names for what came by a link. */
const CLIENT = 'client';

/**
 * What a mail program sends when its reader presses “unsubscribe” (RFC 8058): no sign-in, no page and no question. What
 * it holds besides the token is not read. Every token gets the same answer.
 */
export const STOP_MAIL: Route[] = [
  route({
    operationId: 'stopMail',
    method: 'POST',
    path: '/link/stop-mail',
    who: 'link',
    summary: 'Ends the mails to the client whose mail held this token; a GET changes nothing',
    query: z.strictObject({ t: z.string().max(200) }),
    reply: z.object({}),
    async handle({ table, charts, clock }, { query }) {
      const hash = stopHash(query.t);
      const item = await table.get(linkKey(hash));
      if (!item) return {};
      const whose = { clinicId: String(item.clinicId), clientId: String(item.clientId) };
      const providerId = `one-click/${hash}`;
      await charts.run(
        { ...whose, by: CLIENT, key: `email/${providerId}` },
        { do: 'receive', channel: 'email', providerId, words: '', sentAt: clock(), stops: true },
      );
      return {};
    },
  }),
];
