// --- text is encoded and decoded in pieces
assert.strictEqual(new TextDecoder().decode(new TextEncoder().encode('héllo €')), 'héllo €');
const decoder = new TextDecoder();
const euro = new TextEncoder().encode('€');
assert.strictEqual(decoder.decode(euro.subarray(0, 2), { stream: true }) + decoder.decode(euro.subarray(2)), '€');
assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])), TypeError);
assert.strictEqual(new TextDecoder().decode(new Uint8Array([0xff])), '\ufffd');
assert.strictEqual(Buffer.from('\ud800').toString('hex'), 'efbfbd');
// --- base64 by the web's names
assert.strictEqual(btoa('hi\xff') + atob(' aGk= '), 'aGn/hi');
assert.throws(() => btoa('€'), { name: 'InvalidCharacterError' });
// --- headers
const headers = new Headers([['A', '1'], ['a', '2'], ['Set-Cookie', 'x'], ['Set-Cookie', 'y']]);
assert.strictEqual(headers.get('a'), '1, 2');
assert.deepStrictEqual(headers.getSetCookie(), ['x', 'y']);
assert.deepStrictEqual([...new Headers({ b: 'x', A: 'y' })], [['a', 'y'], ['b', 'x']]);
assert.throws(() => new Headers({ 'bad name': 'x' }), TypeError);
assert.throws(() => new Headers({ a: 'x\r\ny: z' }), TypeError);
// --- responses
const response = new Response('{"a":1}', { status: 201, headers: { 'content-type': 'application/json' } });
const copy = response.clone();
assert.deepStrictEqual([response.ok, response.status, await response.json(), await copy.text()], [true, 201, { a: 1 }, '{"a":1}']);
await assert.rejects(response.text(), TypeError);
assert.strictEqual(await new Response(new URLSearchParams({ a: 'b c' })).text(), 'a=b+c');
let bytes = 0;
for await (const chunk of new Response('abc').body) bytes += chunk.length;
assert.strictEqual(bytes, 3);
// --- forms go out and come in
const form = new FormData();
form.append('field', 'value');
form.append('file', new Blob(['inside'], { type: 'text/plain' }), 'a.txt');
const request = new Request('https://example.org', { method: 'POST', body: form });
const sent = await new Response(await request.arrayBuffer(), { headers: { 'content-type': `multipart/form-data; boundary=${/------\w+|----\w+/.exec(Buffer.from(await new Response(form).arrayBuffer()).toString())[0].slice(2)}` } });
const again = await sent.formData().catch(() => null);
assert.ok(again === null || again instanceof FormData);
// --- requests refuse what the standard refuses
assert.throws(() => new Request('https://example.org', { body: 'x' }), TypeError);
await assert.rejects(fetch('/relative'), TypeError);
// --- aborting
const controller = new AbortController();
const failed = assert.rejects(fetch('https://example.org', { signal: controller.signal }), { name: 'AbortError' });
controller.abort();
await failed;
await assert.rejects(new Promise((_, reject) => AbortSignal.timeout(1).addEventListener('abort', (event) => reject(event.target.reason))), { name: 'TimeoutError' });
// --- structured clones
const original = { date: new Date(5), map: new Map([[1, new Set([2])]]), bytes: new Uint8Array([1, 2]) };
original.self = original;
const copied = structuredClone(original);
assert.ok(copied !== original && copied.self === copied && copied.date.getTime() === 5 && copied.map.get(1).has(2) && copied.bytes[1] === 2);
assert.throws(() => structuredClone(() => {}), { name: 'DataCloneError' });
// --- web crypto
const data = new TextEncoder().encode('abc');
assert.strictEqual(Buffer.from(await crypto.subtle.digest('SHA-256', data)).toString('hex').slice(0, 8), 'ba7816bf');
const key = await crypto.subtle.importKey('raw', new Uint8Array(32), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
const signature = await crypto.subtle.sign('HMAC', key, data);
assert.ok(await crypto.subtle.verify('HMAC', key, signature, data));
assert.ok(!(await crypto.subtle.verify('HMAC', key, signature, new Uint8Array(1))));
await assert.rejects(crypto.subtle.exportKey('raw', key), { name: 'InvalidAccessError' });
const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
const iv = crypto.getRandomValues(new Uint8Array(12));
assert.deepStrictEqual(Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, data))), Buffer.from(data));
// --- dates in zones
const date = new Date(Date.UTC(2026, 6, 4, 13, 5, 9));
assert.strictEqual(new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', dateStyle: 'medium', timeStyle: 'short' }).format(date), 'Jul 4, 2026, 9:05 AM');
assert.strictEqual(date.toLocaleDateString('en-US'), '7/4/2026');
assert.strictEqual(date.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hour12: false }), '13:05');
assert.throws(() => new Intl.DateTimeFormat('en', { timeZone: 'Nowhere/None' }), RangeError);
assert.strictEqual(Intl.DateTimeFormat().resolvedOptions().timeZone, 'UTC');
assert.strictEqual(new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Kolkata', hour: 'numeric', hourCycle: 'h23', minute: '2-digit' }).formatToParts(date).map((it) => it.value).join(''), '18:35');
// --- numbers
assert.strictEqual((1234567.891).toLocaleString(), '1,234,567.891');
assert.strictEqual(new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(-1234.5), '-$1,234.50');
assert.strictEqual(new Intl.NumberFormat('en', { style: 'percent' }).format(0.256), '26%');
assert.strictEqual(new Intl.NumberFormat('en', { notation: 'compact' }).format(12345), '12K');
assert.deepStrictEqual(['b', 'a10', 'a2', 'A'].sort(new Intl.Collator('en', { numeric: true }).compare), ['A', 'a2', 'a10', 'b']);
// --- streams of the web
const doubled = new ReadableStream({ start(it) { it.enqueue(1); it.enqueue(2); it.close(); } }).pipeThrough(new TransformStream({ transform(chunk, out) { out.enqueue(chunk * 2); } }));
const all = [];
for await (const chunk of doubled) all.push(chunk);
assert.deepStrictEqual(all, [2, 4]);
