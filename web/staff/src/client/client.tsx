import './client.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams, useRoute } from 'wouter';
import { Problem } from '../api.ts';
import { texts as caseTexts } from '../caseload/texts.ts';
import { Because } from '../parts/because.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { Phones } from '../parts/phones.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { day, useNow } from '../parts/when.tsx';
import { useMe } from '../session.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { Appointments } from './appointments.tsx';
import { Background } from './background.tsx';
import { CheckIns, OpenTasks, PlanPanel, Sends, SideEffects, Versions } from './care.tsx';
import { Changes } from './changes.tsx';
import { type Client, useClient, usePlans, useProgress } from './data.ts';
import { Documents } from './documents.tsx';
import { Deceased } from './ending.tsx';
import { Enrol, isInCare } from './enrol.tsx';
import { GoalsPanel } from './goals.tsx';
import { Measures } from './measures.tsx';
import { Closed, Delivery, WhoLooked } from './record.tsx';
import { SafetyPlan } from './safety.tsx';
import { texts } from './texts.ts';
import { Timeline } from './timeline.tsx';
import { WellnessPlan } from './wellness.tsx';

const TABS = ['overview', 'timeline', 'plans', 'safety', 'background', 'messages', 'looked'] as const;
const VIEWS = [...TABS, 'enrol'] as const;
type View = (typeof VIEWS)[number];

export default function ClientScreen() {
  const say = useTexts(texts);
  const { clientId = '', view } = useParams<{ clientId: string; view?: string }>();
  const client = useClient(clientId);
  const { roles } = useMe();
  const isClosed = client.error instanceof Problem && client.error.kind === 'not-allowed';
  if (isClosed && roles.includes('clinician')) return <Closed clientId={clientId} />;
  if (!client.data)
    return (
      <Page title={say('chart')}>
        <Loaded query={client}>{() => null}</Loaded>
      </Page>
    );
  return <Chart client={client.data} view={VIEWS.find((one) => one === view) ?? 'overview'} />;
}

/** Of one who is in no care, where it begins. */
function EnrolButton({ client }: { client: Client }) {
  const say = useTexts(texts);
  const [isThere] = useRoute('/clients/:clientId/enrol');
  if (isInCare(client) || client.deceased || isThere) return null;
  return (
    <Button size="xs" component={Link} href={`/clients/${client.clientId}/enrol`}>
      {say('enrol')}
    </Button>
  );
}

function Chart({ client, view }: { client: Client; view: View }) {
  const say = useTexts(texts);
  const { clientId, profile, care } = client;
  const [changing, setChanging] = useState(false);
  return (
    <Page
      wide
      title={profile.name}
      screen={say('overview')}
      beside={<Standing client={client} />}
      actions={
        <>
          {care && <Documents clientId={clientId} />}
          {care && <Appointments client={client} />}
          <Button
            size="xs"
            variant={isInCare(client) ? 'filled' : 'default'}
            onClick={() => setChanging(true)}
          >
            {say('change')}
          </Button>
          <EnrolButton client={client} />
        </>
      }
    >
      <Deceased client={client} />
      {changing && <Changes client={client} onClose={() => setChanging(false)} />}
      {view === 'enrol' ? (
        <Enrol client={client} />
      ) : !care ? (
        <>
          <Empty title={say('careOnlyClinicians')}>{say('careOnlyCliniciansDo')}</Empty>
          <WhoLooked clientId={clientId} />
        </>
      ) : (
        <>
          <nav className="tabs" aria-label={say('views')}>
            {TABS.map((one) => (
              <Link
                key={one}
                href={`/clients/${clientId}${one === 'overview' ? '' : `/${one}`}`}
                aria-current={one === view ? 'page' : undefined}
              >
                {say(one)}
              </Link>
            ))}
          </nav>
          <Shown client={client} view={TABS.find((one) => one === view) ?? 'overview'} />
        </>
      )}
    </Page>
  );
}

function Standing({ client }: { client: Client }) {
  const say = useTexts(texts);
  const sayCase = useTexts(caseTexts);
  const { language } = useLanguage();
  const now = useNow();
  const { profile, stage, pause, hold } = client;
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: profile.zone,
  });
  return (
    <>
      {hold && <Pill tone="amber">{say('hold')}</Pill>}
      {stage && <Pill>{sayCase(`stage.${stage}`)}</Pill>}
      {pause && (
        <Pill tone="blue">
          <Icon name="pause" size={12} />
          {pause.until
            ? say('pausedUntil', { day: day(`${pause.until}:00Z`, language, 'UTC') })
            : say('paused')}
        </Pill>
      )}
      <span className="small soft">
        {say('born', { day: day(`${profile.dateOfBirth}T12:00:00Z`, language, 'UTC') })} ·{' '}
        {say('clientTime', { time: time.format(now) })} · {say(profile.channel)} ·{' '}
        {new Intl.DisplayNames(language, { type: 'language' }).of(profile.language)}
        {profile.phone && (
          <>
            {' · '}
            <Phones text={profile.phone} />
          </>
        )}
      </span>
    </>
  );
}

function Shown({ client, view }: { client: Client; view: View }) {
  const { clientId, profile } = client;
  switch (view) {
    case 'timeline':
      return <Timeline clientId={clientId} zone={profile.zone} />;
    case 'messages':
      return (
        <>
          <Delivery clientId={clientId} zone={profile.zone} />
          <Timeline clientId={clientId} zone={profile.zone} only={['message', 'answer']} />
        </>
      );
    case 'safety':
      return (
        <>
          <SafetyPlan clientId={clientId} />
          <WellnessPlan clientId={clientId} />
        </>
      );
    case 'background':
      return <Background clientId={clientId} />;
    case 'looked':
      return <WhoLooked clientId={clientId} />;
    case 'plans':
      return <PlanVersions clientId={clientId} />;
    default:
      return <Overview client={client} />;
  }
}

function PlanVersions({ clientId }: { clientId: string }) {
  return <Loaded query={usePlans(clientId)}>{({ plans }) => <Versions plans={plans} />}</Loaded>;
}

function Overview({ client }: { client: Client }) {
  const say = useTexts(texts);
  const { clientId, profile } = client;
  const care = client.care!;
  const progress = useProgress(clientId);
  const { data: { plans } = { plans: [] } } = usePlans(clientId);
  if (!care.episode)
    return (
      <Empty title={say('notInCare')}>
        <p>{say('notInCareDo')}</p>
        <EnrolButton client={client} />
      </Empty>
    );
  const { id } = care.episode;
  return (
    <div className="columns">
      <div className="column">
        <OpenTasks care={care} clientId={clientId} />
        <Loaded query={progress}>
          {(found) => (
            <>
              <Panel>
                <Because {...found.track} />
              </Panel>
              <Measures progress={found} plans={plans.filter(({ episodeId }) => episodeId === id)} />
            </>
          )}
        </Loaded>
      </div>
      <div className="column">
        <Sends clientId={clientId} zone={profile.zone} />
        <GoalsPanel client={client} progress={progress.data} />
        {progress.data && <CheckIns progress={progress.data} />}
        {progress.data && <SideEffects progress={progress.data} />}
        <PlanPanel care={care} clientId={clientId} />
      </div>
    </div>
  );
}
