import { useHotkeys } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Complete, HandOver, type InboxTask, taskPath, useTaskActions } from '../tasks/actions.tsx';
import { useTexts } from '../texts.ts';
import { Row } from './row.tsx';
import { texts } from './texts.ts';

const ROW_PX = 64;
/** So many rows before the end of what is here, the next page is fetched. */
const EARLY = 30;

type Dialog = { is: 'hand-over' | 'complete'; task: InboxTask };

/** However many there are, only what is in sight stands in the page. */
export function TaskList({
  tasks,
  me,
  more,
  onMore,
  none,
}: {
  tasks: InboxTask[];
  me: string;
  more: boolean;
  onMore: () => void;
  /** What stands here where there are none. */
  none: ReactNode;
}) {
  const say = useTexts(texts);
  const [, go] = useLocation();
  const { acknowledge, claim } = useTaskActions();
  const [current, setCurrent] = useState(0);
  const [dialog, setDialog] = useState<Dialog>();
  const list = useRef<HTMLUListElement>(null);
  const wanted = useRef<number>(undefined);
  const rows = useWindowVirtualizer({
    count: tasks.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const inSight = rows.getVirtualItems();
  const last = inSight.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= tasks.length - EARLY) onMore();
  }, [more, last, tasks.length, onMore]);

  const at = Math.min(current, tasks.length - 1);
  const task = tasks[at];
  const move = (by: number) => () => {
    // Keys come faster than rows are drawn: the next counts from where the last one led.
    const to = Math.max(0, Math.min(tasks.length - 1, (wanted.current ?? at) + by));
    wanted.current = to;
    setCurrent(to);
    rows.scrollToIndex(to);
  };
  const quietly = (done: Promise<unknown>) => void done.catch(() => {});
  useHotkeys(
    task && !dialog
      ? [
          ['j', move(1)],
          ['k', move(-1)],
          ['Enter', () => go(taskPath(task)), { preventDefault: false }],
          ['a', () => quietly(acknowledge(task))],
          ['c', () => quietly(claim(task))],
          ['h', () => setDialog({ is: 'hand-over', task })],
          ['e', () => setDialog({ is: 'complete', task })],
        ]
      : [],
    ['INPUT', 'TEXTAREA', 'SELECT'],
  );

  return (
    <>
      {tasks.length === 0 && none}
      <ul
        ref={list}
        className="tasks"
        aria-label={say('tasks')}
        hidden={tasks.length === 0}
        style={{ height: rows.getTotalSize() }}
      >
        {inSight.map(({ index, start }) => (
          <Row
            key={`${tasks[index]!.clientId}/${tasks[index]!.id}`}
            task={tasks[index]!}
            me={me}
            place={index + 1}
            of={more ? -1 : tasks.length}
            top={start - rows.options.scrollMargin}
            measure={rows.measureElement}
            isCurrent={index === at}
            takesFocus={wanted.current === index}
            onFocus={() => {
              if (wanted.current !== undefined && wanted.current !== index) return;
              wanted.current = undefined;
              setCurrent(index);
            }}
            onDo={{
              acknowledge: () => quietly(acknowledge(tasks[index]!)),
              claim: () => quietly(claim(tasks[index]!)),
              handOver: () => setDialog({ is: 'hand-over', task: tasks[index]! }),
              complete: () => setDialog({ is: 'complete', task: tasks[index]! }),
            }}
          />
        ))}
      </ul>
      {dialog?.is === 'hand-over' && <HandOver task={dialog.task} onClose={() => setDialog(undefined)} />}
      {dialog?.is === 'complete' && <Complete task={dialog.task} onClose={() => setDialog(undefined)} />}
    </>
  );
}
