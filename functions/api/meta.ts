import * as z from 'zod';
import { openApi } from './openapi.ts';
import { type Route, route } from './route.ts';

/** What tells of the API itself; `routes` lists it whole. */
export const meta = (routes: () => readonly Route[]) => {
  let document: object | undefined;
  return [
    route({
      operationId: 'health',
      method: 'GET',
      path: '/health',
      who: 'public',
      summary: 'Whether Attune is there. It asks nothing of the table',
      reply: z.object({ ok: z.literal(true) }),
      handle: () => ({ ok: true as const }),
    }),
    route({
      operationId: 'openapi',
      method: 'GET',
      path: '/openapi.json',
      who: 'public',
      summary: 'This description',
      reply: z.record(z.string(), z.unknown()),
      handle() {
        document ??= openApi(routes());
        return document as Record<string, unknown>;
      },
    }),
  ];
};
