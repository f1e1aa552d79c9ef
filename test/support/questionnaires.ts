/** FHIR R4 Questionnaires as other systems write them, in small. */
import { importQuestionnaire } from '../../functions/care/fhir/questionnaire.ts';
import type { Instrument } from '../../functions/care/measures/instrument.ts';

export const HL7 = 'http://hl7.org/fhir/StructureDefinition';
export const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition';
export const ORDINAL = `${HL7}/ordinalValue`;

export const option = (code: string, points?: number, url = ORDINAL) => ({
  valueCoding: {
    system: 'urn:answers',
    code,
    display: `Answer ${code}`,
    ...(points !== undefined && { extension: [{ url, valueDecimal: points }] }),
  },
});
const steps = [0, 1, 2].map((points) => option(`a${points}`, points));
export const choice = (linkId: string, more: object = {}) => ({
  linkId,
  text: `Question ${linkId}`,
  type: 'choice',
  answerOption: steps,
  ...more,
});
export const calculated = (linkId: string, expression: string, more: object = {}) => ({
  linkId,
  text: `Score ${linkId}`,
  type: 'decimal',
  readOnly: true,
  extension: [
    {
      url: `${SDC}/sdc-questionnaire-calculatedExpression`,
      valueExpression: { language: 'text/fhirpath', expression },
    },
  ],
  ...more,
});
export const questionnaire = (item: object[], more: object = {}) => ({
  resourceType: 'Questionnaire',
  id: 'Mood-Form',
  url: 'https://example.org/Questionnaire/mood',
  version: '2.1',
  status: 'active',
  title: 'Mood',
  item,
  ...more,
});

/** The questionnaire as an instrument; throws with what was refused. */
export function imported(raw: unknown): Instrument {
  const result = importQuestionnaire(raw);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults, null, 1));
  return result.instrument;
}
/** What was refused, as `path: fault`. */
export const faults = (raw: unknown) => {
  const result = importQuestionnaire(raw);
  return 'faults' in result ? result.faults.map(({ path, fault }) => `${path}: ${fault}`) : [];
};
