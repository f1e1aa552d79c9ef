import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { publishClientPage } from '../../infra/publish.ts';

it('the clients’ page is put after its parts, which may be kept for ever, and is asked for anew each time', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  await publishClientPage(new S3Client({ region: 'us-east-1' }), 'pages');
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
