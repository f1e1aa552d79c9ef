/** Rehearsals asked for on an Amazon EventBridge bus, which brings each to the function that lives it. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { REHEARSALS_SOURCE, type Rehearsals } from '../ports.ts';

export const createEventBridgeRehearsals = (client: EventBridgeClient, bus: string): Rehearsals => ({
  async start(place) {
    const entry = {
      EventBusName: bus,
      Source: REHEARSALS_SOURCE,
      DetailType: 'Rehearsal asked for',
      Detail: JSON.stringify(place),
    };
    const { Entries: [taken] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    // A 200 says nothing of the single entry.
    if (!taken || taken.ErrorCode !== undefined)
      throw new Error(`the bus did not take the rehearsal: ${taken?.ErrorCode ?? 'it said nothing of it'}`);
  },
});
