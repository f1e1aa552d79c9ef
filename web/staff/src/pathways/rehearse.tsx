import './pathways.css';
import './rehearse.css';
import { Button, NumberInput, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { call } from '../api.ts';
import { Page, Panel } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './rehearse-texts.ts';
import { Rehearsed } from './rehearsed.tsx';
import { texts as runTexts } from './run-texts.ts';

const LOOK_EVERY_MS = 700;

export default function Rehearse() {
  const say = useTexts(texts);
  const sayRun = useTexts(runTexts);
  const { pathwayId = '' } = useParams<{ pathwayId: string }>();
  const shelves = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  const shelf = shelves.data?.pathways.find(({ id }) => id === pathwayId);
  const [clients, setClients] = useState(1);
  const [weeks, setWeeks] = useState(52);
  const [rehearsalId, setId] = useState<string>();
  const begin = useMutation({
    mutationFn: () =>
      call('POST /pathways/{pathwayId}/rehearsals', { params: { pathwayId }, body: { clients, weeks } }),
    onSuccess: ({ rehearsalId }) => setId(rehearsalId),
  });
  const params = { pathwayId, rehearsalId: rehearsalId ?? '' };
  const found = useQuery({
    queryKey: ['rehearsal', rehearsalId],
    queryFn: () => call('GET /pathways/{pathwayId}/rehearsals/{rehearsalId}', { params }),
    enabled: rehearsalId !== undefined,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : LOOK_EVERY_MS),
  });
  const cancel = useMutation({
    mutationFn: () => call('POST /pathways/{pathwayId}/rehearsals/{rehearsalId}/cancel', { params }),
  });
  const isRunning =
    begin.isPending || (rehearsalId !== undefined && (found.data?.state ?? 'running') === 'running');
  const error = begin.error ?? found.error;
  return (
    <Page
      title={say('rehearse')}
      beside={shelf && <span className="soft">{shelf.title}</span>}
      wide
      actions={
        <Button variant="default" component={Link} href={`/pathways/${pathwayId}`}>
          {sayRun('toEditor')}
        </Button>
      }
    >
      <p className="soft">
        {say('about')} {say('aboutWho')}
      </p>
      <Panel>
        <form
          className="field-row"
          onSubmit={(event) => {
            event.preventDefault();
            cancel.reset();
            begin.mutate();
          }}
        >
          <NumberInput
            label={say('clients')}
            w={110}
            min={1}
            max={100}
            value={clients}
            onChange={(n) => setClients(Number(n) || 1)}
          />
          <NumberInput
            label={say('weeks')}
            w={110}
            min={1}
            max={104}
            value={weeks}
            onChange={(n) => setWeeks(Number(n) || 1)}
          />
          <div className="field-add">
            <Button type="submit" disabled={isRunning}>
              {say('begin')}
            </Button>
          </div>
        </form>
        {isRunning && (
          <div className="field-row" role="status">
            <Progress
              flex={1}
              mt={10}
              value={Math.max(2, (found.data?.progress ?? 0) * 100)}
              aria-label={say('running')}
            />
            <Button
              variant="default"
              size="compact-sm"
              loading={cancel.isPending || cancel.isSuccess}
              onClick={() => cancel.mutate()}
            >
              {say('cancel')}
            </Button>
          </div>
        )}
        {found.data?.state === 'cancelled' && <p role="status">{say('cancelled')}</p>}
        {found.data?.state === 'failed' && <p role="alert">{say('failed')}</p>}
      </Panel>
      {error && <Failure error={error} />}
      {found.data?.report && <Rehearsed key={rehearsalId} report={found.data.report} params={params} />}
    </Page>
  );
}
