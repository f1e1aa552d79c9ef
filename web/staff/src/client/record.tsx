/** What is on record beside the care: who looked, what became of each message, and how a closed chart is opened. */
import { Button, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, PAGED, type Reply } from '../api.ts';
import { Looked } from '../parts/looked.tsx';
import { Page, Panel, Pill, type Tone } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Coming, Empty, Loaded, useProblem } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { dayAndTime } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './record-texts.ts';
import { SettleMessage } from './settle-message.tsx';
import { texts as clientTexts } from './texts.ts';

/** The latest look first. */
export function WhoLooked({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const found = useInfiniteQuery({
    queryKey: ['client', clientId, 'access'],
    queryFn: ({ pageParam }) =>
      call('GET /clients/{clientId}/access', { params: { clientId }, query: { after: pageParam } }),
    ...PAGED,
  });
  if (!found.data) return <Coming query={found} />;
  const looks = found.data.pages.flatMap(({ access }) => access);
  return (
    <Panel title={say('access')}>
      <p className="small soft">{say('accessAbout')}</p>
      {looks.length === 0 ? (
        <Empty title={say('none')} />
      ) : (
        <Table heads={[say('when'), say('who'), say('grounds'), say('what')]}>
          {looks.map(({ at, by, why, reason, operationId, requestId }) => (
            <tr key={`${at}/${requestId}`}>
              <td>{dayAndTime(at, language)}</td>
              <td>{nameOf({ staff: by })}</td>
              <td>
                <Pill tone={why === 'break-glass' ? 'red' : why === 'other' ? 'amber' : 'grey'}>
                  {say(`why.${why}`)}
                </Pill>{' '}
                {reason}
              </td>
              <td>
                <Looked at={operationId} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {found.hasNextPage && (
        <Button size="xs" variant="default" onClick={() => void found.fetchNextPage()}>
          {say('older')}
        </Button>
      )}
    </Panel>
  );
}

type State = Reply<'GET /clients/{clientId}/messages'>['messages'][number]['state'];

const TONES: Record<State, Tone> = {
  waiting: 'grey',
  'being-handed-over': 'grey',
  'handed-off': 'blue',
  unknown: 'amber',
  delivered: 'green',
  failed: 'red',
};

const TEMPLATES = ['reminder', 'code', 'reply', 'staff'] as const;
/** Of the latest messages, how many stand there at once. */
const FIRST = 12;

/** What a message is, by its template. */
export function useSaidTemplate(): (template: string) => string {
  const say = useTexts(texts);
  const sayClient = useTexts(clientTexts);
  return (template) => {
    const [group = '', ask] = template.split('.');
    if (group === 'request')
      return sayClient('send.request', { what: sayClient(`ask.${ask}` as 'ask.plan') });
    if (template === 'reply.crisis') return say('template.crisis');
    return say(`template.${TEMPLATES.find((one) => one === group) ?? 'other'}`);
  };
}

export const useMessages = (clientId: string) =>
  useQuery({
    queryKey: ['client', clientId, 'messages'],
    queryFn: () => call('GET /clients/{clientId}/messages', { params: { clientId } }),
  });

export const MessageState = ({ state }: { state: State }) => {
  const say = useTexts(texts);
  return <Pill tone={TONES[state]}>{say(`state.${state}`)}</Pill>;
};

export function Delivery({ clientId, zone }: { clientId: string; zone: string }) {
  const say = useTexts(texts);
  const sayClient = useTexts(clientTexts);
  const { language } = useLanguage();
  const found = useMessages(clientId);
  const saidTemplate = useSaidTemplate();
  const [settling, settle] = useState<string>();
  const [all, showAll] = useState(false);
  return (
    <Panel title={say('delivery')} actions={<span className="small soft">{say('deliveryAbout')}</span>}>
      <Loaded query={found}>
        {({ messages }) =>
          messages.length === 0 ? (
            <Empty title={say('noMessages')} />
          ) : (
            <>
              <Table heads={[say('when'), say('message'), say('channel'), say('state')]}>
                {messages
                  .slice(0, all ? undefined : FIRST)
                  .map(({ id, at, template, to, channel, state }) => (
                    <tr key={id}>
                      <td>{dayAndTime(at, language, zone)}</td>
                      <td>
                        {saidTemplate(template)} {to === 'staff' && <Pill>{say('toStaff')}</Pill>}
                      </td>
                      <td>{channel && sayClient(channel)}</td>
                      <td>
                        <MessageState state={state} />{' '}
                        {state === 'unknown' && (
                          <Button size="compact-xs" variant="default" onClick={() => settle(id)}>
                            {say('settle')}
                          </Button>
                        )}
                      </td>
                    </tr>
                  ))}
              </Table>
              {!all && messages.length > FIRST && (
                <Button size="xs" variant="default" onClick={() => showAll(true)}>
                  {say('all', { n: messages.length })}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
      {settling && (
        <SettleMessage clientId={clientId} messageId={settling} onClose={() => settle(undefined)} />
      )}
    </Panel>
  );
}

/** A chart that is for the care team alone: opened in an emergency, with the reason. */
export function Closed({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const problem = useProblem();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const open = useMutation({
    mutationFn: () =>
      call('POST /clients/{clientId}/break-glass', { params: { clientId }, body: { reason: reason.trim() } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['client', clientId] }),
  });
  return (
    <Page title={say('closed')}>
      <Panel>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            open.mutate();
          }}
        >
          <Stack>
            <p>{say('closedDo')}</p>
            <TextInput
              label={say('reason')}
              value={reason}
              maxLength={500}
              error={open.error ? problem(open.error).detail : undefined}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button type="submit" color="red" loading={open.isPending} disabled={!reason.trim()}>
              {say('open')}
            </Button>
          </Stack>
        </form>
      </Panel>
    </Page>
  );
}
