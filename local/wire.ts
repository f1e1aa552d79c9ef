/**
 * DynamoDB's JSON protocol (`application/x-amz-json-1.0`), spoken to the dynoxide that Attune has started. The SDK's way
 * through schemas, signature and retries takes two thirds of each call, node's HTTP client half of the rest, and one
 * process beside another needs none of what they are for. A transaction goes without a token: dynoxide 1.2.1 looks through
 * all those of the last ten minutes at each one, and is at a third of its speed after 40,000.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

export type Wire = Pick<DynamoDBClient, 'send'> & { destroy(): void };

/** As often as the SDK; an engine that was just killed is not back within that. */
const TRIES = 3;
const AFTER_FAILURE_MS = 50;

/** It asks for the headers of a signature, and never checks one. */
export const UNCHECKED = {
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Takes the SDK's commands, gives its outputs (bytes stay base64) and throws its errors. */
export function createWire(endpoint: string): Wire {
  const head = [
    'POST / HTTP/1.1',
    ...Object.entries({
      host: new URL(endpoint).host,
      'content-type': 'application/x-amz-json-1.0',
      ...UNCHECKED,
    }).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  const { ask, destroy } = openLines(endpoint);

  async function send({ constructor, input }: Sent): Promise<object> {
    const operation = constructor.name.replace(/Command$/, '');
    const body = JSON.stringify(input, asBase64);
    const request = `${head}\r\nx-amz-target: DynamoDB_20120810.${operation}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    for (let attempts = 1; ; attempts += 1) {
      try {
        const { status, text } = await ask(request);
        if (status === 200) return JSON.parse(text) as object;
        if (status < 500 || attempts === TRIES) throw errorIn(text, status, attempts);
      } catch (error) {
        if (error instanceof DynamoDBServiceException || attempts === TRIES) throw error;
      }
      await wait(AFTER_FAILURE_MS * attempts);
    }
  }

  return { send: send as unknown as DynamoDBClient['send'], destroy };
}

export type Lines = { ask(request: string): Promise<Reply>; destroy(): void };

/** HTTP/1.1 to one server, on as many connections as there are requests at once: each is written out by whoever asks. */
export function openLines(url: string): Lines {
  const { hostname, port } = new URL(url);
  const lines = new Set<Line>();
  const free: Line[] = [];

  function openLine(): Line {
    const line = createLine(connect({ host: hostname, port: Number(port), noDelay: true }), () => {
      lines.delete(line);
      const at = free.indexOf(line);
      if (at >= 0) free.splice(at, 1);
    });
    lines.add(line);
    return line;
  }

  return {
    async ask(request) {
      const line = free.pop() ?? openLine();
      const reply = await line.ask(request);
      free.push(line);
      return reply;
    },
    destroy() {
      free.length = 0;
      for (const { socket } of lines) socket.destroy();
    },
  };
}

type Reply = { status: number; text: string };
type Line = { socket: Socket; ask(request: string): Promise<Reply> };

/** One request at a time; between two of them it keeps no process alive. */
function createLine(socket: Socket, onEnd: () => void): Line {
  let received: Buffer = Buffer.alloc(0);
  let waiting: PromiseWithResolvers<Reply> | undefined;
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
    socket.destroy();
  };
  socket.on('data', (chunk: Buffer) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
    try {
      const reply = replyIn(received);
      if (!reply) return;
      received = Buffer.alloc(0);
      socket.unref();
      waiting?.resolve(reply);
      waiting = undefined;
    } catch (error) {
      fail(error as Error);
    }
  });
  socket.on('error', fail);
  socket.on('close', () => {
    onEnd();
    fail(new Error('the engine ended the connection'));
  });
  return {
    socket,
    ask(request) {
      waiting = Promise.withResolvers();
      socket.ref();
      socket.write(request);
      return waiting.promise;
    },
  };
}

const END_OF_HEAD = '\r\n\r\n';

/** Undefined where there is more to come. dynoxide says of each of its replies how long it is, and so does local/server.ts. */
function replyIn(received: Buffer): Reply | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end < 0) return undefined;
  const head = received.toString('latin1', 0, end);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) throw new Error('the engine answered in a way that is not known here');
  const begin = end + END_OF_HEAD.length;
  if (received.length < begin + Number(length)) return undefined;
  return { status: Number(head.slice(9, 12)), text: received.toString('utf8', begin) };
}

type Sent = { constructor: { name: string }; input: object };

/** Of what is in hand before `toJSON`, which a Buffer has. */
function asBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const bytes = this[name];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

type Failure = {
  __type?: string;
  message?: string;
  Message?: string;
  CancellationReasons?: [];
  Item?: object;
};

function errorIn(text: string, status: number, attempts: number): DynamoDBServiceException {
  const failure = parsed(text);
  const name = failure.__type?.split('#').at(-1) ?? 'UnknownError';
  const message = failure.message ?? failure.Message ?? name;
  const $metadata = { httpStatusCode: status, attempts };
  const about = { name, message, $metadata, $fault: status < 500 ? 'client' : 'server' } as const;
  if (name === 'TransactionCanceledException')
    return new TransactionCanceledException({ ...about, CancellationReasons: failure.CancellationReasons });
  if (name === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ ...about, Item: failure.Item as never });
  return new DynamoDBServiceException(about);
}

function parsed(text: string): Failure {
  try {
    return JSON.parse(text) as Failure;
  } catch {
    return {};
  }
}
