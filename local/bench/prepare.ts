import { createHash } from 'node:crypto';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Charts } from '../../functions/charts.ts';
import type { Clinics } from '../../functions/clinics.ts';
import { linkHash } from '../../functions/links.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { makeClinic } from '../first-start.ts';

export const CLINIC = 'bench';
export const CLINICIAN = 'first-clinician';

/** The shipped pathway, with an assessment that is PHQ-9 alone. */
const pathway = pathwaySchema.parse({
  ...shipped,
  assessment: { ...shipped.assessment, battery: [{ instrument: 'phq-9' }] },
});

/** PHQ-9 with item 9 answered positively: the longest way that an answer can go. */
export const ANSWERS = Object.fromEntries(
  ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((linkId) => [linkId, 'LA6569-3']),
);

export async function must<T extends object>(outcome: Promise<T>): Promise<Exclude<T, { refused: string }>> {
  const value = await outcome;
  if (isRefusal(value)) throw new Error(value.because);
  return value as Exclude<T, { refused: string }>;
}

const NEW_YORK = 'America/New_York';
/** Where it is noon by now: at night nobody is sent a link, and there would be nothing to measure. */
export const NOON = zoneOfNoon(new Date().getUTCHours());

/** In these names the sign is the other way round: `Etc/GMT-2` is two hours ahead. */
function zoneOfNoon(hour: number): string {
  const ahead = 12 - hour;
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

export async function prepareClinic(clinics: Clinics): Promise<{ id: string; version: number }> {
  await makeClinic(
    clinics,
    { id: CLINIC, name: 'Bench', zone: NEW_YORK, country: 'US' },
    {
      id: 'first-admin',
      name: 'First admin',
      email: 'admin@clinic.example',
    },
  );
  const at = { clinicId: CLINIC, by: 'first-admin' };
  await must(
    clinics.run(at, {
      do: 'add-staff',
      staff: {
        id: CLINICIAN,
        name: 'First clinician',
        email: 'clinician@clinic.example',
        roles: ['clinician'],
        teams: ['care', 'crisis'],
        active: true,
      },
    }),
  );
  const drafted = await must(
    clinics.run(at, { do: 'draft-pathway', id: pathway.id, title: pathway.title, draft: pathway }),
  );
  await must(clinics.run(at, { do: 'publish-pathway', id: pathway.id, draftedAt: drafted.seq, pathway }));
  return { id: pathway.id, version: 2 };
}

export type Prepared = { clientId: string; token: string; requestId: string };

export const tokenOf = (clientId: string): string =>
  createHash('sha256').update(clientId).digest('base64url').slice(0, 22);

/** A client with an open PHQ-9 and a link to it. */
export async function prepareClient(
  charts: Charts,
  published: { id: string; version: number },
  n: number | string,
  zone = NEW_YORK,
): Promise<Prepared> {
  const clientId = `client-${n}`;
  const token = tokenOf(clientId);
  const at = { clinicId: CLINIC, clientId, by: 'bench' };
  await must(
    charts.run(at, {
      do: 'create-client',
      client: {
        name: `Synthetic Person ${n}`,
        dateOfBirth: '1990-01-01',
        email: `person-${n}@example.org`,
        zone,
        language: 'en',
        country: 'US',
        channel: 'email',
        consents: { email: { at: '2026-01-01T00:00:00.000Z' } },
      },
    }),
  );
  const enrolled = await must(charts.run(at, { do: 'enrol', pathway: published, clinician: CLINICIAN }));
  const { id: episodeId } = enrolled.state.episode!;
  const asked = await must(
    charts.run(at, { do: 'ask-client', ask: 'packet', episodeId, cycle: 1, round: 1, token: 'none' }),
  );
  const [request] = Object.values(asked.state.requests);
  const message = Object.values(asked.state.messages).find(({ to }) => to === 'client')!;
  await must(charts.run(at, { do: 'claim-message', messageId: message.id, linkHash: linkHash(token) }));
  return { clientId, token, requestId: request!.id };
}
