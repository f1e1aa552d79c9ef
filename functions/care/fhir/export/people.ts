import type { Chart } from '../../chart.ts';
import type { ClinicSettings } from '../../clinic.ts';
import { concept, extension, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { History } from './records.ts';

export function patientFrom(chart: Chart, clinic: ClinicSettings, names: Names): Resource {
  const { clientId, client } = chart;
  const { name, dateOfBirth, phone, email, zone, language, country, channel, recordNumber } = client!;
  const ranked = (system: 'phone' | 'email', value: string | undefined) =>
    value ? [{ system, value, rank: (system === 'phone') === (channel === 'sms') ? 1 : 2 }] : [];
  return {
    resourceType: 'Patient',
    id: names.idOf('Patient'),
    extension: [extension('time-zone', { valueString: zone })],
    identifier: [
      { system: ours(`clinic:${clinic.id}:client`), value: clientId },
      ...(recordNumber ? [{ system: ours(`clinic:${clinic.id}:record`), value: recordNumber }] : []),
    ],
    active: true,
    name: [{ text: name }],
    telecom: [...ranked('phone', phone), ...ranked('email', email)],
    birthDate: dateOfBirth,
    ...(chart.deceased &&
      (chart.deceased.on ? { deceasedDateTime: chart.deceased.on } : { deceasedBoolean: true })),
    address: [{ country }],
    communication: [{ language: concept('urn:ietf:bcp:47', language), preferred: true }],
    managingOrganization: names.organization(),
  };
}

export const organizationFrom = (clinic: ClinicSettings, names: Names): Resource => ({
  resourceType: 'Organization',
  id: names.idOf('Organization'),
  identifier: [{ system: ours('clinic'), value: clinic.id }],
  active: true,
  name: clinic.name,
  address: [{ country: clinic.country }],
});

const AGREED = { sms: 'May be written to by text message', email: 'May be written to by email' };

/** One for each time that the client agreed to be written to; what was taken back is inactive. */
export const consentsFrom = ({ consents }: History, names: Names): Resource[] =>
  consents.map(({ channel, at, given, withdrawn }) => ({
    resourceType: 'Consent',
    id: names.idOf('Consent', `consent-${given.seq}.${channel}`),
    status: withdrawn ? 'inactive' : 'active',
    scope: concept(`${TERMINOLOGY}/consentscope`, 'patient-privacy'),
    category: [
      concept('http://loinc.org', '59284-0'),
      concept(ours('consent'), `messages-by-${channel}`, AGREED[channel]),
    ],
    patient: names.client(),
    dateTime: at,
    performer: [names.client()],
    organization: [names.organization()],
    policyRule: { text: 'The clinic writes to the client about their care by the channels they agreed to.' },
    provision: { type: 'permit', period: { start: at, end: withdrawn?.at } },
  }));
