import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Api } from '../../functions/api/api.ts';

export type Reply = { status: number; body: unknown; raw: string; requestId: string };

/** A request as API Gateway brings it, with whatever comes back. */
export async function ask(
  api: Api,
  method: 'GET' | 'POST' | 'PATCH' | 'PUT',
  path: string,
  { json, token }: { json?: unknown; token?: string } = {},
): Promise<Reply> {
  const [rawPath, rawQueryString = ''] = path.split('?');
  const answer = await api({
    rawQueryString,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    requestContext: { http: { method, path: rawPath } },
    body: json === undefined ? undefined : JSON.stringify(json),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2);
  const raw = answer.body ?? '';
  let body: unknown;
  try {
    body = JSON.parse(raw || 'null');
  } catch {
    body = undefined;
  }
  return {
    status: answer.statusCode ?? 500,
    body,
    raw,
    requestId: String(answer.headers?.['x-request-id']),
  };
}
