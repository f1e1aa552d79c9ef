import { type Api, createDoor } from './door.ts';
import type { ApiDeps } from './route.ts';
import { ROUTES } from './routes.ts';

export type { Api };

/** Every way in, for clients and staff. */
export const createApi = (deps: ApiDeps): Api => createDoor(deps, ROUTES);
