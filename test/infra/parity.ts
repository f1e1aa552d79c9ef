import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { ROUTES } from '../../functions/api/routes.ts';
import { MACHINES } from '../../functions/ports.ts';
import { entries } from '../../infra/bundle.ts';
import { bundles } from '../../infra/bundles.ts';
import { list, type Made, named, type Properties } from './made.ts';

const root = join(import.meta.dirname, '..', '..');

/** What one call of the SDK asks of IAM, where it is not the call's own name. */
const NEEDS: Record<string, string[]> = {
  'dynamodb:TransactWriteItems': ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  // With the whole mail as MIME, by the same call: "SendEmail", Amazon SES API v2 Reference.
  'ses:SendEmail': ['ses:SendEmail', 'ses:SendRawEmail'],
};
const SERVICES: Record<string, string> = {
  'dynamodb-streams': 'dynamodb',
  eventbridge: 'events',
  'pinpoint-sms-voice-v2': 'sms-voice',
  sesv2: 'ses',
  sfn: 'states',
};
/** What AWS does in a function's name, before and after its code runs. */
const PLATFORM = /^(logs|xray|kms|sqs):|^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/;
/** They share the wiring of those that write. What the digest vouches for, it must not be able to change. */
const WITHHELD: Record<string, string[]> = {
  digest: ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  // By its test it only gets and puts: test/rehearse/rehearse.test.ts.
  rehearse: ['dynamodb:Query', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
};

/** Within the SDK: for endpoints and buckets of a kind that we have none of. */
const UNUSED = ['dynamodb:DescribeEndpoints', 's3:CreateSession'];

const COMMAND = /node_modules\/@aws-sdk\/client-([\w-]+)\/.*\/commands\/(\w+)Command\.js$/;

/** The calls that a function's code holds, after the bundler has left out those that nothing leads to. */
function actionsOf(entry: string): string[] {
  const outputs = Object.values(bundles.get(entry)!.meta.outputs);
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const actions = inputs.flatMap(([file, { bytesInOutput }]) => {
    const [, client, command] = COMMAND.exec(file) ?? [];
    if (!client || bytesInOutput === 0) return [];
    const action = `${SERVICES[client] ?? client}:${command}`;
    return UNUSED.includes(action) ? [] : (NEEDS[action] ?? [action]);
  });
  return [...new Set(actions)].sort();
}

/** The names that a function's code looks for in its environment. */
function settingsOf(entry: string): string[] {
  const read = ownFilesOf(entry).flatMap((text) => [
    ...text.matchAll(/\bsetting\('(\w+)'\)|\bprocess\.env\.(\w+)/g),
  ]);
  return [...new Set(read.map(([, setting, variable]) => (setting ?? variable)!))].sort();
}

const ownFilesOf = (entry: string): string[] =>
  Object.keys(bundles.get(entry)!.meta.inputs)
    .filter((file) => /^(functions|local)\//.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'));

export type Deployed = Pick<Made, 'of'>;
type Function = { id: string; entry: string; environment: string[]; may: string[] };

function functionsIn({ of }: Deployed): Function[] {
  const policies = new Map(of('AWS::IAM::ManagedPolicy').map(({ id, Properties }) => [id, Properties]));
  const roles = new Map(of('AWS::IAM::Role').map(({ id, Properties }) => [id, Properties]));
  return of('AWS::Lambda::Function').map(({ id, Properties }) => {
    const attached = list(roles.get(named(Properties.Role))?.ManagedPolicyArns).map(
      (arn) => policies.get(named(arn))!,
    );
    const statements = attached.flatMap(({ PolicyDocument }) => list<Properties>(PolicyDocument.Statement));
    return {
      id,
      entry: Properties.Description.replace('functions/', ''),
      environment: Object.keys(Properties.Environment.Variables)
        .filter((name) => !name.startsWith('POWERTOOLS_'))
        .sort(),
      may: [...new Set(statements.flatMap(({ Action }) => list<string>(Action)))].sort(),
    };
  });
}

/** Everything by which what is deployed is not what runs on one machine, in sentences. */
function differences(deployed: Deployed): string[] {
  return [...routesAmiss(deployed), ...functionsAmiss(deployed), ...machinesAmiss(deployed)];
}

function routesAmiss({ of }: Deployed): string[] {
  const targets = new Map(
    of('AWS::ApiGatewayV2::Integration').map(({ id, Properties }) => [id, named(Properties.IntegrationUri)]),
  );
  const types = new Map(
    of('AWS::ApiGatewayV2::Authorizer').map(({ id, Properties }) => [id, Properties.AuthorizerType]),
  );
  const there = of('AWS::ApiGatewayV2::Route').map(({ Properties: { RouteKey, Target, AuthorizerId } }) => {
    const integration = /integrations\/\$\{(\w+)\}/.exec(flatTarget(Target))?.[1];
    const door = targets.get(integration ?? '')?.replace(/Function[0-9A-F]{8}$/, '');
    return `${RouteKey} → ${door}, ${types.get(named(AuthorizerId))}`;
  });
  const meant = ROUTES.map(
    ({ method, path, who }) =>
      `${method} ${path} → ${who === 'link' ? 'Answers' : 'Api'}, ${typeof who === 'string' ? 'REQUEST' : 'JWT'}`,
  );
  return [
    ...missing(meant, there).map((route) => `no route ${route}`),
    ...missing(there, meant).map((route) => `a route that the code does not have: ${route}`),
  ];
}

const flatTarget = (target: { 'Fn::Join': [string, ({ Ref: string } | string)[]] }): string =>
  target['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `\${${part.Ref}}`)).join('');

function functionsAmiss(deployed: Deployed): string[] {
  const functions = functionsIn(deployed);
  const there = [...new Set(functions.map(({ entry }) => entry))];
  return [
    ...missing(entries(), there).map((entry) => `functions/${entry} is not deployed`),
    ...functions.flatMap(({ id, entry, environment, may }) => {
      const needed = actionsOf(entry).filter((action) => !WITHHELD[entry]?.includes(action));
      const granted = may.filter((action) => !PLATFORM.test(action));
      const read = settingsOf(entry);
      return [
        ...missing(needed, may).map((action) => `${id} calls ${action}, and may not`),
        ...missing(granted, needed).map((action) => `${id} may ${action}, and never does`),
        ...missing(read, environment).map((name) => `${id} is not given ${name}`),
        ...missing(environment, read).map((name) => `${id} is given ${name}, and never reads it`),
      ];
    }),
  ];
}

function machinesAmiss({ of }: Deployed): string[] {
  const machines = of('AWS::StepFunctions::StateMachine');
  return MACHINES.flatMap((name) => {
    const text = readFileSync(join(root, 'workflows', 'machines', `${name}.asl.json`), 'utf8');
    const definition = JSON.stringify(JSON.parse(text));
    const machine = machines.find(({ Properties }) => Properties.DefinitionString === definition);
    if (!machine) return [`no machine runs workflows/machines/${name}.asl.json as it is`];
    const names = [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, given]) => given!))];
    const given = Object.entries<unknown>(machine.Properties.DefinitionSubstitutions);
    return [
      ...missing(
        names,
        given.map(([key]) => key),
      ).map((key) => `${name} is not given ${key}`),
      ...given
        .filter(([key, value]) => !named(value).startsWith(key === 'StepFunction' ? 'StepFunction' : key))
        .map(([key, value]) => `${name} is given ${named(value)} for ${key}`),
    ];
  });
}

