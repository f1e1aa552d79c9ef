import './inbox.css';
import { SegmentedControl, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { call, PAGED } from '../api.ts';
import { FirstSteps } from '../look-into/first-steps.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Coming, Empty } from '../parts/states.tsx';
import { useMe } from '../session.ts';
import { LIVE, SHARED, useNews } from '../shell/news.ts';
import { useTexts } from '../texts.ts';
import { TaskList } from './list.tsx';
import { texts } from './texts.ts';

const BOXES = ['mine', 'team', 'cover'] as const;
type Box = (typeof BOXES)[number];

const PAGE = 100;

export default function Inbox() {
  const say = useTexts(texts);
  const { staffId } = useMe();
  const { personBy, nameOf } = useStaff();
  const [asked, ask] = useSearchParams();
  const box = BOXES.find((one) => one === asked.get('box')) ?? 'mine';
  const teams = personBy(staffId)?.teams ?? [];
  const team = teams.find((one) => one === asked.get('team')) ?? teams[0];
  const query = queryOf(box, team);
  const found = useInfiniteQuery({
    queryKey: ['tasks', 'box', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET /tasks', { query: { ...query!, limit: PAGE, after: pageParam }, signal }),
    ...PAGED,
    enabled: query !== undefined,
    ...(box === 'mine' ? LIVE : SHARED),
  });
  const tasks = found.data?.pages.flatMap((page) => page.tasks) ?? [];
  const shown = new Set(tasks.map(({ clientId, id }) => `${clientId}/${id}`));
  const elsewhere = (useNews()?.urgent ?? []).filter(({ clientId, id }) => !shown.has(`${clientId}/${id}`));

  const inTeams = elsewhere.filter((task) => teams.includes(task.team));
  /** About a client of one's own, and gone up to a team that one is not of. */
  const ofOthers = elsewhere.filter((task) => !teams.includes(task.team));

  const change = (to: Box, of = team) =>
    ask(to === 'mine' ? {} : { box: to, ...(of && of !== teams[0] && { team: of }) }, { replace: true });

  return (
    <Page
      title={say('inbox')}
      beside={
        found.data && (
          <span className="soft">
            {found.hasNextPage ? say('countMore', { n: tasks.length }) : say('count', { n: tasks.length })}
          </span>
        )
      }
      actions={
        <>
          {box !== 'mine' && teams.length > 1 && (
            <Select
              aria-label={say('teams')}
              size="xs"
              w={150}
              allowDeselect={false}
              value={team}
              onChange={(to) => to && change(box, to)}
              data={teams.map((value) => ({ value, label: nameOf({ team: value }) }))}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={say('boxes')}
            value={box}
            onChange={(to) => change(to as Box)}
            data={BOXES.map((value) => ({ value, label: say(value) }))}
          />
        </>
      }
    >
      {inTeams.length > 0 && found.data && (
        <button type="button" className="urgent-elsewhere" onClick={() => change('cover', inTeams[0]!.team)}>
          <Icon name="alert" /> {say('elsewhere', { n: inTeams.length })}
        </button>
      )}
      {ofOthers.map(({ clientId, id, team }) => (
        <Link key={`${clientId}/${id}`} className="urgent-elsewhere" href={`/clients/${clientId}`}>
          <Icon name="alert" /> {say('ofOthers', { team: nameOf({ team }) })}
        </Link>
      ))}
      {query === undefined ? (
        <Empty title={say('noTeam')}>{say('noTeamDo')}</Empty>
      ) : found.data === undefined ? (
        <Coming query={found} />
      ) : (
        <TaskList
          key={JSON.stringify(query)}
          tasks={tasks}
          me={staffId}
          none={<None box={box} />}
          more={found.hasNextPage}
          onMore={() => void (found.isFetchingNextPage || found.fetchNextPage())}
        />
      )}
    </Page>
  );
}

function queryOf(box: Box, team: string | undefined) {
  if (box === 'mine') return { inbox: 'mine' as const };
  return team ? { inbox: box === 'team' ? ('unclaimed' as const) : ('team' as const), team } : undefined;
}

function None({ box }: { box: Box }) {
  const say = useTexts(texts);
  const isAdmin = useMe().roles.includes('admin');
  const words = {
    mine: [say('noneMine'), say('noneMineDo')],
    team: [say('noneTeam'), say('noneTeamDo')],
    cover: [say('noneCover'), say('noneCoverDo')],
  } as const;
  const [title, advice] = words[box];
  return (
    <>
      {isAdmin && box === 'mine' && <FirstSteps />}
      <Empty title={title}>{advice}</Empty>
    </>
  );
}
