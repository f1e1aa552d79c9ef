import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { enabledIn } from '../../../functions/care/measures/instrument.ts';
import { onPaper, type Paper } from '../../support/paper.ts';

const onMedicine = (): Paper => {
  const kim = onPaper().enrol();
  kim.gives('shape-goals');
  kim.completes('shape-goals');
  return kim.treat();
};
const WEEKS = ['2026-01-06', '2026-01-13', '2026-01-20'] as const;
const says = (kim: Paper, week: 0 | 1 | 2, burden: string, rest: object = {}) => {
  kim.until(`${WEEKS[week]}T17:00:00.000Z`);
  kim.answers('check-in', {
    'attune-check-in': { mood: 6, medicine: 'yes', 'side-effects': burden, ...rest },
  });
};

describe('side effects', () => {
  it('moderate once makes no task, moderate twice in a row makes one', () => {
    const kim = onMedicine();
    says(kim, 0, 'moderate');
    expect(kim.tasks('finding')).toEqual([]);
    says(kim, 1, 'moderate');
    expect(kim.tasks('finding')).toMatchObject([{ key: 'finding/side-effects-moderate-again' }]);
  });

  it('moderate, then mild, then moderate again is not twice in a row', () => {
    const kim = onMedicine();
    says(kim, 0, 'moderate');
    says(kim, 1, 'mild');
    says(kim, 2, 'moderate');
    expect(kim.tasks('finding')).toEqual([]);
  });

  it('that are severe make a task at once', () => {
    const kim = onMedicine();
    says(kim, 0, 'severe', { 'side-effects-kinds': ['stomach', 'other'] });
    expect(kim.tasks('finding')).toMatchObject([{ key: 'finding/side-effects-severe' }]);
  });

  describe('that are severe, and one of them new', () => {
    const kinds = (...named: string[]) => ({ 'side-effects-kinds': named });
    const ends = (kim: Paper) => {
      for (const { id } of kim.tasks('finding'))
        kim.does({ do: 'complete-task', taskId: id, outcome: 'done', reason: 'talked with the prescriber' });
    };
    const found = (kim: Paper) =>
      kim.tasks('finding').map(({ key, findings }) => [key, findings.map(({ rule }) => rule)]);

    it('make a task of their own while the last is still open, at the same severity', () => {
      const kim = onMedicine();
      says(kim, 0, 'severe', kinds('stomach'));
      expect(found(kim)).toEqual([
        ['finding/side-effects-severe', ['side-effects-severe', 'side-effects-new']],
      ]);
      ends(kim);
      says(kim, 1, 'severe', kinds('stomach'));
      expect(found(kim)).toEqual([['finding/side-effects-severe', ['side-effects-severe']]]);
      says(kim, 2, 'severe', kinds('stomach', 'restless'));
      expect(found(kim)).toEqual([
        ['finding/side-effects-severe', ['side-effects-severe', 'side-effects-severe']],
        ['finding/side-effects-new', ['side-effects-new']],
      ]);
    });

    it('are new again when they were gone in between', () => {
      const kim = onMedicine();
      says(kim, 0, 'severe', kinds('stomach'));
      ends(kim);
      says(kim, 1, 'none');
      says(kim, 2, 'severe', kinds('stomach'));
      expect(found(kim)[0]![1]).toContain('side-effects-new');
    });

    it('are no new ones where none is named, whatever was new the last time', () => {
      const kim = onMedicine();
      says(kim, 0, 'severe', kinds('stomach'));
      ends(kim);
      says(kim, 1, 'severe');
      expect(found(kim)).toEqual([['finding/side-effects-severe', ['side-effects-severe']]]);
    });
  });

  it.each(['attune-check-in', 'attune-check-in-trauma'])(
    'are asked about in %s where a medicine is prescribed, and which ones where there are some',
    (id) => {
      const asked = (answers: object) =>
        [...enabledIn(content.instruments[id]!, answers as never)].filter((one) =>
          one.startsWith('side-effects'),
        );
      expect(asked({ medicine: 'none-prescribed' })).toEqual([]);
      expect(asked({})).toEqual([]);
      expect(asked({ medicine: 'no' })).toEqual(['side-effects']);
      expect(asked({ medicine: 'yes', 'side-effects': 'none' })).toEqual(['side-effects']);
      expect(asked({ medicine: 'yes', 'side-effects': 'mild' })).toEqual([
        'side-effects',
        'side-effects-kinds',
        'side-effects-words',
      ]);
    },
  );
});
