/** One client’s care as a page to read and to print. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_POLICY, readableDocument } from '../../functions/care/document.ts';
import { onPaper, type Paper } from '../support/paper.ts';
import { phq9, settings } from '../support/people.ts';

const pageOf = ({ chart, log, world }: Paper): string =>
  readableDocument({ chart, log, clinic: settings(), instruments: world.instruments, at: world.now });

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES])
    .replace(/\s+/g, ' ')
    .trim();
/** What stands under a heading of the second level. */
const section = (page: string, id: string) =>
  textOf(new RegExp(`<h2 id="${id}">.*?</h2>(.*?)</section>`, 's').exec(page)![1]!);
/** The rows of the table by this caption, cell by cell. */
function rowsOf(page: string, caption: string): string[][] {
  const table = page.split('<table>').find((part) => part.includes(`<caption>${caption}`))!;
  const body = /<tbody>(.*?)<\/tbody>/s.exec(table)![1]!;
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => textOf(cell!)),
  );
}

const reassessed = (points: [first: 0 | 1 | 2 | 3, last: 0 | 1 | 2 | 3]) => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }).enrol();
  kim.asks('packet');
  kim.answers('packet', { 'phq-9': phq9(0, points[0]) });
  kim.at('2026-02-16T15:00:00.000Z').asks('reassessment');
  kim.answers('reassessment', { 'phq-9': phq9(0, points[1]) }, true);
  return kim;
};

describe('the page', () => {
  it('says who, in care where, reached how, and as of when', () => {
    const kim = onPaper({}, { recordNumber: 'R-7' }).enrol();
    const page = pageOf(kim);
    expect(textOf(page)).toContain(
      'Record of care: Kim Rivera Riverside, as of 5 January 2026, 10:00 (America/New_York)',
    );
    const who = section(page, 'who');
    for (const fact of [
      'Born 1 January 1990',
      'Record number R-7',
      'Phone +14155550134',
      'Preferred channel text message',
      'text message, since 31 December 2025; email, since 31 December 2025',
      'Clinician Ada',
      'Pathway adult-depression-anxiety, version 1',
      'Now intake',
    ])
      expect(who).toContain(fact);
    kim.at('2026-01-06T15:00:00.000Z').does({ do: 'discharge', why: 'moved away' });
    expect(section(pageOf(kim), 'who')).toContain('Now care ended on 6 January 2026: discharged: moved away');
  });

  it('has one heading of the first level, seven of the second in order, each naming its section', () => {
    const page = pageOf(onPaper().enrol());
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const sections = [...page.matchAll(/<section aria-labelledby="(\w+)">\n<h2 id="(\w+)">/g)];
    expect(sections.map(([, by, id]) => [by, id])).toEqual(
      ['who', 'plan', 'choices', 'goals', 'scores', 'safety', 'timeline'].map((id) => [id, id]),
    );
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.every((level, at) => at === 0 || level <= levels[at - 1]! + 1)).toBe(true);
  });

  it('names every table, and the column or row that every heading is of', () => {
    const page = pageOf(reassessed([2, 1]));
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<table>\n<caption>[^<]+<\/caption>/g)?.length);
    expect(page).not.toMatch(/<th>/);
  });

  it('runs and loads nothing, whatever was written into it', () => {
    const kim = onPaper({}, { name: 'Kim <script>alert(1)</script> "R" & \'Co\'' }).enrol();
    kim.gives('shape-goals');
    kim.completes(
      'shape-goals',
      'record-disagreement',
      { goals: [{ words: '<img src=x onerror=alert(1)>' }] },
      '</table>',
    );
    kim.treat({ summary: '<b>bold</b>', interventions: [{ title: '"><svg onload=x>' }] });
    const page = pageOf(kim);
    expect(page).not.toMatch(/<(script|img|svg|b|link|iframe)\b/);
    expect(page).not.toMatch(/<[^>]*(src|href|onload|onerror)=/);
    expect(page.match(/<\/table>/g)?.length).toBe(page.match(/<table>/g)?.length);
    expect(textOf(page)).toContain(`Record of care: Kim <script>alert(1)</script> "R" & 'Co'`);
    const style = /<style>(.*?)<\/style>/s.exec(page)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hash}'`;
    expect(page).toContain(`content="${policy.replaceAll("'", '&#39;')}"`);
    expect(DOCUMENT_POLICY).toBe(policy);
  });

  it('is of somebody', () => {
    const { chart, log } = onPaper();
    const rest = { log, clinic: settings(), instruments: {}, at: '2026-01-05T15:00:00.000Z' };
    expect(() => readableDocument({ chart: { ...chart, client: undefined }, ...rest })).toThrow('nobody');
  });
});

