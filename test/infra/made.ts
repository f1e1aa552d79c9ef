/** All of production, made once for a test file, as the example configuration has it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { expect } from 'vitest';
import { type Attune, createApp, createAttune } from '../../infra/attune.ts';
import { type Config, configSchema, readConfig } from '../../infra/config.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever its resources say
export type Properties = Record<string, any>;
export type Resource = {
  id: string;
  stack: string;
  Type: string;
  Properties: Properties;
  DeletionPolicy?: string;
  DependsOn?: string[];
};

export type Made = {
  app: App;
  config: Config;
  attune: Attune;
  assembly: CloudAssembly;
  resources: Resource[];
  /** Of this type, in all stacks. */
  of(type: string): Resource[];
};

export function make(changes: Partial<Config> = {}, beforeSynth: (app: App) => void = () => {}): Made {
  const config = configSchema.parse({ ...readConfig('example'), ...changes });
  const folder = mkdtempSync(join(tmpdir(), 'attune-synth-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const app = createApp(folder);
  const attune = createAttune(app, config);
  beforeSynth(app);
  const assembly = app.synth();
  const exported = new Map(
    assembly.stacks.flatMap(({ template }) =>
      Object.values<Properties>(template.Outputs ?? {})
        .filter(({ Export }) => Export)
        .map(({ Export, Value }) => [Export.Name as string, Value] as const),
    ),
  );
  // As if all were one template.
  const joined = (_: string, value: Properties) => exported.get(value?.['Fn::ImportValue']) ?? value;
  const resources = assembly.stacks.flatMap(({ stackName, template }) =>
    Object.entries(JSON.parse(JSON.stringify(template.Resources), joined) as Record<string, Resource>).map(
      ([id, resource]) => ({
        ...resource,
        Properties: resource.Properties ?? {},
        id,
        stack: stackName.replace(/^.*-/, ''),
      }),
    ),
  );
  return {
    app,
    config,
    attune,
    assembly,
    resources,
    of: (type) => resources.filter(({ Type }) => Type === type),
  };
}

/** The only resource of its type. */
export function oneOf({ of }: Made, type: string): Properties {
  const found = of(type);
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}

/** Of every policy, with the policy's id. */
export const statementsOf = ({ of }: Made): Properties[] =>
  [...of('AWS::IAM::ManagedPolicy'), ...of('AWS::IAM::Policy')].flatMap(({ id, Properties }) =>
    list<Properties>(Properties.PolicyDocument.Statement).map(
      (statement): Properties => ({ id, ...statement }),
    ),
  );

/** `{ Ref: 'X' }` and `{ 'Fn::GetAtt': ['X', 'Arn'] }` as `X`. */
export function named(value: unknown): string {
  const { Ref, 'Fn::GetAtt': att } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? att?.[0] ?? JSON.stringify(value ?? null);
}

/** Joined text, with `${X}` for what stands for something else. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return parts ? parts[1].map(flat).join(parts[0]) : `\${${named(value)}}`;
}

export const list = <T>(one: T | T[] | undefined): T[] =>
  one === undefined ? [] : Array.isArray(one) ? one : [one];
