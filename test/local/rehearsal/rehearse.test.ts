import { describe, expect, it } from 'vitest';
import { type Pathway, pathwaySchema } from '../../../functions/care/pathway/pathway.ts';
import { Cancelled } from '../../../functions/rehearsals.ts';
import { rehearse } from '../../../local/rehearsal/rehearse.ts';
import { rehearseInThreads } from '../../../local/rehearsal/threads.ts';
import { pathway, riverside } from '../../support/people.ts';

/** Over both spring changes of the clock, in New York and in London. */
const given = {
  pathway: pathway({}),
  clinic: riverside,
  clients: 1,
  weeks: 12,
  from: '2026-02-16T14:00:00.000Z',
  seed: 'rehearsal',
};

describe('a rehearsal', () => {
  it('of one client says what would be sent and asked, day by day', async () => {
    const report = await rehearse(given);
    expect(report.clients).toBe(1);
    expect(report.ends).toEqual({ 'in treatment': 1 });
    expect(report.aClientAWeek.messages).toBeGreaterThan(0.5);
    expect(report.aClientAWeek.minutes).toBeGreaterThan(0);
    expect(report.story.filter(({ kind }) => kind === 'message').map(({ what }) => what)).toContain(
      'request.check-in',
    );
    expect(report.days.reduce((sum, { messages }) => sum + messages, 0)).toBe(
      report.story.filter(({ kind }) => kind === 'message').length,
    );
  });

  it('is the same for the same seed', async () => {
    expect(await rehearse(given)).toEqual(await rehearse(given));
  });

  it('names the rules that nobody came to', async () => {
    const { neverFired } = await rehearse(given);
    expect(neverFired.map(({ rule }) => rule)).toContain('medicine-not-taken');
  });

  it('of a draft that asks twice as often is felt by clients', async () => {
    const [checkIn] = given.pathway.checkIns;
    const often: Pathway = pathwaySchema.parse({
      ...given.pathway,
      checkIns: [{ ...checkIn, cadence: { phases: [{ every: 'P1W' }], at: '10:00', days: ['tue', 'fri'] } }],
      burden: { messagesPerDay: 2, messagesPerWeek: 6 },
    });
    const [now, then] = [await rehearse(given), await rehearse({ ...given, pathway: often })];
    expect(then.aClientAWeek.messages).toBeGreaterThan(now.aClientAWeek.messages);
  });

  it('of a company has somebody silent and somebody in crisis', async () => {
    const report = await rehearse({ ...given, clients: 8 });
    expect(report.clients).toBe(8);
    expect(report.days.some(({ urgent }) => urgent > 0)).toBe(true);
    expect(report.neverFired.map(({ rule }) => rule)).not.toContain('check-ins-missed');
  });

  it('goes on in groups, tells how far it is, and can be cancelled between them', async () => {
    const shares: number[] = [];
    const watch = {
      onProgress: (share: number) => void shares.push(share),
      isCancelled: () => shares.length > 0,
    };
    await expect(rehearse({ ...given, clients: 20, weeks: 2 }, watch)).rejects.toThrow(Cancelled);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.5);
  });

  it('in several threads lives the same lives', async () => {
    const company = { ...given, clients: 12, weeks: 2 };
    const shares: number[] = [];
    const report = await rehearseInThreads(company, { onProgress: (share) => void shares.push(share) });
    expect(report).toEqual(await rehearse(company));
    expect(Math.max(...shares)).toBe(1);
  });
});
