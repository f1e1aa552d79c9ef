import { createHash } from 'node:crypto';
import { choicesSection } from './document/choices.ts';
import { type Html, html, list, table } from './document/html.ts';
import { goalsSection, ownPlansSection, planSection } from './document/plan.ts';
import { scoresSection } from './document/scores.ts';
import { type Sheet, sheetOf } from './document/sheet.ts';
import type { Exported } from './fhir/export.ts';
import { sayDay } from './say-day.ts';
import { type Line, sayAssessment } from './timeline/line.ts';
import { narrator } from './timeline.ts';

const STYLE = `
:root { font: 11pt/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #767676; }
h3 { font-size: 1rem; margin-bottom: .3rem; }
dl div { display: flex; gap: 1rem; }
dt { flex: 0 0 11rem; color: #4a4a4a; }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #ccc; }
thead th { border-bottom-color: #767676; }
tbody th { font-weight: 400; }
ul { padding-left: 1.2rem; }
.why { color: #4a4a4a; }
.alert { font-weight: 600; }
footer { margin-top: 2rem; color: #4a4a4a; font-size: .85rem; overflow-wrap: anywhere; }
@page { margin: 18mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; }
  h2, h3, caption { break-after: avoid; }
  tr, li, dl div { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;

/** All that the document may load or run: its own style. For the page that shows it. */
export const DOCUMENT_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/**
 * One client's care as a page to read and to print: one file of HTML, in English, with the client's words as they said
 * them and times by the client's wall clock.
 * @throws TypeError where the chart has no client
 */
export function readableDocument(exported: Exported): string {
  const { chart, clinic, at } = exported;
  if (!chart.client) throw new TypeError('there is nobody to write about');
  const sheet = sheetOf(exported);
  const sections: [id: string, title: string, content: Html][] = [
    ['who', 'Who', whoSection(sheet)],
    ['plan', 'Current plan', planSection(sheet)],
    ['choices', 'What the plan was made from', choicesSection(sheet)],
    ['own-plans', 'The client’s own plans', ownPlansSection(sheet)],
    ['goals', 'Goals and their ratings', goalsSection(sheet)],
    ['scores', 'Scores', scoresSection(sheet)],
    ['safety', 'Safety', safetySection(sheet)],
    ['timeline', 'Timeline', timelineSection(sheet)],
  ];
  const { name } = chart.client;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${DOCUMENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Record of care: ${name}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<header>
<h1>Record of care: ${name}</h1>
<p>${clinic.name}, as of ${sheet.moment(at)} (${chart.client.zone})</p>
</header>
<main>
${sections.map(
  ([id, title, content]) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`,
)}</main>
<footer>
<p>From ${chart.version} log entries; the last has the hash ${chart.head}.</p>
</footer>
</body>
</html>
`.html;
}

const CHANNELS = { sms: 'text message', email: 'email' };

function whoSection({ chart, history, day, person, lang }: Sheet): Html {
  const { dateOfBirth, recordNumber, phone, email, country, zone, channel, consents } = chart.client!;
  const { episode, pause } = chart;
  const agreed = (['sms', 'email'] as const).flatMap((one) => {
    const at = consents[one]?.at;
    return at ? [`${CHANNELS[one]}, since ${day(at)}`] : [];
  });
  const ended = history.episodes.find(({ id }) => id === episode?.id)?.ended;
  const paused = pause && `paused since ${day(pause.at)}: ${pause.why}`;
  return list([
    ['Born', sayDay(dateOfBirth)],
    ['Record number', recordNumber],
    ['Phone', phone],
    ['Email', email],
    ['Language, country', `${lang}, ${country}`],
    ['Time zone', zone],
    ['Preferred channel', CHANNELS[channel]],
    ['Agreed to be written to by', agreed.join('; ') || 'no channel'],
    ['Clinician', episode?.clinician && person(episode.clinician)],
    ['Pathway', episode && `${episode.pathway.id}, version ${episode.pathway.version}`],
    ['Level of care', episode?.level],
    ['In care since', episode && day(episode.startedAt)],
    [
      'Now',
      ended ? `care ended on ${day(ended.at)}: ${ended.why}` : (paused ?? episode?.stage ?? 'not in care'),
    ],
  ]);
}

function safetySection({ history, moment, person }: Sheet): Html {
  const urgent = history.tasks.filter(({ task }) => task.priority === 'urgent');
  if (urgent.length === 0) return html`<p>No finding was urgent.</p>\n`;
  const open = urgent.filter(({ ended }) => !ended).length;
  return html`<p>${open === 0 ? 'Nothing urgent is open.' : html`<strong>Open now: ${open}</strong>`}</p>
${table(
  'Urgent findings',
  ['Found', 'What', 'Seen by', 'How it ended'],
  urgent.flatMap(({ task, ended }) =>
    task.findings.map(({ at, what }) => [
      moment(at),
      what,
      task.acknowledged ? `${person(task.acknowledged.by)}, ${moment(task.acknowledged.at)}` : 'nobody yet',
      ended
        ? [
            `${ended.outcome ?? 'withdrawn'}: ${ended.why} (${person(ended.by)}, ${moment(ended.at)})`,
            ...sayAssessment(ended.assessment),
          ].join(' ')
        : 'open',
    ]),
  ),
)}<p>How high a risk is, only a clinician says; this page does not.</p>
`;
}

function timelineSection({ log, clinic, instruments, day, moment }: Sheet): Html {
  const narrate = narrator({ clinic, instruments });
  const days = Map.groupBy(
    log.flatMap(({ entry }) => narrate(entry)),
    ({ at }) => day(at),
  );
  return html`${[...days].map(
    ([date, lines]) => html`<h3>${date}</h3>
<ul>
${lines.map((line) => lineOf(line, moment(line.at).slice(date.length + 2)))}</ul>
`,
  )}`;
}

const lineOf = ({ at, kind, what, why }: Line, time: string): Html => {
  const said = kind === 'alert' ? html`<span class="alert">${what}</span>` : what;
  const because = why && !what.includes(why) ? html` <span class="why">(${why})</span>` : undefined;
  return html`<li><time datetime="${at}">${time}</time> ${said}${because}</li>
`;
};
