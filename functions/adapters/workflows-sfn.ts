/** State machines on AWS Step Functions. */
import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { MachineName, Workflows } from '../ports.ts';

/** A token that is of no use to anybody: its execution went on or ended. */
const GONE = [TaskTimedOut, TaskDoesNotExist, InvalidToken];

/** `machines`: the ARN of each that may be started from outside. */
export function createSfnWorkflows(
  client: SFNClient,
  machines: Partial<Record<MachineName, string>>,
): Workflows {
  return {
    async start(machine, name, input) {
      const stateMachineArn = machines[machine];
      if (!stateMachineArn) throw new Error(`the machine ${machine} is not to be started from here`);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        // Thrown for an execution that has ended, too; a name is good for 90 days.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async succeed(taskToken, output) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        return 'accepted';
      } catch (error) {
        if (GONE.some((kind) => error instanceof kind)) return 'gone';
        throw error;
      }
    },
  };
}
