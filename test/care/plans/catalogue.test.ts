import { describe, expect, it } from 'vitest';
import { library, suggesting } from '../../../functions/adapters/catalogue.ts';
import {
  catalogueSchema,
  offeredIn,
  readingsSchema,
  sayCourse,
} from '../../../functions/care/plans/catalogue.ts';
import { readingLevel, syllablesIn } from '../../../functions/care/plans/suggest/reading-level.ts';

const { catalogue } = suggesting;
const { groups, readings } = library;

const option = (id: string) => catalogue.options.find((one) => one.id === id)!;

/** US school years. The average adult in the US reads at about eight. */
const HIGHEST_GRADE = 6;
const HIGHEST_GRADE_OF_A_DESCRIPTION = 8;

describe('the catalogue', () => {
  it.each([
    'cbt behavioural-activation dbt-skills person-centred psychodynamic mindfulness exposure exposure-vr',
    'art-therapy family-couples group-therapy medicine-review medicine-monitoring',
    'tms esketamine ketamine-infusion',
    'sleep-routine regular-meals movement connection stress-skills',
    'peer-group online-group teletherapy interpreter cultural-adviser indigenous-support faith-support',
  ])('holds %s', (ids) => {
    expect(ids.split(' ').filter((id) => !option(id))).toEqual([]);
  });

  it('describes each option so that a client can read it', () => {
    const hard = catalogue.options.map(({ id, description }) => ({
      id,
      grade: readingLevel(description).grade,
    }));
    expect(hard.filter(({ grade }) => grade > HIGHEST_GRADE_OF_A_DESCRIPTION)).toEqual([]);
  });

  it('has a source for every fact, and marks what is general knowledge as unconfirmed', () => {
    const facts = catalogue.options.flatMap(({ id, usual, evidence, cautions, course }) =>
      [usual, evidence, ...cautions, ...(course?.phases ?? []), ...(course?.monitoring ?? [])].map(
        (fact) => ({
          id,
          ...fact,
        }),
      ),
    );
    expect(
      facts.filter(({ source, unconfirmed }) => (source === 'General knowledge') !== (unconfirmed === true)),
    ).toEqual([]);
    expect(facts.length).toBeGreaterThan(100);
  });

  it('says of every option what speaks against it', () => {
    expect(catalogue.options.filter(({ cautions }) => cautions.length === 0)).toEqual([]);
  });

  it('has a text for every reading it names, and names every text', () => {
    const named = new Set(catalogue.options.flatMap(({ reading }) => reading ?? []));
    expect([...named].toSorted()).toEqual(Object.keys(readings).toSorted());
  });

  it('knows the language of an option by its base', () => {
    expect(offeredIn(option('cbt'), 'es-MX')).toBe(true);
    expect(offeredIn(option('art-therapy'), 'es-MX')).toBe(false);
    expect(offeredIn(option('interpreter'), 'fa')).toBe(true);
  });

  it('is refused where an option is there twice', () => {
    const doubled = { ...catalogue, options: [...catalogue.options, option('cbt')] };
    expect(catalogueSchema.safeParse(doubled).error?.issues[0]?.message).toBe('“cbt” is there twice');
  });

  it('ships no support groups: the clinic puts in its own', () => {
    expect(groups.groups).toEqual([]);
  });
});

