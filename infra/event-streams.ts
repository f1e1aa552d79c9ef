/** In the place of `@smithy/core/event-streams`: what no call of ours sends or gets, and every client brings. */
export class EventStreamSerde {
  constructor() {
    throw new Error('no function here streams events');
  }
}

export const eventStreamSerdeProvider = () => new EventStreamSerde();

/** A client that could stream, such as S3’s, asks for this as it is made. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
