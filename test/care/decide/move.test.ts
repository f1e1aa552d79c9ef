import { beforeEach, describe, expect, it } from 'vitest';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import type { Changes } from '../../support/pathways.ts';
import { pathway } from '../../support/people.ts';

const move = (when: 'now' | 'next-step') =>
  ({ do: 'move-episode', version: 2, when, why: 'a better one' }) as const;
const undo = { do: 'undo-move', why: 'too soon' } as const;

let kim: Paper;
/** What the store brings: the version that the move goes to, and afterwards as the one that holds. */
const goesTo = (changes: Changes = {}) => {
  kim.world.destination = pathway(changes);
};
const version = () => kim.chart.episode!.pathway.version;

beforeEach(() => {
  kim = onPaper().enrol();
});

describe('an episode that is moved now', () => {
  it('is on the other version at once, and its plan goes on as the clinician wrote it', () => {
    kim.treat();
    goesTo({ 'checkIns[0].cadence.at': '18:00', 'reassessment.every': 'P3W' });
    const before = kim.timers();
    kim.does(move('now'));
    expect(version()).toBe(2);
    expect(kim.timers()).toEqual(before);
  });

  it('has its plan reviewed when the new version says', () => {
    kim.treat();
    goesTo({ 'plan.review.every': 'P2W', 'plan.review.remindBefore': 'P2D' });
    const [before] = kim.timers('plan-review').filter(({ n }) => n === 2);
    kim.does(move('now'));
    const [after] = kim.timers('plan-review').filter(({ n }) => n === 2);
    expect(after!.at < before!.at).toBe(true);
  });

  it('is refused where the client’s level of care is not there', () => {
    goesTo({ levels: [{ id: 'other', title: 'Other' }], startLevel: 'other' });
    const { refused, because } = kim.refuses(move('now'));
    expect(refused).toBe('wrong-state');
    expect(because).toContain('no level of care “');
    expect(version()).toBe(1);
  });

  it('is refused where the client is being asked for something that is not asked there', () => {
    kim.asks('intake');
    goesTo({ 'intake.form': 'attune-check-in' });
    expect(kim.refuses(move('now')).because).toContain('which version 2 does not ask there');
  });

  it('is refused where the client’s language is not there', () => {
    kim = onPaper({}, { language: 'es' }).enrol();
    goesTo({ languages: ['en'] });
    expect(kim.refuses(move('now')).because).toContain('not offered in the client’s language (es)');
  });

  it('is refused where their plan does not fit', () => {
    kim.treat();
    goesTo({ 'quietHours.from': '09:00' });
    expect(kim.refuses(move('now')).because).toContain('does not fit version 2');
  });
});

describe('an episode that is moved at the next step', () => {
  it('waits until what is under way has ended, and lands in the same commit', () => {
    kim.asks('intake');
    goesTo({ 'intake.form': 'attune-check-in' });
    kim.does(move('next-step'));
    expect(version()).toBe(1);
    const events = kim.answers('intake');
    expect(version()).toBe(2);
    expect(only(events as never, 'episode.moved')).toBeDefined();
    expect(kim.chart.episode!.moving).toBeUndefined();
  });

  it('lands at once where nothing is under way', () => {
    goesTo();
    kim.does(move('next-step'));
    expect(version()).toBe(2);
  });

  it('is not kept waiting by what is asked after it', () => {
    kim.treat();
    kim.until('2026-01-13T16:00:00.000Z');
    const [open] = kim.requests('check-in');
    expect(open).toBeDefined();
    goesTo();
    kim.does(move('next-step'));
    expect(version()).toBe(1);
    kim.until('2026-02-20T16:00:00.000Z');
    expect(version()).toBe(2);
  });

  it('can be called off', () => {
    kim.asks('intake');
    goesTo();
    kim.does(move('next-step'));
    kim.does(undo);
    kim.answers('intake');
    expect(version()).toBe(1);
  });
});

it('a client whose language no version has moves all the same', () => {
  kim.does({ do: 'change-client', changes: { language: 'fr' }, why: 'asked' });
  goesTo();
  kim.does(move('now'));
  expect(version()).toBe(2);
});

describe('a move is undone', () => {
  it('while nothing was asked or sent, with the timers as they were', () => {
    kim.treat();
    const before = kim.timers('plan-review').map(({ at, n }) => ({ at, n }));
    const first = kim.world.pathway!;
    goesTo({ 'plan.review.every': 'P2W', 'plan.review.remindBefore': 'P2D' });
    kim.does(move('now'));
    kim.world.pathway = kim.world.destination;
    kim.world.destination = first;
    kim.does(undo);
    expect(version()).toBe(1);
    expect(kim.refuses(undo).refused).toBe('wrong-state');
    expect(kim.timers('plan-review').map(({ at, n }) => ({ at, n }))).toEqual(before);
  });

  it('no more once the client was asked', () => {
    goesTo();
    kim.does(move('now'));
    kim.asks('intake');
    expect(kim.refuses(undo).because).toContain('Something has been asked or sent');
  });
});
