import './pathways.css';
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { call, type Reply } from '../api.ts';
import { texts as careTexts } from '../caseload/texts.ts';
import { Page, Panel, Pill, type Tone } from '../parts/page.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { dayAndTime } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './run-texts.ts';

type Moved = Reply<'POST /pathways/{pathwayId}/versions/{version}/moves'>['clients'][number];
type When = 'next-step' | 'now';

export default function Moves() {
  const say = useTexts(texts);
  const { pathwayId = '' } = useParams<{ pathwayId: string }>();
  const shelves = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  const shelf = shelves.data?.pathways.find(({ id }) => id === pathwayId);
  return (
    <Page
      title={say('move')}
      beside={shelf && <span className="soft">{shelf.title}</span>}
      wide
      actions={
        <Button variant="default" component={Link} href={`/pathways/${pathwayId}`}>
          {say('toEditor')}
        </Button>
      }
    >
      <p className="soft">{say('moveAbout')}</p>
      <Loaded query={shelves}>{() => <Mover pathwayId={pathwayId} newest={shelf?.published ?? 0} />}</Loaded>
    </Page>
  );
}

function Mover({ pathwayId, newest }: { pathwayId: string; newest: number }) {
  const say = useTexts(texts);
  const [version, setVersion] = useState(newest);
  const [chosen, setWhen] = useState<When | 'new'>('next-step');
  const when: When = chosen === 'now' ? 'now' : 'next-step';
  const [shown, show] = useState<{ clients: Moved[]; dry: boolean }>();

  const go = useMutation({
    mutationFn: async (dryRun: boolean) => {
      const clients: Moved[] = [];
      let after: string | undefined;
      do {
        const page = await call('POST /pathways/{pathwayId}/versions/{version}/moves', {
          params: { pathwayId, version },
          body: { when, dryRun, after },
        });
        clients.push(...page.clients);
        after = page.next;
        show({ clients: [...clients], dry: dryRun });
      } while (after);
      return { clients, dry: dryRun };
    },
    onSuccess: show,
  });
  const undo = useMutation({
    mutationFn: (clientId: string) =>
      call('POST /pathways/{pathwayId}/moves/undo', {
        params: { pathwayId },
        body: { clientIds: [clientId] },
      }),
    onSuccess: ({ clients }) =>
      show(
        (now) =>
          now && {
            ...now,
            clients: now.clients.map(
              (one) => clients.find(({ clientId }) => clientId === one.clientId) ?? one,
            ),
          },
      ),
  });
  const count = (...outcomes: Moved['outcome'][]) =>
    shown?.clients.filter(({ outcome }) => outcomes.includes(outcome)).length ?? 0;
  const toMove = shown?.dry && !go.isPending ? count('moved', 'waits') : 0;
  const error = go.error ?? undo.error;
  const anew =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      show(undefined);
    };
  return (
    <>
      <Panel>
        <div className="field-row">
          <NativeSelect
            label={say('toVersion')}
            value={String(version)}
            data={Array.from({ length: newest }, (_, n) => String(newest - n))}
            onChange={({ currentTarget }) => anew(setVersion)(Number(currentTarget.value))}
          />
          <div>
            <div className="label">{say('whenMove')}</div>
            <SegmentedControl
              value={chosen}
              aria-label={say('whenMove')}
              onChange={(to) => anew(setWhen)(to as When | 'new')}
              data={(['new', 'next-step', 'now'] as const).map((value) => ({ value, label: say(value) }))}
            />
          </div>
          <div className="field-add">
            <Button
              variant={toMove > 0 ? 'default' : 'filled'}
              loading={go.isPending}
              disabled={chosen === 'new'}
              onClick={() => go.mutate(true)}
            >
              {say('dry')}
            </Button>
          </div>
        </div>
      </Panel>
      {chosen === 'new' && <p>{say('newDo', { n: newest })}</p>}
      {error && <Failure error={error} />}
      {shown?.clients.length === 0 && !go.isPending && <Empty title={say('nobody')}>{say('nobodyDo')}</Empty>}
      {shown && shown.clients.length > 0 && (
        <Panel
          title={say(shown.dry ? 'summary' : 'summaryDone', {
            move: count('moved', 'waits'),
            refused: count('refused', 'failed'),
            here: count('here'),
          })}
          actions={
            toMove > 0 && (
              <Button onClick={() => go.mutate(false)} loading={go.isPending}>
                {say('doMove', { n: toMove })}
              </Button>
            )
          }
        >
          <p className="soft small">{say('confirm')}</p>
          <Table
            heads={[say('name'), say('from'), say('stage'), say('level'), say('outcome'), say('difference')]}
          >
            {shown.clients.map((one) => (
              <Row key={one.clientId} one={one} dry={shown.dry} onUndo={() => undo.mutate(one.clientId)} />
            ))}
          </Table>
        </Panel>
      )}
    </>
  );
}

const TONES: Record<Moved['outcome'], Tone> = {
  moved: 'green',
  waits: 'blue',
  refused: 'red',
  failed: 'red',
  undone: 'grey',
  here: 'grey',
};

function Row({ one, dry, onUndo }: { one: Moved; dry: boolean; onUndo: () => void }) {
  const say = useTexts(texts);
  const sayCare = useTexts(careTexts);
  const { outcome, sent = [], spared = [], because = [], canUndo } = one;
  const word =
    outcome === 'failed'
      ? 'failedOne'
      : dry && outcome === 'moved'
        ? 'wouldMove'
        : dry && outcome === 'waits' && !canUndo
          ? 'wouldWait'
          : outcome;
  const said = [
    ...(sent.length ? [say('sent', { n: sent.length })] : []),
    ...(spared.length ? [say('spared', { n: spared.length })] : []),
  ];
  return (
    <tr>
      <td>
        <Link href={`/clients/${one.clientId}`}>{one.name}</Link>
      </td>
      <td>{one.from}</td>
      <td>{sayCare(`stage.${one.stage}`)}</td>
      <td>{one.level}</td>
      <td>
        <Pill tone={TONES[outcome]}>{say(word)}</Pill>{' '}
        {canUndo && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={onUndo}
            aria-label={`${say('undo')}: ${one.name}`}
          >
            {say('undo')}
          </Button>
        )}
        {because.map((reason) => (
          <div key={reason} className="small">
            {reason}
          </div>
        ))}
      </td>
      <td>
        {one.sent && said.length === 0 && say('same')}
        {said.length > 0 && (
          <details>
            <summary>{said.join(', ')}</summary>
            <Sends title={say('sentTitle')} sends={sent} />
            <Sends title={say('sparedTitle')} sends={spared} />
          </details>
        )}
      </td>
    </tr>
  );
}

function Sends({ title, sends }: { title: string; sends: NonNullable<Moved['sent']> }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  if (sends.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="plain small">
        {sends.map(({ at, what, ask, checkIn }) => (
          <li key={`${at}/${what}/${ask}/${checkIn}`}>
            <time dateTime={at}>{dayAndTime(at, language)}</time>{' '}
            {say(what === 'reminder' ? 'reminder.first' : askName(ask))}
          </li>
        ))}
      </ul>
    </>
  );
}

const askName = (ask = 'reassessment') =>
  (`request.${ask}` in texts.en ? `request.${ask}` : 'message') as 'request.plan';
