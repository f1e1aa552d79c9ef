import * as z from 'zod';
import { after, atWallClock, isDuration, longer } from './schedule.ts';
import type { Duration, Instant } from './time.ts';

/**
 * The least that a clinic may ask for. Records of care: US states ask for seven to ten years, of whom was a minor from
 * the day they come of age (none that is known asks for less than seven; the NHS asks for twenty of mental health). The
 * words of a stranger: as long as somebody may still come back to what they wrote.
 */
export const LEAST = { records: 'P7Y', strangers: 'P30D' } as const satisfies Record<string, Duration>;

const kept = (least: Duration, why: string) =>
  z.string().refine((text) => isDuration(text) && longer(text, least) >= 0, why);

export const retentionSchema = z.strictObject({
  /** Records of care, from the end of the last episode; of whom was a minor then, from when they come of age. */
  records: kept(
    LEAST.records,
    'keep records of care for seven years (P7Y) at least; the law of most places asks for more',
  ),
  /** What came from numbers and addresses that nobody here has, once somebody has settled it. */
  strangers: kept(LEAST.strangers, 'keep what strangers wrote for 30 days (P30D) at least'),
});
export type Retention = z.infer<typeof retentionSchema>;

/** What holds where a clinic has not said otherwise. */
export const RETENTION: Retention = { records: 'P10Y', strangers: 'P90D' };

type Keeping = {
  calendar: { zone: string };
  jurisdiction?: { minors: { under: number } };
  retention?: Retention;
};

/** From when on nothing but a legal hold keeps this record; undefined while it is in use. */
export function recordKeptUntil(
  { client, episode }: { client?: { dateOfBirth: string }; episode?: { endedAt?: Instant } },
  { calendar: { zone }, jurisdiction, retention = RETENTION }: Keeping,
  comesOfAge: number = jurisdiction?.minors.under ?? 18,
): Instant | undefined {
  if (!client || !episode?.endedAt) return undefined;
  const grown = after(atWallClock(`${client.dateOfBirth}T12:00:00`, zone), `P${comesOfAge}Y`, zone);
  const last = grown > episode.endedAt ? grown : episode.endedAt;
  return after(last, retention.records, zone);
}
