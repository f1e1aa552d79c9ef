import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { buildClientPage } from '../web/client/build.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Puts the clients' page into its bucket. What is named by its content goes first, and stays when it is replaced: somebody
 * has the page before it open, and half a form filled in.
 */
export async function publishClientPage(s3: S3Client, bucket: string): Promise<string[]> {
  const { html, css, js, paths } = await buildClientPage();
  const files = [
    { path: paths.css, body: css, type: 'text/css; charset=utf-8', cache: FOR_EVER },
    { path: paths.js, body: js, type: 'text/javascript; charset=utf-8', cache: FOR_EVER },
    { path: '/index.html', body: html, type: 'text/html; charset=utf-8', cache: 'no-cache' },
  ];
  for (const { path, body, type, cache } of files) {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: path.slice(1),
        Body: body,
        ContentType: type,
        CacheControl: cache,
      }),
    );
  }
  return files.map(({ path }) => path);
}
