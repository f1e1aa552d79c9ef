import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createEventBridgeRehearsals } from '../../functions/adapters/rehearsals-eventbridge.ts';

const bridge = mockClient(EventBridgeClient);
const rehearsals = createEventBridgeRehearsals(new EventBridgeClient({}), 'bus');
beforeEach(() => bridge.reset());

const start = () => rehearsals.start({ clinicId: 'north', rehearsalId: 'rehearsal-1' });

it('a rehearsal is asked for by its ids alone, under a source that no other system listens to', async () => {
  bridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await start();
  expect(bridge.commandCalls(PutEventsCommand)[0]!.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'bus',
        Source: 'attune.rehearsals',
        DetailType: 'Rehearsal asked for',
        Detail: '{"clinicId":"north","rehearsalId":"rehearsal-1"}',
      },
    ],
  });
});

it('a rehearsal that the bus did not take is not said to have begun', async () => {
  bridge
    .on(PutEventsCommand)
    .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
  await expect(start()).rejects.toThrow('the bus did not take the rehearsal: ThrottlingException');
});
