/**
 * DynamoDB's JSON protocol (`application/x-amz-json-1.0`), spoken to an engine on this machine. The SDK's way through
 * schemas, signature and retries takes two thirds of each call, and a loopback needs none of what they are for.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
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
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });

  async function send({ constructor, input }: Sent): Promise<object> {
    const operation = constructor.name.replace(/Command$/, '');
    const body = JSON.stringify(
      // By it the engine knows a transaction again whose answer was lost.
      operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input,
      asBase64,
    );
    for (let attempts = 1; ; attempts += 1) {
      try {
        const { status, text } = await post(operation, body);
        if (status === 200) return JSON.parse(text) as object;
        if (status < 500 || attempts === TRIES) throw errorIn(text, status, attempts);
      } catch (error) {
        if (error instanceof DynamoDBServiceException || attempts === TRIES) throw error;
      }
      await wait(AFTER_FAILURE_MS * attempts);
    }
  }

  const post = (operation: string, body: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asking = request(
        {
          ...{ agent, hostname, port, method: 'POST' },
          headers: {
            ...UNCHECKED,
            'content-type': 'application/x-amz-json-1.0',
            'content-length': Buffer.byteLength(body),
            'x-amz-target': `DynamoDB_20120810.${operation}`,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode!, text }));
          response.on('error', reject);
        },
      );
      asking.on('error', reject);
      asking.end(body);
    });

  return { send: send as unknown as DynamoDBClient['send'], destroy: () => agent.destroy() };
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
