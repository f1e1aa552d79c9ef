/** A clinic in the middle of its work: somebody asked and in danger, somebody in treatment, words that wait, drafts. */
import type { Client } from '../../functions/care/client.ts';
import { heldId, hold } from '../../functions/held.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, done, frequencies, NOW, PEOPLE } from './clinic.ts';
import { choice, imported, questionnaire } from './questionnaires.ts';

export type Ids = {
  clientId: string;
  taskId: string;
  messageId: string;
  requestId: string;
  heldId: string;
  staffId: string;
  team: string;
  pathwayId: string;
  instrumentId: string;
  lineId: string;
  token: string;
};

/** What nobody of another clinic may ever see. */
export const SECRETS = {
  name: 'Zebulon Quagmire',
  phone: '+12125550177',
  email: 'zebulon@quagmire.example',
  words: 'my brother Thaddeus drinks again',
  goal: 'paint the boathouse with Philippa',
  plan: 'sessions about the shipwreck',
};

/** `name` begins every id, and `ahead` entries stand before all others, so that no two clinics' ids are alike. */
export async function busyClinic(
  { clinics, run, addClient, askClient, linkTo, table, charts }: Clinics,
  clinicId: string,
  name: string,
  secrets = SECRETS,
  ahead = 0,
): Promise<{ asked: Ids; treated: Ids }> {
  const by = { clinicId, by: 'ada' };
  const team = `${name}-team`;
  const { clinic } = await clinics.get(clinicId);
  const teams = [...clinic!.teams, { id: team, title: 'Theirs' }];
  done(await clinics.run(by, { do: 'change-clinic', changes: { teams } }));
  const staffId = `${name}-er`;
  const staff = { ...PEOPLE.dan, id: staffId, email: `${staffId}@x.example`, teams: [team] };
  done(await clinics.run(by, { do: 'add-staff', staff }));
  const pathwayId = `${name}-way`;
  const draft = { ...shipped, id: pathwayId };
  done(await clinics.run(by, { do: 'draft-pathway', id: pathwayId, title: 'Theirs', draft }));
  const instrumentId = `${name}-mood`;
  const instrument = imported(questionnaire([choice('a')], { id: instrumentId, url: `urn:${instrumentId}` }));
  done(await clinics.run(by, { do: 'publish-instrument', source: 'imported', version: 1, instrument }));

  const lineId = `${name}-line`;
  const seen = { verifiedOn: '2026-03-01', evidence: secrets.words };
  const line = { id: lineId, country: 'US', language: 'en', name: secrets.name, call: '988', ...seen };
  done(await clinics.run(by, { do: 'save-crisis-line', line }));

  const words = {
    channel: 'sms',
    from: secrets.phone,
    at: NOW,
    words: secrets.words,
    alarming: false,
  } as const;
  await hold(table, clinicId, { ...words, providerId: name, because: 'unknown-sender', clients: [] });
  const common = { heldId: heldId(NOW, name), staffId, team, pathwayId, instrumentId, lineId };

  async function person(clientId: string, client: Partial<Client> = {}) {
    const { name: known, phone, email } = secrets;
    await addClient(clientId, { name: known, phone, email, recordNumber: clientId, ...client }, clinicId);
    for (let n = 0; n < ahead; n += 1)
      await run(
        clientId,
        { do: 'change-client', changes: { recordNumber: `${clientId}-${n}` }, why: 'so' },
        clinicId,
      );
    const found = async (): Promise<Ids> => {
      const { tasks, messages, requests } = await charts.get(clinicId, clientId);
      const [request] = Object.values(requests);
      const token = request ? await linkTo(clientId, request.id, clinicId) : 'none';
      const taskId = Object.keys(tasks)[0] ?? 'task-9.9';
      const messageId = Object.keys(messages)[0] ?? 'message-9.9';
      return { ...common, clientId, taskId, messageId, requestId: request?.id ?? 'request-9.9', token };
    };
    return { found, does: (command: Parameters<typeof run>[1]) => run(clientId, command, clinicId) };
  }

  const asked = await person(`${name}-asked`);
  const { request } = await askClient(`${name}-asked`, 'reassessment', clinicId);
  const answers = { '9': frequencies(0, 0, 0, 0, 0, 0, 0, 0, 2)['9'] };
  const responses = [{ instrument: 'phq-9', answers, complete: false }];
  await asked.does({ do: 'answer', requestId: request.id, responses });

  const treatedId = `${name}-treated`;
  const treated = await person(treatedId, { name: `${secrets.name} Junior` });
  const { id: episodeId, cycle } = (await charts.get(clinicId, treatedId)).episode!;
  const waiting = { episodeId, cycle, round: 1 };
  const gives = async (kind: 'shape-goals' | 'draft-plan', outcome: string, detail: object) => {
    const chart = await treated.does({ do: 'ask-clinician', kind, ...waiting, token: `t-${kind}` });
    const taskId = Object.values(chart.tasks).find((task) => task.kind === kind)!.id;
    await treated.does({ do: 'complete-task', taskId, outcome, reason: 'as agreed', detail });
  };
  await gives('shape-goals', 'propose', { goals: [{ words: secrets.goal }] });
  await gives('draft-plan', 'draft', { summary: secrets.plan });
  const plan = await askClient(treatedId, 'plan', clinicId);
  const acknowledged = [{ instrument: 'attune-plan', answers: { decision: 'acknowledge' }, complete: true }];
  await treated.does({ do: 'answer', requestId: plan.request.id, responses: acknowledged });

  return { asked: await asked.found(), treated: await treated.found() };
}
