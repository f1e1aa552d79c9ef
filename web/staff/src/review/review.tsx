import '../client/client.css';
import './review.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { call, Problem } from '../api.ts';
import { CheckIns, PlanPanel, SideEffects } from '../client/care.tsx';
import { type Client, useClient, usePlans, useProgress } from '../client/data.ts';
import { GoalsPanel } from '../client/goals.tsx';
import { Measures } from '../client/measures.tsx';
import { Timeline } from '../client/timeline.tsx';
import { Clock, Due } from '../inbox/row.tsx';
import { Opening } from '../look-into/opening.tsx';
import { Because } from '../parts/because.tsx';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Empty, Failure, Loaded, Loading } from '../parts/states.tsx';
import { relative, useNow } from '../parts/when.tsx';
import { useMe } from '../session.ts';
import { SHARED } from '../shell/news.ts';
import { HandOver, type Task, useTaskActions } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { Decision } from './decision.tsx';
import { Suggestions } from './suggestions.tsx';
import { texts } from './texts.ts';
import { Why } from './why.tsx';

/** All that a decision needs on one screen, and the decision itself in one form. */
export default function Review() {
  const say = useTexts(texts);
  const { clientId = '', taskId = '' } = useParams<{ clientId: string; taskId: string }>();
  const task = useQuery({
    queryKey: ['tasks', 'one', clientId, taskId],
    queryFn: () => call('GET /clients/{clientId}/tasks/{taskId}', { params: { clientId, taskId } }),
    ...SHARED,
  });
  const client = useClient(clientId);
  if (task.error instanceof Problem && task.error.kind === 'wrong-state')
    return <Ended clientId={clientId} />;
  if (!task.data || !client.data) {
    const error = task.error ?? client.error;
    const again = () => void Promise.all([task.refetch(), client.refetch()]);
    return <Page title={say('review')}>{error ? <Failure error={error} again={again} /> : <Loading />}</Page>;
  }
  return client.data.care ? (
    <Open task={task.data} client={client.data} />
  ) : (
    <ToLookInto task={task.data} client={client.data} />
  );
}

/** To an admin the care is not shown, and theirs is to look into who opened the chart. */
function ToLookInto({ task, client: { clientId, profile } }: { task: Task; client: Client }) {
  const say = useTexts(texts);
  const [, go] = useLocation();
  return (
    <Page title={say('review')}>
      <Opening task={{ ...task, clientId, clientName: profile.name }} onDone={() => go('/')} />
    </Page>
  );
}

function Ended({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  return (
    <Page title={say('review')}>
      <Empty title={say('ended')}>
        <p>{say('endedDo')}</p>
        <Button component={Link} href={`/clients/${clientId}`} variant="default" mt="sm">
          {say('toChart')}
        </Button>
      </Empty>
    </Page>
  );
}

function Open({ task, client }: { task: Task; client: Client }) {
  const say = useTexts(texts);
  const sayTask = useTexts(taskTexts);
  const [, go] = useLocation();
  const { nameOf } = useStaff();
  const { staffId: me } = useMe();
  const { acknowledge, claim } = useTaskActions();
  const [handing, setHanding] = useState(false);
  const { clientId, profile } = client;
  const care = client.care!;
  const progress = useProgress(clientId);
  const { data: { plans } = { plans: [] } } = usePlans(clientId);
  const about = { ...task, clientId };
  const isUrgent = task.priority === 'urgent';
  const isMine = 'staff' in task.owner && task.owner.staff === me;
  return (
    <Page
      wide
      title={profile.name}
      screen={say('review')}
      beside={
        <>
          <Pill tone={isUrgent ? 'red' : 'grey'}>{sayTask(`kind.${task.kind}`)}</Pill>
          {isUrgent && <Clock task={task} />}
          <span className="small soft">
            {say('owner', { name: nameOf(task.owner) })} · <Ahead task={task} />
          </span>
        </>
      }
      actions={
        <>
          <Button size="xs" variant="default" component="a" href="#decide" className="to-decide">
            {say('decide')}
          </Button>
          {!task.acknowledged && (
            <Button
              size="xs"
              variant={isUrgent ? 'filled' : 'default'}
              onClick={() => void acknowledge(about).catch(() => {})}
            >
              {sayTask('acknowledge')}
            </Button>
          )}
          {!isMine && (
            <Button size="xs" variant="default" onClick={() => void claim(about).catch(() => {})}>
              {sayTask('claim')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => setHanding(true)}>
            {sayTask('handOver')}
          </Button>
          <Button size="xs" variant="default" component={Link} href={`/clients/${clientId}`}>
            {say('toChart')}
          </Button>
        </>
      }
    >
      <div className="columns">
        <div className="column">
          <Panel title={task.title} tone={isUrgent ? 'red' : undefined}>
            <Why task={task} client={client} />
          </Panel>
          <Loaded query={progress}>
            {(found) => (
              <>
                {/* Of what is urgent it would only say that it is. */}
                {!task.brief.track && !isUrgent && (
                  <Panel>
                    <Because {...found.track} />
                  </Panel>
                )}
                <Measures
                  progress={found}
                  plans={plans.filter(({ episodeId }) => episodeId === care.episode?.id)}
                />
              </>
            )}
          </Loaded>
          {!isUrgent && <Suggestions clientId={clientId} />}
          <Panel title={say('happened')}>
            <Timeline
              clientId={clientId}
              zone={profile.zone}
              only={['alert', 'answer', 'care', 'plan', 'goal']}
              most={12}
            />
          </Panel>
        </div>
        <div className="column">
          <div id="decide" tabIndex={-1}>
            <Decision key={task.id} task={about} client={client} onDone={() => go('/')} />
          </div>
          <GoalsPanel client={client} progress={progress.data} />
          {progress.data && <CheckIns progress={progress.data} />}
          {progress.data && <SideEffects progress={progress.data} />}
          <PlanPanel care={care} clientId={clientId} />
        </div>
      </div>
      {handing && <HandOver task={about} onClose={() => setHanding(false)} onDone={() => go('/')} />}
    </Page>
  );
}

/** When it is due; of what is urgent, what becomes of it while nobody has acknowledged it. */
function Ahead({ task }: { task: Task }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const now = useNow();
  if (task.priority !== 'urgent') return <Due at={task.dueAt} />;
  if (task.acknowledged) return null;
  return task.rung > 0
    ? say('climbed')
    : say('climbs', { time: relative(Date.parse(task.dueAt), now, language) });
}
