import { createHash } from 'node:crypto';
import type { Channel } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import { addressPk, type Charts } from '../charts.ts';
import type { Clinics } from '../clinics.ts';
import type { Table } from '../ports.ts';

export type InboundDeps = {
  charts: Charts;
  clinics: Clinics;
  table: Table;
  content: Content;
  /** Whose number or mailbox the client wrote to. Where it is left out, only a clinic that is alone here is known. */
  clinicOf?(to: string): string | undefined;
  /**
   * Under which name the server that mail came through says what it found of the sender (RFC 8601, authserv-id); null
   * where none does. Left out, it is SES, through which all mail comes.
   */
  verifier?: string | null;
};

export type Whose = { clinicId: string; clientId: string };

/** Who the log names for what a client has sent. */
export const CLIENT = 'client';

/** By this a repeat is known. A program may send other words under the id of some before: both are kept. */
export const idOf = (messageId: string, words: string): string =>
  createHash('sha256').update(`${messageId}\n${words}`).digest('base64url');

/** Every client who has this address, in whichever clinic. */
export async function whoHas({ table }: InboundDeps, channel: Channel, address: string): Promise<Whose[]> {
  const found: Whose[] = [];
  let after: string | undefined;
  do {
    const page = await table.query(addressPk(channel, address), { after });
    found.push(
      ...page.items.map((item) => ({ clinicId: String(item.clinicId), clientId: String(item.clientId) })),
    );
    after = page.next;
  } while (after);
  return found;
}

/** The clinic that was written to, where that is certain. */
export async function clinicFor({ clinics, clinicOf }: InboundDeps, to: string): Promise<string | undefined> {
  const named = clinicOf?.(to);
  if (named) return named;
  const ids = await clinics.ids();
  return ids.length === 1 ? ids[0] : undefined;
}
