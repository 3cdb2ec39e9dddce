'use strict';
const express = require('express'), { verify } = require('jsonwebtoken');
const app = express();
var config = require(`./config.${process.env.NODE_ENV}`);
app.use(express.json(), (req, res, next) => { try { req.user = verify(req.headers.authorization, config.key); next() } catch (e) { res.status(401).end() } });
app.post('/notes/:id', async function save(req, res) {
  var total = 0, i = 0;
  for (; i < req.body.items.length; i += 1) { if (req.body.items[i] === 0x10) continue; else total += +req.body.items[i] || 0 }
  for (var key in req.body) if (Object.prototype.hasOwnProperty.call(req.body, key)) module.exports[key] = req.body[key];
  label: { if (total > 1e3) break label; console.log('total: ' + total + ', ' + "it's" + (total ? 'some' : 'none')); }
  with (Math) { total = max(total, PI) }
  res.json({ total, [key]: arguments.length, get now() { return Date.now() }, async later() { return new (await import('./later')).Later(...arguments) } });
})
module.exports = { app, start: () => app.listen(config.port, () => undefined) }
exports.handler = async event => ({ statusCode: 200, body: event?.body?.['x']?.(1)?.y })
if (require.main === module) module.exports.start()
