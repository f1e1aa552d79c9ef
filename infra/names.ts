import type { Config } from './config.ts';

export type Side = 'clients' | 'staff';

export const hostOf = ({ dns }: Config, side: Side): string => `${dns[side]}.${dns.zone}`;
