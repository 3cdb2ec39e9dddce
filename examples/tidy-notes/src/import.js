import { createHmac, timingSafeEqual } from 'node:crypto';
import { kvs } from '@forge/kvs';

import { append } from './notes';

const OLDEST_MS = 5 * 60 * 1000;

/**
 * The calendar signs the time and the body; a message counts once and for five minutes. The key is an encrypted
 * variable: `forge variables set --encrypt CALENDAR_KEY`.
 */
async function isGenuine({ headers, body }) {
  const sentAt = Number(headers['x-calendar-time']?.[0]);
  const given = Buffer.from(headers['x-calendar-signature']?.[0] ?? '', 'hex');
  const key = process.env.CALENDAR_KEY;
  if (!key || !Number.isFinite(sentAt) || Math.abs(Date.now() - sentAt) > OLDEST_MS) {
    return false;
  }
  const expected = createHmac('sha256', key).update(`${sentAt}.${body}`).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return false;
  }
  const seen = `seen:${expected.toString('hex')}`;
  if (await kvs.get(seen)) {
    return false;
  }
  await kvs.set(seen, true);
  return true;
}

export async function run(request) {
  if (!(await isGenuine(request))) {
    return { outputKey: 'refused' };
  }
  const { issueId, text } = JSON.parse(request.body);
  if (!/^[0-9]{1,12}$/.test(issueId) || typeof text !== 'string') {
    return { outputKey: 'refused' };
  }
  await append(issueId, { text: text.slice(0, 4000), author: null, at: Date.now() });
  return { outputKey: 'accepted' };
}
