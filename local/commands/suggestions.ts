import type { Suggestion } from '../../functions/care/plans/suggest.ts';
import { type Command, show, styled } from './command.ts';
import { clientOf, clinicOf, operate, withAttune } from './open.ts';

/** Of each client; with `--json` all of them. */
const SHOWN = 6;

export const suggestions: Command = {
  name: 'suggestions',
  usage: 'CLIENT…',
  summary: 'What might fit a client and why, or several side by side; a clinician decides',
  takes: [1, 4],
  run: ({ args, values, io }) =>
    withAttune(io, async (app) => {
      const clinicId = await clinicOf(app, values);
      const found: { clientId: string; name: string; phq9?: number; suggestions: Suggestion[] }[] = [];
      for (const sought of args) {
        const { clientId, client, measures } = await clientOf(app, clinicId, sought);
        const reply = await operate<{ suggestions: Suggestion[] }>(app, clinicId, 'getSuggestions', {
          params: { clientId },
        });
        const phq9 = measures['phq-9']?.last.value;
        found.push({ clientId, name: client!.name, phq9, suggestions: reply.suggestions });
      }
      show(io, values, { clients: found }, () =>
        found.flatMap(({ name, phq9, suggestions: all }) => [
          styled(io, 'bold', `${name}${phq9 === undefined ? '' : `, PHQ-9 ${phq9}`}`),
          ...all.filter(({ place, standing }) => place <= SHOWN || standing !== 'open').flatMap(linesOf),
          '',
        ]),
      );
    }),
};

function linesOf({ place, title, reasons, against, settleFirst, rejectedBefore }: Suggestion): string[] {
  const cons = [...settleFirst, ...against];
  return [
    `  ${place}. ${title}`,
    ...reasons.map(({ says }) => `       for it: ${says}`),
    ...cons.map(({ says }) => `       against it: ${says}`),
    ...(rejectedBefore ? [`       rejected before: ${rejectedBefore.reason}`] : []),
  ];
}
