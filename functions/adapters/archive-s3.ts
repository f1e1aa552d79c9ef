/** The archive of digests on Amazon S3, in a bucket with Object Lock. */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Archive } from '../digest/digest.ts';

export function createS3Archive(client: S3Client, bucket: string): Archive {
  return {
    async put(name, text) {
      // Object Lock asks for a checksum, which the SDK adds.
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: text }));
    },
    async last(prefix) {
      let last: string | undefined;
      let more: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: more }),
        );
        last = page.Contents?.at(-1)?.Key ?? last;
        more = page.NextContinuationToken;
      } while (more);
      if (last === undefined) return undefined;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: last }));
      if (!Body) throw new Error(`${last} has no content`);
      return Body.transformToString();
    },
  };
}
