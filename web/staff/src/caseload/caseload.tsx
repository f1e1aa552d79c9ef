import './caseload.css';
import { Checkbox, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'wouter';
import { call, type Reply } from '../api.ts';
import { saidBecause } from '../parts/because.tsx';
import { FlagMark } from '../parts/flag.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { day } from '../parts/when.tsx';
import { useMe } from '../session.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Case = Reply<'GET /caseload'>['cases'][number];

const FLAGS = ['red', 'amber', 'green', 'grey'] as const;
/** Check-ins missed in a row from which on a client is said to be silent. */
const SILENT_FROM = 3;

export default function Caseload() {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { staffId: me } = useMe();
  const { staff } = useStaff();
  const [asked, ask] = useSearchParams();
  const found = useInfiniteQuery({
    queryKey: ['caseload'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /caseload', { query: { limit: 200, after: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const whose = asked.get('whose') ?? 'mine';
  const flag = FLAGS.find((one) => one === asked.get('flag'));
  const silent = asked.has('silent');
  // What is typed is a name, and no name stands in an address.
  const cases = found.data?.pages.flatMap((page) => page.cases) ?? [];
  const ofThem = cases.filter(
    ({ clinician }) => whose === 'all' || clinician === (whose === 'mine' ? me : whose),
  );
  const shown = ofThem
    .filter((one) => (!flag || one.track.flag === flag) && (!silent || one.missedInARow >= SILENT_FROM))
    .sort(
      (a, b) =>
        Number(b.urgent) - Number(a.urgent) ||
        FLAGS.indexOf(a.track.flag) - FLAGS.indexOf(b.track.flag) ||
        a.name.localeCompare(b.name),
    );
  const change = (name: string, value: string | undefined) =>
    ask(
      (before) => {
        if (value === undefined) before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );

  return (
    <Page
      title={say('caseload')}
      beside={found.data && <span className="soft">{say('count', { n: shown.length })}</span>}
      actions={
        <Select
          aria-label={say('whose')}
          size="xs"
          w={190}
          allowDeselect={false}
          value={whose}
          onChange={(to) => to && change('whose', to === 'mine' ? undefined : to)}
          data={[
            { value: 'mine', label: say('mine') },
            { value: 'all', label: say('all') },
            ...staff
              .filter(({ id, roles, active }) => id !== me && active && roles.includes('clinician'))
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      }
    >
      <fieldset className="flags" aria-label={say('track')}>
        {FLAGS.map((one) => (
          <button
            key={one}
            type="button"
            className={`flag ${one}`}
            aria-pressed={flag === one}
            onClick={() => change('flag', flag === one ? undefined : one)}
          >
            <span className="flag-count">{ofThem.filter(({ track }) => track.flag === one).length}</span>
            <span>{say(one)}</span>
          </button>
        ))}
        <Checkbox
          label={say('silentOnly')}
          checked={silent}
          onChange={(event) => change('silent', event.currentTarget.checked ? '' : undefined)}
        />
      </fieldset>
      {found.data === undefined ? (
        found.error ? (
          <Failure error={found.error} again={() => void found.refetch()} />
        ) : (
          <Loading />
        )
      ) : shown.length === 0 ? (
        <Empty title={say('none')}>{say('noneDo')}</Empty>
      ) : (
        <ul className="cases">
          {shown.map((one) => (
            <CaseRow key={one.clientId} one={one} />
          ))}
        </ul>
      )}
    </Page>
  );

  function CaseRow({ one }: { one: Case }) {
    return (
      <li>
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
          <span className="case-why small" lang="en">
            {saidBecause(one.track.because).says}
          </span>
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
              <span className="small soft">
                {say('reassessment', { day: day(one.reassessment, language) })}
              </span>
            )}
          </span>
        </Link>
      </li>
    );
  }
}
