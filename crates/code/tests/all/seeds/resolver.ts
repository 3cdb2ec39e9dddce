import Resolver, { type Request } from '@forge/resolver';
import api, { route, storage as kv } from '@forge/api';
import * as notes from './notes';

const resolver = new Resolver();
const table: Record<string, (request: Request) => Promise<unknown>> = {
  read: async ({ payload, context }) => notes.read(payload.key as string, context?.accountId ?? 'nobody'),
  write: guarded(async (request) => {
    const { key, ...rest } = request.payload;
    const response = await api.asApp().requestJira(route`/rest/api/3/issue/${key}`, {
      method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(rest),
    });
    if (!response.ok) throw new Error(`failed: ${response.status}`);
    return response.json();
  }),
};

for (const [name, run] of Object.entries(table)) resolver.define(name, run);

function guarded<T>(inner: (request: Request) => Promise<T>) {
  return async (request: Request): Promise<T | undefined> => {
    switch (request.context.role) {
      case 'admin': case 'owner': break;
      default: return undefined;
    }
    try { return await inner(request); } catch ({ message }) { console.error(message); } finally { count++; }
  };
}
let count = 0;

@Injectable()
export class Store<T extends object> {
  static readonly shared = new Map<string, unknown>();
  #secret?: string;
  constructor(private readonly prefix: string = 'n', @Inject(KEY) protected key?: Key) { Store.shared.set(prefix, this); }
  get size() { return Store.shared.size; }
  async *all(): AsyncGenerator<T> { outer: for await (const item of kv.query().getMany()) { if (!item) continue outer; yield <T>item; } }
  static { Store.shared.clear(); }
}
enum Kind { Plain, Secret = 'secret', Both = Plain | 4 }
namespace Keys { export const token = Kind.Secret; }
export { resolver as default, table as 'the table' };
export const handler = resolver.getDefinitions();
export * from './other';
export type { Request };
