import { Button } from '@mantine/core';
import { Page } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { useMe } from '../session.ts';
import { useOpenings } from '../shell/openings.ts';
import { useTexts } from '../texts.ts';
import { FirstSteps } from './first-steps.tsx';
import { Opening } from './opening.tsx';
import { texts } from './texts.ts';

/** The one kind of task that an admin has. One who is a clinician too finds it in the inbox. */
export default function LookInto() {
  const say = useTexts(texts);
  const found = useOpenings(useMe());
  const tasks = found.data?.pages.flatMap((page) => page.tasks) ?? [];
  const n = tasks.length;
  return (
    <Page
      title={say('title')}
      beside={n > 0 && <span className="soft">{say(found.hasNextPage ? 'countMore' : 'count', { n })}</span>}
    >
      <Loaded query={found}>
        {() => (
          <>
            <FirstSteps />
            {n === 0 && <Empty title={say('none')}>{say('noneDo')}</Empty>}
            {tasks.map((task) => (
              <Opening key={`${task.clientId}/${task.id}`} task={task} />
            ))}
            {found.hasNextPage && (
              <div>
                <Button
                  variant="default"
                  loading={found.isFetchingNextPage}
                  onClick={() => void found.fetchNextPage()}
                >
                  {say('more')}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
