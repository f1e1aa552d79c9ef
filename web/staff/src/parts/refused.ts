import { notifications } from '@mantine/notifications';
import { useProblem } from './states.tsx';

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
