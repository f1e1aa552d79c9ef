import { useQuery } from '@tanstack/react-query';
import { call, type Reply } from '../api.ts';
import { LIVE } from '../shell/news.ts';

export type Client = Reply<'GET /clients/{clientId}'>;
export type Progress = Reply<'GET /clients/{clientId}/progress'>;
export type Measure = Progress['measures'][number];
export type PlanVersion = Reply<'GET /clients/{clientId}/plans'>['plans'][number];
export type Send = Reply<'GET /clients/{clientId}/sends'>['sends'][number];

export const useClient = (clientId: string) =>
  useQuery({
    queryKey: ['client', clientId],
    queryFn: ({ signal }) => call('GET /clients/{clientId}', { params: { clientId }, signal }),
    ...LIVE,
  });

export const useProgress = (clientId: string) =>
  useQuery({
    queryKey: ['client', clientId, 'progress'],
    queryFn: ({ signal }) => call('GET /clients/{clientId}/progress', { params: { clientId }, signal }),
  });

export const usePlans = (clientId: string) =>
  useQuery({
    queryKey: ['client', clientId, 'plans'],
    queryFn: ({ signal }) => call('GET /clients/{clientId}/plans', { params: { clientId }, signal }),
  });

export const useSends = (clientId: string) =>
  useQuery({
    queryKey: ['client', clientId, 'sends'],
    queryFn: ({ signal }) => call('GET /clients/{clientId}/sends', { params: { clientId }, signal }),
  });
