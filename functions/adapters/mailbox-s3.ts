/** Mail that came in, as SES has put it into its bucket; none where the clinic takes no mail. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Mailbox } from '../ports.ts';

export const createS3Mailbox = (client: S3Client, bucket: string | undefined): Mailbox => ({
  async read(name) {
    if (!bucket) throw new Error('this deployment takes no mail');
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    if (!Body) throw new Error('the mail has no content');
    return Body.transformToByteArray();
  },
});
