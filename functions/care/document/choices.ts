import { reasonsFor } from '../fhir/export/choices.ts';
import type { BackgroundField } from '../fhir/export/records.ts';
import { type Html, html, table } from './html.ts';
import type { Sheet } from './sheet.ts';

const FIELDS: Record<BackgroundField, string> = {
  preferences: 'Wish',
  history: 'How it went before',
  problems: 'Problem beside',
  phenotypes: 'Genetic result',
  medicines: 'Medicine taken or thought of',
  payer: 'Who pays',
};

const DECIDED = { accept: 'Accepted', edit: 'Accepted with changes', reject: 'Rejected' };

/** What the plan was made from: what is known of the client, and what became of each suggestion. */
export function choicesSection({ history, day, person }: Sheet): Html {
  const { background, decisions } = history;
  const standing = background.filter(({ until }) => !until);
  if (standing.length === 0 && decisions.length === 0) return html`<p>Nothing has been recorded yet.</p>\n`;
  return html`${table(
    'Known of the client',
    ['What', 'As recorded', 'Since'],
    standing.map(({ field, name, value, from }) => [
      field === 'payer' ? FIELDS.payer : `${FIELDS[field]}: ${name.replaceAll('-', ' ')}`,
      typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value).replaceAll('-', ' '),
      `${day(from.at)}, by ${person(from.by)}`,
    ]),
  )}${table(
    'Suggestions decided on',
    ['When', 'What', 'Decision', 'For it', 'Against it'],
    decisions.map((record) => [
      `${day(record.made.at)}, by ${person(record.made.by)}`,
      record.decision.intervention?.title ?? record.decision.title,
      `${DECIDED[record.decision.decision]}: ${record.decision.reason}${record.replaced ? ' (decided anew since)' : ''}`,
      reasonsFor(record, 'for').join(' ') || '–',
      reasonsFor(record, 'against').join(' ') || '–',
    ]),
  )}`;
}
