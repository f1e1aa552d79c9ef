import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { call, PAGED } from '../api.ts';
import { Looked } from '../parts/looked.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Coming, Empty } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { dayAndTime, useNow } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { ReadOnly, useIsAdmin } from './save.tsx';
import { texts } from './texts.ts';

/** Clients of one look that are linked one by one; a list has more. */
const MOST_LINKED = 3;

export function Access() {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  return isAdmin ? (
    <Log />
  ) : (
    <Panel title={say('access')}>
      <ReadOnly />
    </Panel>
  );
}

function Log() {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const now = useNow();
  const [asked, ask] = useSearchParams();
  const day = asked.get('day') ?? new Date(now).toISOString().slice(0, 10);
  const found = useInfiniteQuery({
    queryKey: ['access', day],
    queryFn: ({ pageParam }) => call('GET /access', { query: { day, after: pageParam } }),
    ...PAGED,
  });
  const looks = found.data?.pages.flatMap(({ access }) => access) ?? [];
  return (
    <Panel title={say('access')}>
      <p className="small soft">{say('accessDo')}</p>
      <div className="clinic-form">
        <TextInput
          label={say('day')}
          type="date"
          value={day}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value) ask({ day: value }, { replace: true });
          }}
        />
      </div>
      {!found.data ? (
        <Coming query={found} />
      ) : looks.length === 0 ? (
        <Empty title={say('nobodyLooked')} />
      ) : (
        <Table heads={[say('at'), say('who'), say('saw'), say('clients'), say('grounds')]}>
          {looks.map((look) => (
            <tr key={`${look.at} ${look.requestId}`}>
              <td>{dayAndTime(look.at, language)}</td>
              <td>{nameOf({ staff: look.by })}</td>
              <td>
                <Looked at={look.operationId} />
              </td>
              <td>
                {look.clients.slice(0, MOST_LINKED).map((id) => (
                  <div key={id} className="clinic-looked-at">
                    <Link href={`/clients/${id}`}>{id}</Link>
                  </div>
                ))}
                {look.clients.length > MOST_LINKED && `+${look.clients.length - MOST_LINKED}`}
              </td>
              <td>
                <Pill tone={look.why === 'break-glass' ? 'red' : 'grey'}>{say(`grounds.${look.why}`)}</Pill>
                {look.reason && <div className="small soft">{look.reason}</div>}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {found.hasNextPage && (
        <Button variant="default" onClick={() => void found.fetchNextPage()}>
          {say('more')}
        </Button>
      )}
    </Panel>
  );
}
