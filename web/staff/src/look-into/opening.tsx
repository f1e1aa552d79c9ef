import '../inbox/inbox.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Due } from '../inbox/row.tsx';
import { Panel } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { dayAndTime } from '../parts/when.tsx';
import { Complete, type InboxTask, useTaskActions } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** A chart that somebody opened who is none of its care team: who, when and why, and how it ends. */
export function Opening({ task, onDone }: { task: InboxTask; onDone?: () => void }) {
  const say = useTexts(texts);
  const sayTask = useTexts(taskTexts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const { acknowledge, busy } = useTaskActions();
  const [completing, setCompleting] = useState(false);
  const { clientId, clientName, acknowledged } = task;
  return (
    <Panel
      title={clientName}
      actions={
        <>
          {!acknowledged && (
            <Button
              size="xs"
              variant="default"
              aria-label={`${sayTask('acknowledge')}: ${clientName}`}
              loading={busy}
              onClick={() => void acknowledge(task).catch(() => {})}
            >
              {sayTask('acknowledge')}
            </Button>
          )}
          <Button
            size="xs"
            aria-label={`${sayTask('complete')}: ${clientName}`}
            onClick={() => setCompleting(true)}
          >
            {sayTask('complete')}
          </Button>
        </>
      }
    >
      <p>{task.title}</p>
      <p>
        <span className="small soft">{say('whoAndWhy')}</span> {task.brief.note}
      </p>
      <p className="small soft">
        {say('opened')} <time dateTime={task.openedAt}>{dayAndTime(task.openedAt, language)}</time> ·{' '}
        <Due at={task.dueAt} />
        {acknowledged && ` · ${sayTask('acknowledged', { name: nameOf({ staff: acknowledged.by }) })}`}
      </p>
      <p className="small">
        <Link href={`/clients/${clientId}`}>{say('whoLooked')}</Link>
      </p>
      {completing && <Complete task={task} onClose={() => setCompleting(false)} onDone={onDone} />}
    </Panel>
  );
}
