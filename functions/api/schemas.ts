/** What several routes take. */
import * as z from 'zod';

export const clientIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const clientParams = z.strictObject({ clientId: clientIdSchema });
export const slugSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

export const textSchema = (most: number) => z.string().trim().min(1).max(most);
/** Why something is done, for whoever reads the timeline. */
export const whySchema = textSchema(500);
export const bodyWithWhy = z.strictObject({ why: whySchema });