describe('the plan', () => {
  it('in force stands first, with what it holds and how often; the draft after it, the earlier ones last', () => {
    const kim = onPaper().enrol();
    expect(section(pageOf(kim), 'plan')).toBe('There is no plan in force.');
    kim.treat({
      summary: 'CBT each week',
      interventions: [{ title: 'CBT', detail: 'For sleep', frequency: 'weekly' }],
    });
    const first = pageOf(kim);
    expect(section(first, 'plan')).toMatch(
      /^CBT each week Version 1 Written 5 January 2026, by Ada In force since 5 January 2026: the client has acknowledged it/,
    );
    expect(section(first, 'plan')).toContain('Reassessment every 6 weeks');
    expect(section(first, 'plan')).not.toContain('The client asked');
    expect(rowsOf(first, 'What it holds')).toEqual([['CBT', 'For sleep', 'weekly']]);
    kim.at('2026-01-06T15:00:00.000Z').gives('draft-plan', 2);
    kim.completes('draft-plan', 'draft', { summary: 'CBT, and walks' });
    kim.asks('plan', 2);
    kim.answers('plan', { 'attune-plan': { decision: 'question', words: 'why walks?' } });
    const asked = section(pageOf(kim), 'plan');
    expect(asked).toMatch(
      /^CBT each week .* Version 2, not in force yet CBT, and walks .* The client asked why walks\?/,
    );
    kim.gives('draft-plan', 3);
    kim.completes('draft-plan', 'draft', { summary: 'CBT, and sport' });
    kim.asks('plan', 3);
    kim.answers('plan');
    expect(rowsOf(pageOf(kim), 'Earlier plans')).toEqual([
      ['1', '5 January 2026 to 6 January 2026', 'CBT each week'],
      ['2', 'never', 'CBT, and walks'],
    ]);
  });
});

describe('goals', () => {
  it('stand in the client’s words and in clinical ones, with every rating', () => {
    const kim = onPaper({}, { language: 'es' }).enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals', 'propose', { goals: [{ words: 'dormir bien', statement: '7 hours' }] });
    kim.asks('agreement');
    kim.answers('agreement');
    kim.treat().until('2026-01-13T16:00:00.000Z');
    kim.answers('check-in', { 'attune-check-in': { mood: 5, 'goal-1': 4 } });
    kim.until('2026-01-20T16:00:00.000Z');
    kim.answers('check-in', { 'attune-check-in': { mood: 6, 'goal-1': 7 } });
    const page = pageOf(kim);
    expect(page).toContain('<h3>Agreed, 5 January 2026</h3>');
    expect(page).toContain('<q lang="es" dir="auto">dormir bien</q>');
    expect(rowsOf(page, 'Goals')).toEqual([
      ['dormir bien', '7 hours', '4 (13 January 2026), 7 (20 January 2026)', '–'],
    ]);
  });

  it('that were agreed before stay, after those that are agreed now', () => {
    const kim = onPaper().enrol();
    for (const [round, words] of ['sleep', 'see friends'].entries()) {
      kim.gives('shape-goals', round + 1);
      kim.completes('shape-goals', 'propose', { goals: [{ words }] });
      kim.asks('agreement', round + 1);
      kim.answers('agreement');
      kim.at('2026-01-06T15:00:00.000Z');
    }
    expect([...pageOf(kim).matchAll(/<h3>(Agreed.*?)<\/h3>/g)].map(([, heading]) => heading)).toEqual([
      'Agreed, 6 January 2026',
      'Agreed, 5 January 2026 to 6 January 2026',
    ]);
  });

  it('that the client does not share say so, with the words of both', () => {
    const kim = onPaper().enrol();
    kim.gives('shape-goals');
    kim.completes('shape-goals');
    kim.asks('agreement');
    kim.answers('agreement', { 'attune-agreement': { decision: 'change', words: 'not this' } });
    kim.gives('shape-goals', 2);
    kim.completes(
      'shape-goals',
      'record-disagreement',
      { goals: [{ words: 'sleep through the night' }] },
      'we differ',
    );
    expect(section(pageOf(kim), 'goals')).toMatch(
      /^Stand with a disagreement on record, 5 January 2026 The client said: not this Ada recorded the disagreement: we differ/,
    );
  });
});

