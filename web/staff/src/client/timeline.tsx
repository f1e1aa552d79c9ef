import { Button, Chip } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, PAGED, type Reply } from '../api.ts';
import { datesSaid } from '../parts/dates.ts';
import { Panel } from '../parts/page.tsx';
import { Coming, Empty } from '../parts/states.tsx';
import { dayAndTime } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Line = Reply<'GET /clients/{clientId}/timeline'>['lines'][number];
const KINDS = ['alert', 'message', 'answer', 'task', 'goal', 'plan', 'care'] as const;

/** What happened and why, the latest first, day by day; above it what comes next. */
export function Timeline({
  clientId,
  zone,
  only,
  most,
}: {
  clientId: string;
  zone: string;
  only?: Line['kind'][];
  most?: number;
}) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const [kind, setKind] = useState<string>('all');
  const found = useInfiniteQuery({
    queryKey: ['client', clientId, 'timeline'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /clients/{clientId}/timeline', {
        params: { clientId },
        query: { limit: 200, after: pageParam },
        signal,
      }),
    ...PAGED,
  });
  if (!found.data) return <Coming query={found} />;
  const shows = (line: Line) => (only ? only.includes(line.kind) : kind === 'all' || line.kind === kind);
  const lines = found.data.pages
    .flatMap((page) => page.lines)
    .filter(shows)
    .slice(0, most);
  const { comingUp } = found.data.pages[0]!;
  const dayOf = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: zone });
  const timeOf = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const days = Object.entries(Object.groupBy(lines, ({ at }) => dayOf.format(new Date(at))));
  return (
    <div className="timeline">
      {!only && comingUp.length > 0 && (
        <Panel title={say('comingUp')}>
          <ol className="sends">
            {comingUp.slice(0, 8).map(({ at, what, why }) => (
              <li key={`${at}/${what}`}>
                <time dateTime={at}>{dayAndTime(at, language, zone)}</time>
                <span>
                  {what} {why && <span className="small soft">({datesSaid(why, language)})</span>}
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      {!only && (
        <Chip.Group value={kind} onChange={(to) => setKind(String(to))}>
          <fieldset className="chips" aria-label={say('kinds')}>
            <Chip value="all" size="xs">
              {say('all')}
            </Chip>
            {KINDS.map((one) => (
              <Chip key={one} value={one} size="xs">
                {say(`kind.${one}`)}
              </Chip>
            ))}
          </fieldset>
        </Chip.Group>
      )}
      {lines.length === 0 && <Empty title={say('noLines')} />}
      {days.map(([title, ofDay]) => (
        <section key={title} className="day">
          <h2>{title}</h2>
          <ol>
            {ofDay!.map(({ at, kind, what, why }, n) => (
              <li key={`${at}/${n}`} className={`event of-${kind}`}>
                <time dateTime={at}>{timeOf.format(new Date(at))}</time>
                <span className="event-dot" aria-hidden="true" />
                <span className="event-what">
                  {datesSaid(what, language)}
                  {why && <span className="event-why">{datesSaid(why, language)}</span>}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {found.hasNextPage && !most && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {say('older')}
        </Button>
      )}
    </div>
  );
}
