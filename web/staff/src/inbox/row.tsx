import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { relative, useNow } from '../parts/when.tsx';
import { type InboxTask, taskPath } from '../tasks/actions.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Doing = 'acknowledge' | 'claim' | 'handOver' | 'complete';
const DOINGS: { does: Doing; icon: IconName; key: string }[] = [
  { does: 'acknowledge', icon: 'check', key: 'A' },
  { does: 'claim', icon: 'user', key: 'C' },
  { does: 'handOver', icon: 'hand', key: 'H' },
  { does: 'complete', icon: 'calm', key: 'E' },
];

export function Row({
  task,
  me,
  place,
  of,
  top,
  measure,
  isCurrent,
  takesFocus,
  onFocus,
  onDo,
}: {
  task: InboxTask;
  me: string;
  place: number;
  of: number;
  top: number;
  /** On a phone a row is as high as its words. */
  measure: (row: HTMLElement | null) => void;
  isCurrent: boolean;
  takesFocus: boolean;
  onFocus: () => void;
  onDo: Record<Doing, () => void>;
}) {
  const say = useTexts(taskTexts);
  const { nameOf } = useStaff();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (takesFocus) link.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const isMine = 'staff' in task.owner && task.owner.staff === me;
  const isUrgent = task.priority === 'urgent';
  const may: Record<Doing, boolean> = {
    acknowledge: !task.acknowledged,
    claim: !isMine,
    handOver: true,
    complete: true,
  };
  return (
    <li
      ref={measure}
      data-index={place - 1}
      className={isUrgent ? 'inbox-task urgent' : 'inbox-task'}
      aria-setsize={of}
      aria-posinset={place}
      data-current={isCurrent || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={onFocus}
    >
      <Link href={taskPath(task)} ref={link} className="task-link">
        <span className="task-main">
          <span className="task-client">{task.clientName}</span>
          <span className="task-title">{task.title}</span>
        </span>
        <span className="task-side">
          <span className="task-tags">
            {isUrgent ? (
              <Pill tone="red">{say('kind.urgent')}</Pill>
            ) : (
              <Pill>{say(`kind.${task.kind}`)}</Pill>
            )}
            <span className="task-owner">{nameOf(task.owner)}</span>
          </span>
          {isUrgent ? <Clock task={task} /> : <Due at={task.dueAt} />}
        </span>
      </Link>
      <span className="task-actions">
        {DOINGS.filter(({ does }) => may[does]).map(({ does, icon, key }) => (
          <Tooltip key={does} label={`${say(does)} (${key})`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              c="var(--ink-soft)"
              aria-label={`${say(does)}: ${task.clientName}`}
              onClick={onDo[does]}
            >
              <Icon name={icon} />
            </ActionIcon>
          </Tooltip>
        ))}
      </span>
    </li>
  );
}

export function Due({ at }: { at: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const now = useNow();
  const due = Date.parse(at);
  const time = relative(due, now, language);
  return (
    <time dateTime={at} className={due < now ? 'task-due late' : 'task-due'}>
      {due < now ? say('overdue', { time }) : say('due', { time })}
    </time>
  );
}

const two = (number: number) => String(number).padStart(2, '0');

/** How long it has been open, by the second; once somebody has it, who. */
export function Clock({ task }: { task: Pick<InboxTask, 'openedAt' | 'acknowledged'> }) {
  const say = useTexts(taskTexts);
  const { nameOf } = useStaff();
  const [now, setNow] = useState(Date.now);
  const runs = !task.acknowledged;
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  if (task.acknowledged)
    return (
      <span className="task-due">
        {say('acknowledged', { name: nameOf({ staff: task.acknowledged.by }) })}
      </span>
    );
  const seconds = Math.max(0, Math.floor((now - Date.parse(task.openedAt)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return (
    <time className="task-clock" dateTime={`PT${seconds}S`} role="timer">
      <Icon name="clock" size={14} />{' '}
      {say('openFor', { time: `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(seconds % 60)}` })}
    </time>
  );
}
