/** The client's own plans through the door. */
import { beforeEach, expect, it } from 'vitest';
import { type Clinics, openClinics } from '../support/clinic.ts';

let clinics: Clinics;
const as = 'cleo' as const;
const ask = (method: string, path: string, body?: object) =>
  clinics.ask(method, `/clients/c-1/${path}`, { as, ...(body && { body }) });
const PLAN = {
  signs: ['I stop answering my sister'],
  alone: ['Walk to the river'],
  places: [],
  people: [{ name: 'Rosa', phone: '+12125550111' }],
  professionals: [],
  surroundings: [],
};

beforeEach(async () => {
  clinics = await openClinics();
  await clinics.addClient('c-1');
});

it('a safety plan is written, gone through, and there with every version and whom to call', async () => {
  expect((await ask('GET', 'safety-plan')).body).toMatchObject({ versions: [], empty: { length: 6 } });
  expect((await ask('PUT', 'safety-plan', { plan: PLAN, why: 'made together' })).status).toBe(200);
  await ask('PUT', 'safety-plan', { plan: { ...PLAN, places: ['The library'] }, why: 'one more place' });
  expect((await ask('POST', 'safety-plan/2/review')).body.reviewed.by).toBe('cleo');
  const { body } = await ask('GET', 'safety-plan');
  expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([1, 2]);
  expect(body.current).toMatchObject({ version: 2, plan: { people: PLAN.people } });
  expect(body.empty).toEqual(['professionals', 'surroundings']);
  expect(body.whyReview).toContain('Still empty');
  expect(body.text).toContain('1. How I notice that it gets hard\n- I stop answering my sister');
  expect(body.text.indexOf('911')).toBeLessThan(body.text.indexOf('1. How'));
});

it('a wellness plan says whether the client agreed to be asked after care, which can be ended', async () => {
  const plan = { helped: ['walking'], signs: ['I sleep past noon'], steps: ['call Ana'] };
  const { body } = await ask('PUT', 'wellness-plan', {
    plan: { ...plan, boosters: true },
    why: 'last session',
  });
  expect(body.wellnessPlan).toMatchObject({ ...plan, boosters: true, by: 'cleo' });
  await ask('POST', 'discharge', { why: 'well' });
  const { comingUp } = (await ask('GET', 'timeline')).body;
  expect(comingUp.map(({ what }: { what: string }) => what)).toContain('Check-in 4 after care');
  expect((await ask('POST', 'wellness-plan/stop-boosters', { why: 'as she wishes' })).status).toBe(200);
  expect((await ask('GET', 'timeline')).body.comingUp).toEqual([]);
});