const missing = (wanted: string[], there: string[]) => wanted.filter((one) => !there.includes(one));

/** What is deployed, as if `change` had been made to the resources of a type. */
function changed(
  made: Made,
  type: string,
  change: (all: { id: string; Properties: Properties }[]) => void,
): Deployed {
  const all = structuredClone(made.of(type));
  change(all);
  return { of: (asked) => (asked === type ? all : made.of(asked)) };
}

export function parity(made: Made): void {
  it('has the routes, functions, settings, rights and machines that one machine runs', () => {
    expect(differences(made)).toEqual([]);
    expect(ROUTES.length).toBeGreaterThan(30);
    expect(entries().length).toBeGreaterThan(5);
  });

  it('lets a client’s answer wait for at most 550 KB of code, and brings zod to nobody who reads nothing', () => {
    expect(bundles.get('answers')!.bytes).toBeLessThan(550_000);
    const [output] = Object.values(bundles.get('announce')!.meta.outputs);
    const kept = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(kept.filter(([file]) => file.includes('/zod/'))).toEqual([]);
  });

  it.each(entries())(
    'functions/%s: what is deployed loads on this Node, and has a handler',
    async (entry) => {
      const ours = { AWS_REGION: 'us-east-1', TOKEN_ISSUER: 'https://issuer.example' };
      const given = Object.fromEntries(settingsOf(entry).map((name) => [name, 'given']));
      for (const [name, value] of Object.entries({ ...given, ...ours })) vi.stubEnv(name, value);
      const loaded = await import(pathToFileURL(bundles.get(entry)!.file).href);
      vi.unstubAllEnvs();
      expect(loaded.handler).toBeTypeOf('function');
    },
  );

  describe('it is noticed when', () => {
    it('a route is taken away', () => {
      const without = changed(made, 'AWS::ApiGatewayV2::Route', (routes) => {
        routes.splice(
          routes.findIndex(({ Properties }) => Properties.RouteKey === 'POST /link/answers'),
          1,
        );
      });
      expect(differences(without)).toEqual(['no route POST /link/answers → Answers, REQUEST']);
    });

    it('a right is taken away', () => {
      const without = changed(made, 'AWS::IAM::ManagedPolicy', (policies) => {
        const relay = policies.find(({ id }) => id.startsWith('RelayPolicy'))!;
        for (const statement of relay.Properties.PolicyDocument.Statement) {
          statement.Action = list<string>(statement.Action).filter((action) => action !== 'ses:SendEmail');
        }
      });
      expect(differences(without)).toEqual([
        expect.stringMatching(/^RelayFunction\w+ calls ses:SendEmail, and may not$/),
      ]);
    });

    it('the right to tell of rehearsals, or to ask for them, is taken away', () => {
      const without = changed(made, 'AWS::IAM::ManagedPolicy', (policies) => {
        const taken = ['RehearsePolicy dynamodb:PutItem', 'ApiPolicy events:PutEvents'];
        for (const { id, Properties } of policies) {
          for (const statement of Properties.PolicyDocument.Statement) {
            statement.Action = list<string>(statement.Action).filter(
              (action) => !taken.includes(`${id.replace(/[0-9A-F]{8}$/, '')} ${action}`),
            );
          }
        }
      });
      expect(differences(without).sort()).toEqual([
        expect.stringMatching(/^ApiFunction\w+ calls events:PutEvents, and may not$/),
        expect.stringMatching(/^RehearseFunction\w+ calls dynamodb:PutItem, and may not$/),
      ]);
    });

    it('a right is given that nothing needs', () => {
      const wider = changed(made, 'AWS::IAM::ManagedPolicy', (policies) => {
        const step = policies.find(({ id }) => id.startsWith('StepPolicy'))!;
        step.Properties.PolicyDocument.Statement.push({
          Effect: 'Allow',
          Action: 'dynamodb:Scan',
          Resource: '*',
        });
      });
      expect(differences(wider)).toEqual([
        expect.stringMatching(/^StepFunction\w+ may dynamodb:Scan, and never does$/),
      ]);
    });

    it('a setting is taken away', () => {
      const without = changed(made, 'AWS::Lambda::Function', (functions) => {
        const api = functions.find(({ id }) => id.startsWith('ApiFunction'))!;
        delete api.Properties.Environment.Variables.TOKEN_ISSUER;
      });
      expect(differences(without)).toEqual([
        expect.stringMatching(/^ApiFunction\w+ is not given TOKEN_ISSUER$/),
      ]);
    });

    it('a state is taken away', () => {
      const without = changed(made, 'AWS::StepFunctions::StateMachine', (machines) => {
        const intake = machines.find(({ id }) => id.startsWith('Intake'))!;
        const definition = JSON.parse(intake.Properties.DefinitionString);
        delete definition.States['Ask a clinician to reach the client'];
        intake.Properties.DefinitionString = JSON.stringify(definition);
      });
      expect(differences(without)).toEqual(['no machine runs workflows/machines/intake.asl.json as it is']);
    });

    it('one machine is given in another’s place', () => {
      const mixed = changed(made, 'AWS::StepFunctions::StateMachine', (machines) => {
        const { DefinitionSubstitutions: given } = machines.find(({ id }) =>
          id.startsWith('CareCycle'),
        )!.Properties;
        given.IntakeMachine = given.AssessmentMachine;
      });
      expect(differences(mixed)).toEqual([
        expect.stringMatching(/^care-cycle is given AssessmentMachine\w+ for IntakeMachine$/),
      ]);
    });
  });
}
