/** Announcements on an Amazon EventBridge bus. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import type { Announcement, Bus } from '../ports.ts';

/** "PutEvents", Amazon EventBridge API Reference: so many entries at a time. */
const MOST_ENTRIES = 10;
/** A call that has not answered by then is tried again with its batch. Milliseconds. */
const PATIENCE = 5_000;

const answer = z.object({
  FailedEntryCount: z.int(),
  Entries: z.array(z.object({ ErrorCode: z.string().optional() })),
});

/** By the one call that is needed, signed as AWS's own client does: there is no state to keep and nothing else to call. */
export const createEventBridgeBus = (bus: string, send: typeof fetch = fetch): Bus => ({
  async put(announcements) {
    const refused: number[] = [];
    for (let from = 0; from < announcements.length; from += MOST_ENTRIES) {
      const some = announcements.slice(from, from + MOST_ENTRIES);
      // A 200 says nothing of the single entry.
      for (const [at, { ErrorCode }] of (await putEvents(bus, some, send)).entries())
        if (ErrorCode !== undefined) refused.push(from + at);
    }
    return refused;
  },
});

async function putEvents(bus: string, announcements: readonly Announcement[], send: typeof fetch) {
  const { AWS_REGION: region = '' } = process.env;
  const host = `events.${region}.amazonaws.com`;
  const body = JSON.stringify({
    Entries: announcements.map((announcement) => ({
      EventBusName: bus,
      Source: 'attune',
      DetailType: 'Chart changed',
      Time: Date.parse(announcement.at) / 1000,
      Detail: JSON.stringify(announcement),
    })),
  });
  const signer = new SignatureV4({ service: 'events', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'https:',
    hostname: host,
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body,
  });
  const response = await send(`https://${host}/`, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(`the bus answered ${response.status}`);
  const { Entries } = answer.parse(await response.json());
  return Entries;
}

/** Lambda gives a function its role's by environment. */
async function credentials() {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  return { accessKeyId, secretAccessKey, sessionToken };
}
