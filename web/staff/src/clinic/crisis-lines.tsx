import { Button } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { Act } from './act.tsx';
import { CrisisLineForm, type Line } from './crisis-line-form.tsx';
import { texts } from './crisis-lines-texts.ts';
import { useIsAdmin, useSaving, useStanding } from './save.tsx';

/** Every line that a client is or could be shown; one that ships is confirmed by keeping it as one's own. */
export function CrisisLines({ country }: { country: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const isAdmin = useIsAdmin();
  const standing = useStanding();
  const [given, give] = useState<Partial<Line>>();
  const remove = useSaving((lineId: string) =>
    call('POST /clinic/crisis-lines/{lineId}/remove', { params: { lineId } }),
  );
  const date = (day: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
  return (
    <Loaded query={standing}>
      {({ crisisLines }) => {
        const stale = crisisLines.filter((line) => line.stale && !line.unconfirmed).length;
        return (
          <Panel
            title={say('lines')}
            tone={stale > 0 ? 'red' : undefined}
            actions={
              isAdmin && (
                <Button size="xs" onClick={() => give({ where: country })}>
                  {say('addLine')}
                </Button>
              )
            }
          >
            {stale > 0 && (
              <p className="fault" role="alert">
                <strong>{say('linesStale', { n: stale })}.</strong> {say('linesDo')}
              </p>
            )}
            {isAdmin && <p className="small soft">{say('ownDo')}</p>}
            <Table heads={[say('name'), say('number'), say('where'), say('verified')]} acts={isAdmin}>
              {crisisLines.map((line) => {
                const { own, name, where, unconfirmed } = line;
                const what = `${name ?? say('emergency')} (${where})`;
                return (
                  <tr key={[own, where, line.language, name, line.call, line.text].join(' ')}>
                    <td>
                      {name ?? say('emergency')} {own && <Pill>{say('own')}</Pill>}
                      <div className="small soft">
                        {[line.always ? say('always') : line.hours, line.note].filter(Boolean).join(' · ')}
                      </div>
                    </td>
                    <td>{[line.call, line.text, line.chat].filter(Boolean).join(' · ')}</td>
                    <td>
                      {where === 'elsewhere' ? say('everywhere') : where} · {line.language}
                    </td>
                    <td>
                      <span title={line.evidence}>{date(line.verifiedOn)}</span>{' '}
                      {unconfirmed ? (
                        <Pill tone="amber">{say('unconfirmed')}</Pill>
                      ) : (
                        line.stale && <Pill tone="red">{say('stale')}</Pill>
                      )}
                    </td>
                    {own ? (
                      <Act word="change" what={what} onAct={() => give(line)} />
                    ) : (
                      where !== 'elsewhere' &&
                      (unconfirmed || line.stale) && (
                        <Act word="confirm" what={what} onAct={() => give(line)} />
                      )
                    )}
                    {own && <Act word="remove" what={what} onAct={() => remove.mutate(own)} />}
                  </tr>
                );
              })}
            </Table>
            {given && <CrisisLineForm line={given} onClose={() => give(undefined)} />}
          </Panel>
        );
      }}
    </Loaded>
  );
}
