import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { Link } from 'wouter';
import type { Reply } from '../api.ts';
import { saidBecause } from '../parts/because.tsx';
import { datesSaid } from '../parts/dates.ts';
import { FlagMark } from '../parts/flag.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/page.tsx';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Case = Reply<'GET /caseload'>['cases'][number];

/** Check-ins missed in a row from which on a client is said to be silent. */
export const SILENT_FROM = 3;
const USUAL_PX = 72;

/** However many there are, only what is in sight stands in the page. */
export function Cases({ cases }: { cases: Case[] }) {
  const list = useRef<HTMLUListElement>(null);
  const rows = useWindowVirtualizer({
    count: cases.length,
    estimateSize: () => USUAL_PX,
    getItemKey: (index) => cases[index]!.clientId,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  return (
    <ul ref={list} className="cases" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => (
        <li
          key={key}
          ref={rows.measureElement}
          data-index={index}
          aria-setsize={cases.length}
          aria-posinset={index + 1}
          style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
        >
          <Row one={cases[index]!} />
        </li>
      ))}
    </ul>
  );
}

function Row({ one }: { one: Case }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  return (
    <Link href={`/clients/${one.clientId}`} className="case">
      <span className="case-who">
        <FlagMark flag={one.track.flag} />
        <span>
          <span className="case-name">{one.name}</span>
          <span className="small soft">
            {say(`stage.${one.stage}`)} · {one.level}
          </span>
        </span>
      </span>
      <span className="case-why small">{datesSaid(saidBecause(one.track.because).says, language)}</span>
      <span className="case-tags">
        {one.urgent && <Pill tone="red">{say('urgent')}</Pill>}
        {one.missedInARow >= SILENT_FROM && (
          <Pill tone="amber">{say('silent', { n: one.missedInARow })}</Pill>
        )}
        {one.paused && (
          <Pill tone="blue">
            <Icon name="pause" size={12} /> {say('paused')}
          </Pill>
        )}
        {one.tasks > 0 && <Pill>{say('tasks', { n: one.tasks })}</Pill>}
        {one.reassessment && (
          <span className="small soft">{say('reassessment', { day: day(one.reassessment, language) })}</span>
        )}
      </span>
    </Link>
  );
}
