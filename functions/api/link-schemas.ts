import * as z from 'zod';
import { CHANNELS, hoursSchema } from '../care/client.ts';

/** Any text: one that is no token is one that opens nothing. */
export const tokenSchema = z.string();

/** The page draws it, keeps it in memory alone, and has it opened by a code. */
export const sessionSchema = z
  .string()
  .regex(/^[\w-]{22,64}$/)
  .describe('At least 128 bits of chance, base64url');

export const crisisSchema = z.object({
  text: z.string(),
  emergency: z.string(),
  lines: z.array(
    z.object({
      name: z.string(),
      call: z.string().optional(),
      text: z.string().optional(),
      chat: z.string().optional(),
      hours: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});

const timeSchema = z.string().describe('On the client’s wall clock, HH:mm');

export const preferencesSchema = z
  .object({
    language: z.string(),
    languages: z.array(z.string()),
    channel: z.enum([...CHANNELS, 'none']),
    channels: z.array(z.enum(CHANNELS)).describe('There is an address, and no STOP at the carrier'),
    hours: z.object({ from: timeSchema, to: timeSchema }).optional(),
    hoursOffered: z.array(z.object({ from: timeSchema, to: timeSchema })),
    paused: z.object({ until: z.string().optional(), own: z.boolean() }).optional(),
    longestPause: z.string().describe('The last day that a pause may last until'),
  })
  .describe('How the client is written to, and what they can choose');

export const wishSchema = z
  .strictObject({
    channel: z.enum([...CHANNELS, 'none']).optional(),
    hours: hoursSchema.nullable().optional().describe('null: at any hour'),
    language: z.string().max(20).optional(),
    pauseUntil: z.iso.date().nullable().optional().describe('null: go on now'),
  })
  .refine((wish) => Object.keys(wish).length === 1, 'one wish at a time');
