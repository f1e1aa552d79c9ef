import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSfnWorkflows } from '../../functions/adapters/workflows-sfn.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:care-cycle';
const sfn = mockClient(SFNClient);
const workflows = createSfnWorkflows(new SFNClient({}), { 'care-cycle': ARN });
beforeEach(() => sfn.reset());

const told = { message: 'told', $metadata: {} };

describe('a start on Step Functions', () => {
  const start = () =>
    workflows.start('care-cycle', 'north-c-1-episode-2-1-1', { clinicId: 'north', cycle: 1 });

  it('names the machine and the execution, and carries ids', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await start();
    expect(sfn.commandCalls(StartExecutionCommand)[0]!.args[0].input).toEqual({
      stateMachineArn: ARN,
      name: 'north-c-1-episode-2-1-1',
      input: '{"clinicId":"north","cycle":1}',
    });
  });

  it('by a name that has been used is a repeat, and well', async () => {
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(told));
    await expect(start()).resolves.toBeUndefined();
  });

  it('that fails otherwise is thrown, so that the stream delivers it again', async () => {
    sfn.on(StartExecutionCommand).rejects(new StateMachineDoesNotExist(told));
    await expect(start()).rejects.toThrow(StateMachineDoesNotExist);
  });

  it('of a machine that only other machines start is a mistake', async () => {
    await expect(workflows.start('intake', 'x', {})).rejects.toThrow('intake is not to be started from here');
  });
});

describe('a task token handed back', () => {
  it('goes with what became of it', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({});
    expect(await workflows.succeed('token', { outcome: 'answered' })).toBe('accepted');
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]!.args[0].input).toEqual({
      taskToken: 'token',
      output: '{"outcome":"answered"}',
    });
  });

  it.each([TaskTimedOut, TaskDoesNotExist, InvalidToken])('is gone where nobody waits: %o', async (Kind) => {
    sfn.on(SendTaskSuccessCommand).rejects(new Kind(told));
    expect(await workflows.succeed('token', {})).toBe('gone');
  });

  it('is thrown where nobody knows', async () => {
    sfn.on(SendTaskSuccessCommand).rejects(new Error('socket hang up'));
    await expect(workflows.succeed('token', {})).rejects.toThrow('socket hang up');
  });
});
