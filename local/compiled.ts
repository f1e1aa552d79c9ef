import { join } from 'node:path';

/** What Node makes of the sources, kept for the next time: half of a start is that. Nobody else may write there. */
export const COMPILED = join(import.meta.dirname, '..', 'node_modules', '.cache', 'attune', 'compiled');