describe('scores', () => {
  const PHQ9 = 'PHQ-9, 0 to 27, lower is better';

  it.each([
    [[2, 1], '8', 'mild', '−8', 'reliably improved'],
    [[1, 2], '16', 'moderately severe', '+8', 'reliably worse'],
    [[1, 1], '8', 'mild', 'no change', 'no reliable change'],
  ] as const)(
    'of %j show band, change and whether it is reliable',
    (points, total, band, change, reliable) => {
      const rows = rowsOf(pageOf(reassessed([...points])), PHQ9);
      expect(rows[0]).toEqual([
        '5 January 2026',
        String(points[0] * 8),
        expect.any(String),
        '–',
        '–',
        'first of the episode',
      ]);
      expect(rows[1]).toEqual(['16 February 2026', total, band, change, reliable, '']);
    },
  );

  it('that came late, are only begun or correct others say so', () => {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }, { instrument: 'gad-7' }] }).enrol();
    const { id } = kim.asks('packet');
    kim.answers('packet', { 'phq-9': phq9(0, 3) });
    kim.answers('packet', { 'phq-9': phq9(0, 1) });
    kim.until('2026-02-01T15:00:00.000Z');
    const late = [{ instrument: 'phq-9', answers: phq9(0, 2), complete: true }];
    kim.does({ do: 'answer', requestId: id, responses: late }, 'client');
    expect(rowsOf(pageOf(kim), PHQ9).map((row) => [row[1], row[5]])).toEqual([
      ['8', 'first of the episode; corrects an earlier answer'],
      ['16', 'came late, counts in no measure'],
    ]);
  });

  it('that came late are no baseline for those that come after', () => {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }).enrol();
    const { id } = kim.asks('packet');
    kim.until('2026-02-01T15:00:00.000Z');
    const late = [{ instrument: 'phq-9', answers: phq9(0, 3), complete: true }];
    kim.does({ do: 'answer', requestId: id, responses: late }, 'client');
    kim.asks('reassessment');
    kim.answers('reassessment', { 'phq-9': phq9(0, 1) });
    expect(rowsOf(pageOf(kim), PHQ9).map((row) => [row[1], row[3], row[5]])).toEqual([
      ['24', '–', 'came late, counts in no measure'],
      ['8', '–', 'first of the episode'],
    ]);
  });

  it('that there are none of are said to be none', () => {
    expect(section(pageOf(onPaper()), 'scores')).toBe('There is no score yet.');
  });
});

describe('safety', () => {
  it('tells what was urgent, who saw it and how it ended, and leaves the level of risk to clinicians', () => {
    const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }).enrol();
    expect(section(pageOf(kim), 'safety')).toBe('No finding was urgent.');
    kim.asks('packet');
    kim.answers('packet', { 'phq-9': phq9(2) });
    expect(section(pageOf(kim), 'safety')).toContain('Open now: 1');
    expect(rowsOf(pageOf(kim), 'Urgent findings')).toEqual([
      ['5 January 2026, 10:00', expect.stringContaining('PHQ-9: the risk item (9)'), 'nobody yet', 'open'],
    ]);
    const [task] = kim.tasks('urgent');
    kim.at('2026-01-05T15:20:00.000Z').does({ do: 'acknowledge-task', taskId: task!.id });
    kim.completes('urgent', 'safety-plan-in-place', undefined, 'called, and wrote one together');
    const page = pageOf(kim);
    expect(section(page, 'safety')).toContain('Nothing urgent is open.');
    expect(rowsOf(page, 'Urgent findings')[0]!.slice(2)).toEqual([
      'Ada, 5 January 2026, 10:20',
      'safety-plan-in-place: called, and wrote one together (Ada, 5 January 2026, 10:20)',
    ]);
    expect(section(page, 'safety')).toContain('How high a risk is, only a clinician says');
  });
});

describe('the timeline', () => {
  it('tells the story day by day, by the client’s clock', () => {
    const kim = onPaper().enrol();
    kim.at('2026-01-07T03:30:00.000Z').does({ do: 'pause', why: 'holiday' });
    const page = pageOf(kim);
    expect(page).toContain('<h3>5 January 2026</h3>');
    // 22:30 on the evening before, in New York.
    expect(section(page, 'timeline')).toMatch(/6 January 2026 22:30 Ada paused care \(“holiday”\)$/);
  });
});
