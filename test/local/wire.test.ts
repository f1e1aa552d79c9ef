/** What is said to the engine, and what is made of its replies. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { createWire, type Wire } from '../../local/wire.ts';

type Turn = (socket: Socket) => void;
const reply =
  (status: number, body: object, pieces = 1): Turn =>
  (socket) => {
    const text = JSON.stringify(body);
    const whole = Buffer.from(
      `HTTP/1.1 ${status} x\r\nserver: engine\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
    socket.setNoDelay(true);
    const size = Math.ceil(whole.length / pieces);
    const next = (from: number) => {
      if (from >= whole.length) return;
      socket.write(whole.subarray(from, from + size), () => setImmediate(next, from + size));
    };
    next(0);
  };
const hangUp: Turn = (socket) => socket.destroy();

let server: Server;
let wire: Wire;
let heard: string[];
afterEach(async () => {
  wire.destroy();
  server.close();
});

/** An engine that takes one turn for each request that it hears. */
async function engine(...turns: Turn[]): Promise<Wire> {
  heard = [];
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (request) => {
      heard.push(String(request));
      turns.shift()?.(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  wire = createWire(`http://127.0.0.1:${port}`);
  return wire;
}

const TableName = 'attune';
const key = { pk: { S: 'Zoë' }, sk: { S: 'chart' } };
const get = new GetItemCommand({ TableName, Key: key });
const put = new PutItemCommand({ TableName, Item: { ...key, body: { B: new Uint8Array([0, 255]) } } });
const transact = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key } }] });

describe('the wire to the engine', () => {
  it.each([1, 7, 1000])('puts a reply together that comes in %i pieces', async (pieces) => {
    const wire = await engine(reply(200, { Item: key }, pieces), reply(200, {}));
    expect(await wire.send(get)).toEqual({ Item: key });
    expect(await wire.send(get)).toEqual({});
  });

  it('says what is asked in DynamoDB’s own protocol, with bytes in base64', async () => {
    const wire = await engine(reply(200, {}));
    await wire.send(put);
    const [head = '', body = ''] = heard[0]!.split('\r\n\r\n');
    expect(head).toContain('x-amz-target: DynamoDB_20120810.PutItem');
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toEqual({ TableName, Item: { ...key, body: { B: 'AP8=' } } });
  });

  it('asks again where the connection breaks', async () => {
    const wire = await engine(hangUp, reply(500, {}), reply(200, {}));
    await wire.send(transact);
    expect(heard).toHaveLength(3);
  });

  it('gives a transaction no token, which the engine would look through at each one after it', async () => {
    const wire = await engine(reply(200, {}));
    await wire.send(transact);
    expect(heard[0]).not.toContain('ClientRequestToken');
  });

  it('tells with which try a condition was found not to hold', async () => {
    const refused = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', Item: key };
    const wire = await engine(hangUp, reply(400, refused));
    await expect(wire.send(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: key,
      $metadata: { attempts: 2 },
    });
  });

  it('gives up after three tries', async () => {
    const wire = await engine(hangUp, hangUp, hangUp, reply(200, {}));
    await expect(wire.send(get)).rejects.toThrow('the engine ended the connection');
    expect(heard).toHaveLength(3);
  });
});
