/** Clients on paper, exported. */
import type { Bundle } from '@medplum/fhirtypes';
import { fhirBundle } from '../../functions/care/fhir/export.ts';
import { issuesInBundle } from './fhir.ts';
import { onPaper, type Paper } from './paper.ts';
import { settings } from './people.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came out.
export type Exported = any;

let written: Bundle;

/** The bundle as a file has it. */
export function bundleOf({ chart, log, world }: Paper, clinic = settings()): Bundle {
  const { instruments, now: at } = world;
  written = JSON.parse(JSON.stringify(fhirBundle({ chart, log, clinic, instruments, at })));
  return written;
}

/** What FHIR says against the last bundle. */
export const lastIssues = (): string[] => issuesInBundle(written);

export const exportedFrom = (paper: Paper, type: string): Exported[] =>
  bundleOf(paper)
    .entry!.map(({ resource }) => resource!)
    .filter(({ resourceType }) => resourceType === type);

export const ref = (type: string, id: string) => ({ reference: `${type}/${id}` });

/** Kim, with goals proposed and answered, then a plan in force. */
export function treated(decision: object = { decision: 'agree' }): Paper {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals', 'propose', {
    goals: [{ words: 'sleep again', statement: 'Sleep of 7 hours on 5 nights a week' }],
  });
  kim.asks('agreement');
  kim.answers('agreement', { 'attune-agreement': decision });
  return kim.treat({
    summary: 'CBT each week',
    interventions: [{ title: 'CBT', detail: 'For insomnia', frequency: 'weekly' }],
  });
}
