/** What stands where something is still to come, could not come, or does not exist; each says what to do. */
import { Button, Loader } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { type Query, type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Problem, reachable } from '../api.ts';
import { useTexts } from '../texts.ts';
import { Icon } from './icon.tsx';
import { texts } from './texts.ts';

export function Loading() {
  const say = useTexts(texts);
  return (
    <div className="state" role="status">
      <Loader size="sm" aria-hidden />
      <span className="unseen">{say('loading')}</span>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="state">
      <Icon name="calm" size={28} />
      <p className="state-title">{title}</p>
      {children && <div className="soft">{children}</div>}
    </div>
  );
}

const TITLED = [
  'unreachable',
  'not-signed-in',
  'not-allowed',
  'not-found',
  'wrong-state',
  'duplicate',
  'invalid',
  'busy',
] as const;
const ADVISED = ['unreachable', 'not-allowed', 'not-found', 'busy'] as const;

/** What the API said, in its own sentence, under a title in the reader’s language. */
export function useProblem(): (error: unknown) => { title: string; detail: string; faults: string[] } {
  const say = useTexts(texts);
  return (error) => {
    const problem = error instanceof Problem ? error : undefined;
    const titled = TITLED.find((kind) => kind === problem?.kind);
    const advised = ADVISED.find((kind) => kind === problem?.kind);
    return {
      title: titled ? say(`problem.${titled}`) : say('problem.other'),
      detail: advised ? say(`do.${advised}`) : titled ? problem!.message : say('do.other'),
      faults: (problem?.faults ?? []).map(({ fault, mend }) => `${fault}: ${mend}`),
    };
  };
}

/**
 * The faults that the API named, by the fields that have them; `others` belong to no field of the form, `count` says how
 * many lie under a path.
 */
export function faultsAt(error: unknown) {
  const faults = (error instanceof Problem ? error.faults : []).map((one) => ({
    path: 'path' in one ? one.path.replace(/^(changes|background|plan)\./, '') : '',
    says: `${one.fault}: ${one.mend}`,
  }));
  return {
    faultAt: (path: string): string | undefined => faults.find((one) => one.path === path)?.says,
    count: (under: string): number => faults.filter(({ path }) => path.startsWith(under)).length,
    others: faults.flatMap(({ path, says }) => (path === '' ? [says] : [])),
  };
}

export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const say = useTexts(texts);
  const queries = useQueryClient();
  const { title, detail, faults } = useProblem()(error);
  // What failed with it, such as the names of the staff, is not to be asked for again one by one.
  const allAgain = (first: () => void) => {
    first();
    const predicate = ({ state }: Query) => state.status === 'error';
    void queries.refetchQueries({ type: 'active', predicate }, { cancelRefetch: false });
  };
  return (
    <div className="state" role="alert">
      <Icon name="alert" size={28} />
      <p className="state-title">{title}</p>
      <p className="soft">{detail}</p>
      {faults.map((fault) => (
        <p key={fault} className="soft">
          {fault}
        </p>
      ))}
      {again && (
        <Button variant="default" onClick={() => allAgain(again)}>
          {say('again')}
        </Button>
      )}
    </div>
  );
}

type Asked<Data> = Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;

/** Stands where what was asked for has not come: still to come, or why it cannot. */
export const Coming = ({
  query: { error, refetch },
}: {
  query: Pick<Asked<unknown>, 'error' | 'refetch'>;
}) => (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />);

/** Shows `children` of what came; what came before stays while something newer is fetched, or fails to come. */
export const Loaded = <Data,>({
  query,
  children,
}: {
  query: Asked<Data>;
  children: (data: Data) => ReactNode;
}) => (query.data === undefined ? <Coming query={query} /> : children(query.data));

export function Offline() {
  const say = useTexts(texts);
  const { online } = useNetwork();
  const reached = useSyncExternalStore(reachable.watch, reachable.get);
  if (online && reached) return null;
  return (
    <div className="offline" role="status">
      <Icon name="offline" /> {say(online ? 'unreached' : 'offline')}
    </div>
  );
}
