import { describe, expect, it } from 'vitest';
import { openApi } from '../../functions/api/openapi.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { openClinics } from '../support/clinic.ts';

const document = openApi(ROUTES) as {
  openapi: string;
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, unknown> };
};

const refsIn = (part: unknown): string[] => {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : refsIn(value),
  );
};

describe('the description of the API', () => {
  it('has each route, and each by one name', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`,
      ),
    );
    expect(operations).toHaveLength(ROUTES.length);
    expect(operations.sort()).toEqual(
      ROUTES.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`).sort(),
    );
    expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
  });

  it('leads from every reference to what it has itself', () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(100);
    const lost = refs.filter((ref) => {
      const [, kind = '', name = ''] = /^#\/components\/(schemas|responses)\/(.+)$/.exec(ref) ?? [];
      return !document.components[kind as 'schemas']?.[name];
    });
    expect(lost).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('names every parameter of every path', () => {
    for (const { method, path } of ROUTES) {
      const { parameters } = document.paths[path]![method.toLowerCase()] as {
        parameters: { name: string; in: string; required?: boolean }[];
      };
      const inPath = parameters.filter((parameter) => parameter.in === 'path' && parameter.required);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.map(({ name }) => name).sort()).toEqual(named.sort());
    }
  });

  it('says of each what it needs to be let in, what it takes and how it can fail', () => {
    const pause = document.paths['/clients/{clientId}/pause']!.post!;
    expect(pause).toMatchObject({
      security: [{ staff: [] }],
      requestBody: {
        content: {
          'application/json': { schema: { type: 'object', required: ['why'], additionalProperties: false } },
        },
      },
    });
    expect(Object.keys(pause.responses as object)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '415',
      '422',
      '500',
      '503',
    ]);
    expect(document.paths['/link/answers']!.post).toMatchObject({ security: [] });
    expect(Object.keys(document.paths['/link/answers']!.post!.responses as object)).toContain('410');
  });

  it('is served, and small enough to be read at once', async () => {
    const { ask } = await openClinics();
    const { status, body } = await ask('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    expect(JSON.stringify(body).length).toBeLessThan(400_000);
  });
});
