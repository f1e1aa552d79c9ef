import { Button } from '@mantine/core';
import type { Reply } from '../api.ts';
import { Panel } from '../parts/page.tsx';
import { useTexts } from '../texts.ts';
import type { Fault } from './known.ts';
import { sectionOf } from './shape.ts';
import { texts, type Word } from './texts.ts';

export type Checked = Reply<'POST /pathways/{pathwayId}/check'>;

/** What the check found, and, where nothing is wrong, what would be published. */
export function Outcome({
  checked: { faults, warnings, difference },
  published,
  isStale,
  onOpen,
  publish,
  isPublishing,
}: {
  checked: Checked;
  published: number;
  isStale: boolean;
  onOpen: (section: Word) => void;
  publish: () => void;
  isPublishing: boolean;
}) {
  const say = useTexts(texts);
  const list = (found: Fault[]) => (
    <ul className="plain">
      {found.map(({ path, fault, mend }) => (
        <li key={path + fault}>
          <button type="button" className="linkish" onClick={() => onOpen(sectionOf(path))}>
            {path}
          </button>{' '}
          {fault}: <span className="soft">{mend}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <div role="status">
      {faults.length > 0 ? (
        <Panel tone="red" title={say('faults', { n: faults.length })}>
          <p className="soft">{say('faultsDo')}</p>
          {list(faults)}
        </Panel>
      ) : (
        <Panel
          title={say('noFaults')}
          actions={
            <Button onClick={publish} disabled={isStale} loading={isPublishing}>
              {say('publish')}
            </Button>
          }
        >
          {warnings.length > 0 && (
            <>
              <h3>{say('warnings', { n: warnings.length })}</h3>
              {list(warnings)}
            </>
          )}
          {published === 0 ? (
            <p>{say('first')}</p>
          ) : difference?.length ? (
            <>
              <h3>{say('difference', { n: published })}</h3>
              <ul className="plain">
                {difference.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          ) : (
            <p>{say('same', { n: published })}</p>
          )}
        </Panel>
      )}
    </div>
  );
}
