import type { Config } from './config.ts';

export type Side = 'clients' | 'staff';

export const hostOf = ({ dns }: Config, side: Side): string => `${dns[side]}.${dns.zone}`;

/** Where the console is on its host: `base` of web/staff/vite.config.ts. */
export const CONSOLE = '/console/';
