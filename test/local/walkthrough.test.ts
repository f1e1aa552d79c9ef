import { describe, expect, it } from 'vitest';
import { STORIES } from '../../local/people/stories.ts';
import { KIM, walk, walkthrough } from '../../local/walkthrough.ts';
import { paper } from '../support/command.ts';

describe('the walkthrough', () => {
  it('reaches every stage of care, and tells it', async () => {
    const { said, io } = paper();
    expect(await walkthrough(io)).toBe(0);
    expect(said.err).toBe('');
    said.out = said.out.replace(/\s+/g, ' ');
    expect(said.out).toContain('Monday 5 January 2026');
    expect(said.out).toContain('A late answer to');
    expect(said.out).toContain('with “safety-plan-in-place”');
    expect(said.out).toContain('31 of 31 stages of care reached');
  });

  it('tells the same story twice', async () => {
    const [one, other] = [await walk(), await walk()];
    expect(one.lines).toEqual(other.lines);
  });

  it('fails by name where the client never answers', async () => {
    const { said, io } = paper();
    expect(await walkthrough(io, { ...KIM, habit: () => 'never' })).toBe(1);
    expect(said.err).toMatch(/^Not reached: the intake form was answered; /);
    expect(said.err.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['a positive risk answer made an urgent task', { risk: () => 0 }],
    ['the client asked to change the proposed goals', { changesWanted: 0 }],
    ['a check-in was answered late', { habit: () => 'on-time' as const }],
    ['the assessment grew by what its answers called for', { severity: () => 1 }],
  ])('misses “%s” where it does not happen', async (stage, changes) => {
    const { missed } = await walk({ ...KIM, ...changes });
    expect(missed).toContain(stage);
  });

  it.each(Object.entries(STORIES))('lives through %s, of which it misses nothing', async (_, story) => {
    const { missed, lines } = await walk(undefined, story);
    expect(missed).toEqual([]);
    expect(lines.length).toBeGreaterThan(100);
  });

  it('misses the sessions of a course that is stopped at once', async () => {
    const course = STORIES['esketamine-course']!;
    const decide = () => {
      const usual = course.decide();
      return (task: Parameters<typeof usual>[0]) =>
        task.kind === 'session'
          ? { outcome: 'stop-course', reason: 'Blood pressure too high.' }
          : usual(task);
    };
    const { missed } = await walk(undefined, { ...course, decide });
    expect(missed).toContain('sessions are on the record');
  });
});
