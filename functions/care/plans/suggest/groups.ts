import * as z from 'zod';

const text = z.string().trim().min(1).max(300);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'use a language such as en or es-MX');

/** Peer and online support groups that a clinic knows of and has checked. */
export const groupDirectorySchema = z.strictObject({
  version: text,
  groups: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
        title: text,
        topics: z.array(text).min(1).max(20),
        languages: z.array(language).min(1),
        formats: z.array(z.enum(['in-person', 'remote'])).min(1),
        when: text,
        /** How to join: a link, a phone number, a place. */
        contact: text,
        cost: z.enum(['none', 'low', 'medium', 'high']),
        verifiedOn: z.iso.date(),
      }),
    )
    .max(2000),
});
export type GroupDirectory = z.infer<typeof groupDirectorySchema>;
type Group = GroupDirectory['groups'][number];

/** `why` is of this person's own facts; `words` are what else the topic is called. */
export type Topic = { topic: string; words?: string[]; why?: string };
/** What is left out does not matter to the client. */
export type GroupWishes = {
  language?: string;
  topics?: Topic[];
  format?: 'in-person' | 'remote' | 'either';
};
/** `matches` and `misses` are sentences' parts: what fits, with why it matters to the client, and what does not. */
export type GroupMatch = { group: Group; matches: string[]; misses: string[]; fits: boolean };

/**
 * Groups for a client, those that meet every wish first; a group in another language or of no topic asked for comes
 * only with what it misses said, and one that meets no wish does not come at all.
 */
export function matchGroups({ groups }: Pick<GroupDirectory, 'groups'>, wishes: GroupWishes): GroupMatch[] {
  return groups
    .map((group) => matchOf(group, wishes))
    .filter(({ matches, misses }) => matches.length > 0 || misses.length === 0)
    .toSorted((a, b) => a.misses.length - b.misses.length || (a.group.title < b.group.title ? -1 : 1));
}

function matchOf(group: Group, { language, topics = [], format = 'either' }: GroupWishes): GroupMatch {
  const matches: string[] = [];
  const misses: string[] = [];
  const judge = (met: boolean, match: string, miss: string) =>
    met ? matches.push(match) : misses.push(miss);
  if (language)
    judge(
      group.languages.some((one) => base(one) === base(language)),
      `held in ${nameOf(language)}`,
      `held in ${group.languages.map(nameOf).join(' and ')}, not in ${nameOf(language)}`,
    );
  if (topics.length > 0) {
    const shared = topics.filter((one) => group.topics.some((topic) => isAbout(topic, one)));
    const about = shared.map(({ topic, why }) => (why ? `${topic} (${why})` : topic));
    judge(shared.length > 0, `about ${about.join(', ')}`, `about ${group.topics.join(', ')}`);
  }
  if (format !== 'either') {
    const say = { 'in-person': 'in person', remote: 'by phone or video' };
    judge(group.formats.includes(format), say[format], `not ${say[format]}`);
  }
  return { group, matches, misses, fits: misses.length === 0 };
}

/** “Living with depression” is about depression, and “Ansiedad y pánico” about what is also called ansiedad. */
const isAbout = (title: string, { topic, words = [] }: Topic): boolean =>
  [topic, ...words].some((word) => ` ${folded(title)} `.includes(` ${folded(word)} `));

const base = (tag: string) => tag.split('-')[0]!;
/** Without case, accents and anything but letters and digits. */
const folded = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
/** Made when it is needed: to make one costs the start of every function that has this file 10 ms. */
const nameOf = (tag: string) => new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
