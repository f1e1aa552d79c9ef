/** What a client’s care consists of, panel by panel: the chart and the review page show the same ones. */
import { Link } from 'wouter';
import { Due } from '../inbox/row.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { day, dayAndTime } from '../parts/when.tsx';
import { taskPath } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { saidCadence, saidDuration } from './cadence.ts';
import { type Client, type PlanVersion, type Progress, type Send, useSends } from './data.ts';
import { Signatures } from './signatures.tsx';
import { Spark } from './spark.tsx';
import { texts } from './texts.ts';

type Care = NonNullable<Client['care']>;

export function CheckIns({ progress }: { progress: Progress }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const { language } = useLanguage();
  if (progress.checkIns.length === 0) return null;
  return (
    <Panel title={say('checkIns')}>
      <ul className="lines">
        {progress.checkIns.map(({ id, title, asked, answered, missed, missedInARow, last }) => (
          <li key={id}>
            <span>{title}</span>
            <span className="small soft">{say('answeredOf', { answered, asked })}</span>
            {missed > 0 && (
              <Pill tone={missedInARow >= 3 ? 'amber' : 'grey'}>{say('missed', { n: missed })}</Pill>
            )}
            {missedInARow > 1 && <Pill tone="amber">{say('missedInARow', { n: missedInARow })}</Pill>}
            {last && (
              <div className="last-said small">
                <p className="soft">{say('lastSaid', { day: day(last.at, language) })}</p>
                <dl>
                  {last.answers.map(({ text, answer }) => (
                    <div key={text}>
                      <dt>{text}</dt>
                      <dd>{typeof answer === 'boolean' ? sayParts(answer ? 'yes' : 'no') : answer}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Of medicine, as the check-ins told: the last burden, how it went, and the client’s words. */
export function SideEffects({ progress }: { progress: Progress }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const told = progress.sideEffects;
  const last = told.at(-1);
  if (!last) return null;
  const words = told.filter((one) => one.words).slice(-3);
  return (
    <Panel
      title={say('sideEffects')}
      actions={
        <Pill tone={last.burden >= 2 ? 'amber' : 'grey'}>
          {say(`burden.${Math.min(3, Math.max(0, Math.round(last.burden)))}` as 'burden.0')}
        </Pill>
      }
    >
      <p className="goal-rating">
        <Spark values={told.map(({ burden }) => burden)} most={3} />
        <span className="small">{last.effects.join(', ')}</span>
      </p>
      {words.map(({ at, words }) => (
        <p key={at} className="small">
          <span className="soft">{day(at, language)}</span> “{words}”
        </p>
      ))}
    </Panel>
  );
}

type Plan = NonNullable<Care['plan']>;

export function PlanPanel({ care, clientId }: { care: Care; clientId: string }) {
  const say = useTexts(texts);
  const { plan, draft } = care;
  return (
    <>
      {draft && (
        <Panel title={say('version', { n: draft.version })} actions={<Pill tone="blue">{say('draft')}</Pill>}>
          <PlanBody plan={draft} clientId={clientId} />
        </Panel>
      )}
      <Panel
        title={say('plan')}
        actions={plan && <Pill tone="green">{say('version', { n: plan.version })}</Pill>}
      >
        {plan ? (
          <PlanBody plan={plan} clientId={clientId} />
        ) : (
          <Empty title={say('noPlan')}>{say('noPlanDo')}</Empty>
        )}
      </Panel>
    </>
  );
}

/** `clientId`: it can be signed here. */
function PlanBody({ plan, clientId }: { plan: Plan; clientId?: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  return (
    <div className="plan">
      <p className="plan-summary">{plan.summary}</p>
      <ul className="interventions">
        {plan.interventions.map(({ title, detail, frequency }) => (
          <li key={title}>
            <strong>{title}</strong> {frequency && <span className="small soft">{frequency}</span>}
            {detail && <p className="small soft">{detail}</p>}
          </li>
        ))}
      </ul>
      <ul className="small soft">
        {plan.checkIns.map((checkIn) => (
          <li key={checkIn.id}>
            {checkIn.id}: {saidCadence(checkIn, language)}
          </li>
        ))}
        <li>{say('reassess', { time: saidDuration(plan.reassessEvery, language) })}</li>
        <li>
          {say('by', { name: nameOf({ staff: plan.draftedBy }) })}
          {plan.activatedAt && `, ${say('since', { day: day(plan.activatedAt, language) })}`}
        </li>
      </ul>
      <Signatures plan={plan} clientId={clientId} />
      {plan.clientWords && (
        <p className="quoted">
          <span className="small soft">{say('clientAsked')}</span> “{plan.clientWords}”
        </p>
      )}
    </div>
  );
}

/** Beside each other, the newest first, each with what it changed. */
export function Versions({ plans }: { plans: PlanVersion[] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  if (plans.length === 0) return <Empty title={say('noPlan')}>{say('noPlanDo')}</Empty>;
  return (
    <div className="versions">
      {plans.toReversed().map((plan) => (
        <Panel
          key={`${plan.episodeId}/${plan.version}`}
          title={say('version', { n: plan.version })}
          actions={
            <span className="small soft">{say('drafted', { day: day(plan.draftedAt, language) })}</span>
          }
        >
          {plan.difference && plan.difference.length > 0 && (
            <div className="difference">
              <h3>{say('differences')}</h3>
              <ul>
                {plan.difference.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          )}
          <PlanBody plan={plan} />
        </Panel>
      ))}
    </div>
  );
}

export function OpenTasks({ care, clientId }: { care: Care; clientId: string }) {
  const say = useTexts(texts);
  const sayTask = useTexts(taskTexts);
  const { nameOf } = useStaff();
  if (care.tasks.length === 0) return null;
  return (
    <Panel
      title={say('openTasks')}
      tone={care.tasks.some(({ priority }) => priority === 'urgent') ? 'red' : undefined}
    >
      <ul className="lines">
        {care.tasks.map((task) => (
          <li key={task.id}>
            <Pill tone={task.priority === 'urgent' ? 'red' : 'grey'}>{sayTask(`kind.${task.kind}`)}</Pill>
            <Link href={taskPath({ clientId, id: task.id })}>{task.title}</Link>
            <span className="small soft line-end">
              {nameOf(task.owner)} · <Due at={task.dueAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function SendList({ sends, zone }: { sends: Send[]; zone: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  if (sends.length === 0) return <Empty title={say('nothingAhead')}>{say('nothingAheadDo')}</Empty>;
  return (
    <ol className="sends">
      {sends.map((send) => (
        <li key={`${send.at}/${send.what}/${send.ask}`}>
          <time dateTime={send.at}>{dayAndTime(send.at, language, zone)}</time>
          <span>
            {say(`send.${send.what}`, {
              what: send.ask ? say(`ask.${send.ask}` as 'ask.plan') : '',
            })}
          </span>
          {send.channel && <span className="small soft">{say(send.channel as 'sms')}</span>}
        </li>
      ))}
    </ol>
  );
}

export function Sends({ clientId, zone }: { clientId: string; zone: string }) {
  const say = useTexts(texts);
  const sends = useSends(clientId);
  return (
    <Panel title={say('nextSends')} actions={<span className="small soft">{say('nextSendsAbout')}</span>}>
      <Loaded query={sends}>{({ sends }) => <SendList sends={sends} zone={zone} />}</Loaded>
    </Panel>
  );
}
