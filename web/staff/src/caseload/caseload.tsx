import './caseload.css';
import { Button, Checkbox, Select } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { call, PAGED } from '../api.ts';
import { Page } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Coming, Empty } from '../parts/states.tsx';
import { useMe } from '../session.ts';
import { useTexts } from '../texts.ts';
import { Cases, SILENT_FROM } from './cases.tsx';
import { texts } from './texts.ts';

const FLAGS = ['red', 'amber', 'green', 'grey'] as const;
const PAGE = 1000;
/** Nothing of it is in a hurry: what is urgent comes to the inbox. */
const LOOK_EVERY_MS = 5 * 60_000;

export default function Caseload() {
  const say = useTexts(texts);
  const { staffId: me } = useMe();
  const [, go] = useLocation();
  useHotkeys([['n', () => go('/clients/new')]]);
  const { staff } = useStaff();
  const [asked, ask] = useSearchParams();
  const whose = asked.get('whose') ?? 'mine';
  const clinician = whose === 'all' ? undefined : whose === 'mine' ? me : whose;
  const found = useInfiniteQuery({
    queryKey: ['caseload', clinician],
    queryFn: ({ pageParam, signal }) =>
      call('GET /caseload', { query: { limit: PAGE, after: pageParam, clinician }, signal }),
    ...PAGED,
    refetchInterval: LOOK_EVERY_MS,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const flag = FLAGS.find((one) => one === asked.get('flag'));
  const silent = asked.has('silent');
  // What is typed is a name, and no name stands in an address.
  const ofThem = found.data?.pages.flatMap((page) => page.cases) ?? [];
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
        <>
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
          <Button size="xs" component={Link} href="/clients/new" aria-keyshortcuts="N">
            {say('add')}
          </Button>
        </>
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
        <Coming query={found} />
      ) : shown.length === 0 ? (
        <Empty title={say('none')}>{say('noneDo')}</Empty>
      ) : (
        <Cases cases={shown} />
      )}
    </Page>
  );
}
