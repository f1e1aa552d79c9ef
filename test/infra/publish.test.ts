import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishClientPage, publishConsole } from '../../infra/publish.ts';

const client = new S3Client({ region: 'us-east-1' });
const WAY = { signIn: 'cognito', domain: 'https://sign-in.example', clientId: 'console' } as const;

it('the clients’ page is put after its parts, which may be kept for ever, and is asked for anew each time', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  await publishClientPage(client, 'pages');
  const put = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
  expect(put.map(({ Key }) => Key!.replace(/[0-9a-f]{12}/, 'HASH'))).toEqual([
    'c/HASH.css',
    'c/HASH.js',
    'index.html',
  ]);
  expect(put.map(({ CacheControl }) => CacheControl?.split(',')[0])).toEqual([
    'public',
    'public',
    'no-cache',
  ]);
  expect(put.map(({ ContentType }) => ContentType?.split(';')[0])).toEqual([
    'text/css',
    'text/javascript',
    'text/html',
  ]);
  const [css, js, html] = put;
  expect(html!.Body).toContain(`/${css!.Key}`);
  expect(html!.Body).toContain(`/${js!.Key}`);
});

describe('the console', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-console-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (...paths: string[]) => {
    mkdirSync(join(folder, 'assets'));
    for (const path of paths) writeFileSync(join(folder, path), path);
  };

  it('is put under its own path, the page that asks for the others last', async () => {
    const s3 = mockClient(S3Client);
    s3.on(PutObjectCommand).resolves({});
    write('index.html', 'assets/index-B1.js', 'assets/index-C2.css');
    expect(await publishConsole(client, 'desk', folder, WAY)).toHaveLength(4);
    const put = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
    expect(put.map(({ Key, CacheControl }) => [Key, CacheControl?.split(',')[0]])).toEqual([
      ['console/assets/index-B1.js', 'public'],
      ['console/assets/index-C2.css', 'public'],
      ['console/config.json', 'no-cache'],
      ['console/index.html', 'no-cache'],
    ]);
    expect(JSON.parse(String(put.find(({ Key }) => Key === 'console/config.json')!.Body))).toEqual(WAY);
  });

  it('that is not built is not put, and it says what to run', async () => {
    await expect(publishConsole(client, 'desk', folder, WAY)).rejects.toThrow(
      'Build it first: npm run build.',
    );
  });

  it('with a file that browsers would have to guess at is not put at all', async () => {
    const s3 = mockClient(S3Client);
    write('index.html', 'assets/notes.txt');
    await expect(publishConsole(client, 'desk', folder, WAY)).rejects.toThrow('/console/assets/notes.txt');
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
  });
});