describe('courses', () => {
  it('of esketamine have their phases', () => {
    expect(sayCourse(option('esketamine').course!)).toEqual([
      'Induction, weeks 1 to 4, 2 sessions a week: Day 1: 56 mg (28 mg from age 65); after that 56 or 84 mg.',
      'Consolidation, weeks 5 to 8, 1 session a week: Weekly.',
      'Maintenance, from week 9 on, 1 to 2 sessions every two weeks: Weekly or every two weeks.',
    ]);
  });

  it('of esketamine have every point that is watched', () => {
    const { monitoring } = option('esketamine').course!;
    const all = monitoring.map(({ when, says }) => `${when}: ${says}`).join('\n');
    for (const point of [
      /Two hours before: No food; no drink in the last 30 minutes/,
      /^Before: Blood pressure/m,
      /About 40 minutes after: Blood pressure/,
      /For at least two hours after/,
      /MOAA\/S.*CADSS/,
      /No driving/,
      /After week 4: Judge the benefit again/,
      /84 mg twice a week for 4 weeks/,
    ])
      expect(all).toMatch(point);
  });

  it('of TMS say what is unconfirmed', () => {
    const [course, taper] = sayCourse(option('tms').course!);
    expect(course).toBe(
      'Course, weeks 1 to 6, 20 to 30 sessions in all: 20 to 30 sessions over 4 to 6 weeks.',
    );
    expect(taper).toMatch(/36 in all\. \(Unconfirmed\.\)$/);
    expect(sayCourse(option('tms-accelerated').course!)[0]).toMatch(
      /10 sessions a day.*1800 pulses.*90%.*50 minutes/,
    );
  });

  it('cannot end before they begin', () => {
    const [phase] = option('esketamine').course!.phases;
    const backwards = { ...phase, weeks: { from: 4, to: 1 } };
    const wrong = {
      ...catalogue,
      options: [{ ...option('esketamine'), course: { phases: [backwards], monitoring: [] } }],
    };
    expect(catalogueSchema.safeParse(wrong).error?.issues[0]?.message).toBe('to is before from');
  });
});

describe('Attune’s own texts', () => {
  it.each(['sleep', 'activity', 'food', 'connection', 'stress', 'worry', 'low-mood', 'medicine'])(
    'on %s are short and plain',
    (id) => {
      const { level, paragraphs } = readings[id]!;
      expect(level).toEqual(readingLevel(paragraphs.join('\n')));
      expect(level!.grade).toBeLessThanOrEqual(HIGHEST_GRADE);
      expect(level!.words).toBeGreaterThan(80);
      expect(level!.words).toBeLessThan(200);
    },
  );

  it('say where there is help, where it may be dangerous', () => {
    expect(readings['low-mood']!.paragraphs.at(-1)).toMatch(/crisis line/);
    expect(readings.medicine!.paragraphs.at(-1)).toMatch(/emergency number/);
  });

  it('promise nothing and ask for no contract', () => {
    const all = Object.values(readings).flatMap(({ paragraphs }) => paragraphs);
    expect(all.filter((text) => /\b(cure|guarantee|will get better|promise)\b/i.test(text))).toEqual([]);
  });

  it('are refused where one is there twice', () => {
    const text = { id: 'sleep', title: 'Sleep', paragraphs: ['One.', 'Two.'] };
    const file = { version: '1', language: 'en', source: 'Attune', texts: [text, text] };
    expect(readingsSchema.safeParse(file).success).toBe(false);
  });
});

describe('the reading level', () => {
  it.each<[string, number]>([
    ['cat', 1],
    ['table', 2],
    ['make', 1],
    ['wanted', 2],
    ['loved', 1],
    ['boxes', 2],
    ['being', 2],
    ['quiet', 2],
    ['nation', 2],
    ['behavioural', 4],
    ['platypus', 3],
    ['emergency', 4],
  ])('counts %s as %i syllables', (word, count) => {
    expect(syllablesIn(word)).toBe(count);
  });

  it('of a sentence with 16 words and 23 syllables is 7.6', () => {
    const sentence = 'This sentence, taken as a reading passage unto itself, is being used to prove a point.';
    expect(readingLevel(sentence)).toEqual({ grade: 7.6, words: 16, sentences: 1 });
  });

  it('rises with longer words and longer sentences', () => {
    const plain = readingLevel('We go. We rest. We eat.').grade;
    const joined = readingLevel('We go and we rest and we eat and we talk and we sleep.').grade;
    const long = readingLevel(
      'Pharmacological interventions necessitate individualized consideration.',
    ).grade;
    expect(plain).toBeLessThan(joined);
    expect(joined).toBeLessThan(long);
  });

  it('of nothing is nothing', () => {
    expect(readingLevel(' … ')).toEqual({ grade: 0, words: 0, sentences: 0 });
  });
});
