/** Why somebody is asked to decide: what led to it, what the client said, and what they have been told already. */
import type { Client } from '../client/data.ts';
import { MessageState, useMessages, useSaidTemplate } from '../client/record.tsx';
import { Because } from '../parts/because.tsx';
import { datesSaid } from '../parts/dates.ts';
import { Phones } from '../parts/phones.tsx';
import { Loaded } from '../parts/states.tsx';
import { dayAndTime, When } from '../parts/when.tsx';
import type { Task } from '../tasks/actions.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

export function Why({ task, client }: { task: Task; client: Client }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { note, clientWords, track, urgentFindings } = task.brief;
  // What stands above it already is not said again.
  const findings = task.findings.filter(({ what }) => what !== task.title && what !== track?.because);
  const isUrgent = task.priority === 'urgent';
  return (
    <div className="why">
      {track && <Because {...track} />}
      {findings.length > 0 && (
        <ul className="findings" aria-label={say('findings')}>
          {findings.map(({ at, what, rule }) => (
            <li key={`${at}/${rule}`}>
              <span>{datesSaid(what, language)}</span>
              <span className="small soft">
                <When at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {note && (
        <p>
          <Phones text={datesSaid(note, language)} />
        </p>
      )}
      {!isUrgent && <ToCall client={client} />}
      {clientWords && (
        <p className="quoted">
          <span className="small soft">{say('clientWords')}</span> “{clientWords}”
        </p>
      )}
      {urgentFindings !== undefined && task.kind !== 'urgent' && (
        <p className="small soft">
          {urgentFindings === 0 ? say('noRiskSoFar') : say('riskSoFar', { n: urgentFindings })}
        </p>
      )}
      {isUrgent ? (
        <Told task={task} client={client} />
      ) : (
        findings.length === 0 && (
          <p className="small soft">
            {say('since')} <When at={task.openedAt} />
          </p>
        )
      )}
    </div>
  );
}

/** Of a task that is not urgent: the note of one that is has more of it. */
function ToCall({ client: { profile } }: { client: Client }) {
  const say = useTexts(texts);
  return profile.phone ? (
    <p className="small">
      <Phones text={say('call', { phone: profile.phone })} />
    </p>
  ) : null;
}

/** What the client has been sent since: whoever calls them is to know what they have read. */
function Told({ task, client: { clientId, profile } }: { task: Task; client: Client }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const saidTemplate = useSaidTemplate();
  const found = useMessages(clientId);
  const risk = task.findings.some(({ rule }) => rule.startsWith('risk-item/'));
  return (
    <section className="told" aria-label={say('told')}>
      <h3>{say('told')}</h3>
      {risk && <p className="small">{say('shownLines')}</p>}
      <Loaded query={found}>
        {({ messages }) => {
          const since = messages.filter(({ to, at }) => to === 'client' && at >= task.openedAt);
          return since.length === 0 ? (
            <p className="small soft">{say('nothingSince')}</p>
          ) : (
            <ul className="lines small">
              {since.map(({ id, at, template, state }) => (
                <li key={id}>
                  <span>{saidTemplate(template)}</span>
                  <time dateTime={at} className="soft">
                    {dayAndTime(at, language, profile.zone)}
                  </time>
                  <MessageState state={state} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
