import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Problem } from './problem.ts';

const MOST_IN_PAGE = 200;

/** How a list is asked for, piece by piece. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MOST_IN_PAGE).default(50),
  /** A `next` of the page before. */
  after: z.string().max(2000).optional(),
};

export const nextSchema = z.string().optional().describe('Where there is more: give it back as `after`.');

const cursorSchema = z.tuple([z.string(), z.string(), z.string(), z.string()]);

type Place = { clinicId: string; operationId: string };

/**
 * Bound to the clinic and the list that it was made for. It is no secret and needs none: which partition is read
 * follows from who asks, never from a cursor.
 */
export const cursorOf = ({ clinicId, operationId }: Place, after: string): string =>
  Buffer.from(JSON.stringify([clinicId, operationId, after, sumOf(after)])).toString('base64url');

/** @throws Problem where `cursor` was not made by `cursorOf` for this place */
export function afterOf(place: Place, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [clinicId, operationId, after, sum] = read(cursor) ?? [];
  const ours = clinicId === place.clinicId && operationId === place.operationId;
  if (after !== undefined && ours && sum === sumOf(after)) return after;
  throw noSuchPage();
}

export const noSuchPage = () =>
  new Problem('invalid', 'There is no page by this cursor. Begin again with the first page.');

/** So that a cursor cut short or retyped is told from a whole one. */
const sumOf = (after: string) => createHash('sha256').update(after).digest('base64url').slice(0, 8);

function read(cursor: string): z.infer<typeof cursorSchema> | undefined {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
