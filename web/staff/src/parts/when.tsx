import { useSyncExternalStore } from 'react';
import { useLanguage } from '../texts.ts';

const watchers = new Set<() => void>();
let now = Date.now();
setInterval(() => {
  now = Date.now();
  for (const watch of watchers) watch();
}, 15_000);

/** One and the same at each render: else each would begin anew, find another now, and ask for the next render. */
function watchNow(watch: () => void): () => void {
  now = Date.now();
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

/** Milliseconds since 1970, anew every 15 seconds. */
export const useNow = (): number => useSyncExternalStore(watchNow, () => now);

const STEPS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export function relative(at: number, from: number, language: string): string {
  const span = at - from;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(span) >= length) ?? STEPS.at(-1)!;
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }).format(
    Math.round(span / length),
    unit,
  );
}

export const dayAndTime = (at: string, language: string, zone?: string): string =>
  new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(new Date(at));

export const day = (at: string, language: string, zone?: string): string =>
  new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  }).format(new Date(at));

/** How long ago or from now, with the day and hour for whoever points at it. */
export function When({ at }: { at: string }) {
  const { language } = useLanguage();
  const from = useNow();
  return (
    <time dateTime={at} title={dayAndTime(at, language)}>
      {relative(Date.parse(at), from, language)}
    </time>
  );
}
