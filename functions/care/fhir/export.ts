import type { Chart } from '../chart.ts';
import type { ClinicSettings } from '../clinic.ts';
import type { Instrument } from '../measures/instrument.ts';
import type { Instant } from '../time.ts';
import { episodesFrom, flagsFrom, goalsFrom, ownPlansFrom, plansFrom } from './export/care.ts';
import { backgroundFrom, decisionsFrom } from './export/choices.ts';
import { readHistory } from './export/history.ts';
import { namesIn, ours, type Resource, trimmed } from './export/names.ts';
import { consentsFrom, organizationFrom, patientFrom } from './export/people.ts';
import { provenancesFrom } from './export/provenance.ts';
import type { Log } from './export/records.ts';
import { observationsFrom, questionnairesFrom, responsesFrom } from './export/responses.ts';
import { messagesFrom, requestTasksFrom, staffTasksFrom, wordsFrom } from './export/work.ts';

export type Bundle = {
  resourceType: 'Bundle';
  type: 'collection';
  identifier: { system: string; value: string };
  timestamp: Instant;
  entry: { fullUrl: string; resource: Resource }[];
};

/** `log` is the chart's, whole and in order. */
export type Exported = {
  chart: Chart;
  log: Log;
  clinic: ClinicSettings;
  instruments: Record<string, Instrument>;
  at: Instant;
};

/**
 * All that is known of one client, as a FHIR R4 bundle (https://hl7.org/fhir/R4). Ids follow from ours, so that a later
 * export speaks of the same resources, and every reference leads to an entry of the bundle. What has no code in FHIR or
 * LOINC has one of a code system of ours (`urn:attune:…`), or words alone. The texts of messages are left out.
 * @throws TypeError where the chart has no client
 */
export function fhirBundle({ chart, log, clinic, instruments, at }: Exported): Bundle {
  if (!chart.client) throw new TypeError('there is nobody to export');
  const names = namesIn(clinic, chart.clientId, chart.client.name);
  const history = readHistory(log);
  const told: Resource[] = [
    patientFrom(chart, clinic, names),
    organizationFrom(clinic, names),
    ...consentsFrom(history, names),
    ...episodesFrom(history, names),
    ...questionnairesFrom(history, instruments, names),
    ...requestTasksFrom(history, instruments, names),
    ...responsesFrom(history, instruments, names),
    ...observationsFrom(history, instruments, names),
    ...goalsFrom(history, names),
    ...plansFrom(history, names),
    ...decisionsFrom(history, names),
    ...backgroundFrom(history, names),
    ...ownPlansFrom(history, names),
    ...staffTasksFrom(history, names),
    ...flagsFrom(history, names),
    ...messagesFrom(history, names),
    ...wordsFrom(history, names),
  ];
  const keys = new Set(told.map(({ resourceType, id }) => `${resourceType}/${id}`));
  const provenances = provenancesFrom(log, history, (type, id) => keys.has(`${type}/${id}`), names);
  const entry = [...told, ...names.named(), ...provenances].map((resource) => {
    const { resourceType, id, ...elements } = resource;
    return { fullUrl: names.urlOf(resource), resource: { resourceType, id, ...trimmed(elements) } };
  });
  const value = `${clinic.id}/${chart.clientId}/${chart.version}`;
  return {
    resourceType: 'Bundle',
    type: 'collection',
    identifier: { system: ours('export'), value },
    timestamp: at,
    entry,
  };
}
