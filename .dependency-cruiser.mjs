// The house's one-way streets: care ← doors ← local; adapters implement the ports; infra takes names, never logic.
const doors = '^functions/(api|inbound|timer|step|relay)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'care-is-pure',
      comment: 'Rules import rules, and nothing that can reach a clock, a network or an SDK.',
      severity: 'error',
      from: { path: '^functions/care/' },
      to: { pathNot: ['^functions/care/', 'node_modules/(zod|temporal-polyfill|canonicalize)/', '^crypto$'] },
    },
    {
      name: 'doors-do-not-call-doors',
      severity: 'error',
      from: { path: `${doors}` },
      to: { path: doors, pathNot: '^functions/$1/' },
    },
    {
      name: 'doors-name-ports-only',
      comment: 'Only an entry file (handler.ts) wires adapters in.',
      severity: 'error',
      from: { path: doors, pathNot: '/handler\\.ts$' },
      to: { path: '^functions/adapters/' },
    },
    {
      name: 'adapters-know-no-door',
      severity: 'error',
      from: { path: '^functions/adapters/' },
      to: { path: [doors, '^local/', '^infra/'] },
    },
    {
      name: 'functions-know-no-host',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: ['^local/', '^infra/', '^test/'] },
    },
    {
      name: 'infra-takes-names-only',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: ['^functions/(care|adapters)/', '^local/'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'all-imports-resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
