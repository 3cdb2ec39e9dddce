import { kvs } from '@forge/kvs';

// Removes everything. Was behind a button once.
export async function run() {
  const page = await kvs.query().limit(100).getMany();
  for (const { key } of page.results) {
    await kvs.delete(key);
  }
}
