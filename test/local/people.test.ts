import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { readRoster } from '../../functions/api/roster.ts';
import { questionsFor, readAnswers } from '../../functions/care/measures/instrument.ts';
import { scoreOf } from '../../functions/care/measures/score.ts';
import { answersTo, type Mind } from '../../local/people/answers.ts';
import { castOf, rosterOf } from '../../local/people/cast.ts';
import { createDice, seededChance } from '../../local/people/chance.ts';
import { isOpen, whenOpen } from '../../local/people/clinician.ts';
import pathway from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };

const mind = (changes: Partial<Mind> = {}): Mind => ({
  severity: 12,
  risk: 0,
  agrees: true,
  words: { reason: 'I hardly sleep.', goals: ['Sleep', 'Walk'], change: 'Run' },
  dice: createDice('a mind'),
  ...changes,
});

const ASKED = [
  pathway.intake.form,
  ...pathway.assessment.battery.map(({ instrument }) => instrument),
  pathway.goals.form,
  pathway.goals.agreement,
  pathway.plan.acknowledgement,
  ...pathway.checkIns.map(({ form }) => form),
];

const fill = (id: string, changes?: Partial<Mind>) =>
  answersTo({ instrument: id, questions: questionsFor(content.instruments[id]!, 'es') }, mind(changes));

const total = (id: string, changes: Partial<Mind>) =>
  scoreOf(content.instruments[id]!, fill(id, changes)).total!;

describe('a simulated client', () => {
  it.each([...new Set(ASKED)])('answers %s to the end, in a way that can be read', (id) => {
    expect(readAnswers(content.instruments[id]!, fill(id))).toEqual({ answers: fill(id), missing: [] });
  });

  it('scores near what they feel, and never exactly so twice in a row for long', () => {
    const dice = createDice('many');
    const totals = Array.from({ length: 200 }, () => total('phq-9', { severity: 16, dice }));
    const mean = totals.reduce((sum, one) => sum + one, 0) / totals.length;
    expect(mean).toBeGreaterThan(14.5);
    expect(mean).toBeLessThan(17.5);
    expect(new Set(totals).size).toBeGreaterThan(4);
  });

  it('is in remission when they feel well', () => {
    const dice = createDice('well');
    const totals = Array.from({ length: 50 }, () => total('phq-9', { severity: 0.5, dice }));
    expect(Math.max(...totals)).toBeLessThan(5);
  });

  it('answers the risk item by the risk alone', () => {
    const item9 = (risk: number) =>
      scoreOf(content.instruments['phq-9']!, fill('phq-9', { risk, severity: 27 }));
    expect(item9(0).positiveRiskItems).toEqual([]);
    expect(item9(2).positiveRiskItems).toEqual(['9']);
  });

  it('says what they would change about the goals, when they do not agree', () => {
    expect(fill('attune-agreement', { agrees: false })).toEqual({ decision: 'change', words: 'Run' });
  });
});

describe('a seed', () => {
  it('gives the same people the same chance twice, and another seed another', () => {
    const drawn = (seed: string) => [seededChance(seed)(16), createDice(seed).unit()];
    expect(drawn('a')).toEqual(drawn('a'));
    expect(drawn('a')).not.toEqual(drawn('b'));
  });

  it('draws as many bytes as are asked for, and never the same twice', () => {
    const chance = seededChance('tokens');
    const drawn = Array.from({ length: 1000 }, () => chance(16));
    expect(drawn.every((token) => Buffer.from(token, 'base64url').length === 16)).toBe(true);
    expect(new Set(drawn).size).toBe(1000);
  });
});

describe('the cast of the demo', () => {
  const cast = castOf(24, 'cast');

  it('goes in as a roster without a fault, a warning or a note that asks for a look', () => {
    const defaults = { country: 'US', zone: 'America/New_York', language: 'en' };
    const roster = readRoster(rosterOf(cast, '2026-05-01'), defaults, '2026-05-22T14:00:00.000Z');
    expect(roster.rows).toHaveLength(24);
    expect([...roster.faults, ...roster.warnings]).toEqual([]);
  });

  it('has numbers kept for fiction and addresses that nobody has', () => {
    for (const { phone, email } of cast) {
      expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
      expect(email).toMatch(/@example\.org$/);
    }
    expect(new Set(cast.map(({ phone }) => phone)).size).toBe(24);
  });

  it('has Spanish speakers, more than one time zone, and every kind of client', () => {
    expect(cast.filter(({ language }) => language === 'es').length).toBeGreaterThan(2);
    expect(new Set(cast.map(({ zone }) => zone)).size).toBeGreaterThan(1);
    expect(new Set(cast.map(({ persona }) => persona)).size).toBe(12);
  });
});

describe('the hours of the staff', () => {
  const calendar = {
    zone: 'America/New_York',
    hours: { mon: ['09:00', '17:00'] as [string, string], fri: ['09:00', '17:00'] as [string, string] },
    holidays: ['2026-05-25'],
  };

  it('end on a Friday afternoon and, over a holiday, begin again on the next open day', () => {
    expect(isOpen('2026-05-22T20:59:00.000Z', calendar)).toBe(true);
    expect(isOpen('2026-05-22T21:00:00.000Z', calendar)).toBe(false);
    expect(whenOpen('2026-05-22T21:00:00.000Z', calendar)).toBe('2026-05-29T13:00:00.000Z');
  });
});
