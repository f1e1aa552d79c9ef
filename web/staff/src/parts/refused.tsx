import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { faultsAt, useProblem } from './states.tsx';

/** Long enough to read a sentence that says what to do. */
const READ_MS = 12_000;

/** Tells why what somebody just did was refused, in passing: what they had written stays as it is. */
export function useRefused(): (error: unknown) => void {
  const problem = useProblem();
  return (error) => {
    const { title, detail, faults } = problem(error);
    notifications.show({
      title,
      message: [detail, ...faults].join(' '),
      color: 'red',
      autoClose: READ_MS,
    });
  };
}

/** Why a form was refused, above its button: the reason, and the faults that belong to no field of it. */
export function Refused({ error }: { error: unknown }): ReactNode {
  const problem = useProblem();
  if (!error) return null;
  return (
    <p role="alert" className="fault small">
      {[problem(error).detail, ...faultsAt(error).others].join(' ')}
    </p>
  );
}
