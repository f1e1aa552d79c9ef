import { describe, expect, it } from 'vitest';
import { kim, PATHWAY } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

/** Kim is in treatment, and the messages until then are gone. */
async function inTreatment() {
  const client = await scene();
  await client.treats();
  return client;
}

const foretold = async (client: Scene) => client.host.charts.sends(await client.chart());

const toKim = async (client: Scene, since: string) =>
  (await client.sent()).filter(({ to, at }) => at > since && [kim.phone, kim.email].includes(to));

describe('what is said to be sent next', () => {
  it('is what is sent, hour by hour, when the client does not answer', async () => {
    const client = await inTreatment();
    const since = client.clock();
    const ahead = await foretold(client);
    expect(ahead).toHaveLength(5);
    await client.passes('2026-03-02T00:00:00.000Z');
    const sent = (await toKim(client, since)).slice(0, 5);
    expect(ahead.map(({ at, channel }) => ({ at, channel }))).toEqual(
      sent.map(({ at, channel }) => ({ at, channel })),
    );
    expect(ahead[0]).toMatchObject({ what: 'request', ask: 'check-in' });
  });

  it('begins with the intake form, before the machine has asked for it', async () => {
    const client = await scene();
    const at = { clinicId: 'riverside', clientId: 'kim', by: 'ada' };
    const enrol = { do: 'enrol', pathway: PATHWAY } as const;
    const outcome = await client.host.charts.preview(at, enrol);
    if ('refused' in outcome) throw new Error(outcome.because);
    const ahead = await client.host.charts.sends(outcome.state);
    const [first, ...reminders] = ahead;
    expect(first).toEqual({ at: client.clock(), what: 'request', ask: 'intake', channel: 'sms' });
    expect(reminders.map(({ what, ask }) => `${what} ${ask}`)).toEqual([
      'reminder intake',
      'reminder intake',
    ]);

    await client.does(enrol);
    await client.passes('2026-01-20T00:00:00.000Z');
    const sent = await toKim(client, '');
    expect(sent.slice(0, 3).map(({ at }) => at)).toEqual(ahead.map(({ at }) => at));
  });

  it('changes nothing', async () => {
    const client = await inTreatment();
    const before = await client.chart();
    await foretold(client);
    expect(await client.chart()).toEqual(before);
  });

  it('begins after the pause, and is nothing where the pause has no end', async () => {
    const client = await inTreatment();
    await client.does({ do: 'pause', until: '2026-02-16', why: 'on holiday' });
    const [first] = await foretold(client);
    expect(first!.at > '2026-02-16T00:00:00.000Z').toBe(true);
    await client.does({ do: 'resume', why: 'is back' });
    await client.does({ do: 'pause', why: 'in hospital', until: undefined });
    expect(await foretold(client)).toEqual([]);
  });

  it('tells of a decision before it is made, and makes none', async () => {
    const client = await inTreatment();
    const before = await client.chart();
    const at = { clinicId: 'riverside', clientId: 'kim', by: 'ada' };
    const outcome = await client.host.charts.preview(at, {
      do: 'change-client',
      changes: { channel: 'email' },
      why: 'prefers email',
    });
    if ('refused' in outcome) throw new Error(outcome.because);
    const sends = await client.host.charts.sends(outcome.state);
    expect(new Set(sends.map(({ channel }) => channel))).toEqual(new Set(['email']));
    expect(await client.chart()).toEqual(before);
  });

  it('takes a plan that waits for the client as if they agreed to it at once', async () => {
    const client = await inTreatment();
    const { plan } = await client.chart();
    const checkIns = plan!.checkIns.map((checkIn) => ({
      ...checkIn,
      cadence: { phases: [{ every: 'P2W' }], at: '12:00', days: ['thu' as const] },
    }));
    const at = { clinicId: 'riverside', clientId: 'kim', by: 'ada' };
    const outcome = await client.host.charts.preview(at, {
      do: 'revise-plan',
      detail: { checkIns },
      why: 'less often',
    });
    if ('refused' in outcome) throw new Error(outcome.because);
    const sends = await client.host.charts.sends(outcome.state);
    const asked = sends.filter(({ ask, what }) => ask === 'check-in' && what === 'request');
    expect(asked.map(({ at }) => at.slice(0, 16))).toContain('2026-01-22T17:00');
  });
});
