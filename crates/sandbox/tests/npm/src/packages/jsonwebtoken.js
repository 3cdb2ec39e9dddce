import jwt from 'jsonwebtoken';
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G
-----END PRIVATE KEY-----`;
const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----`;
export const run = () => {
  const token = jwt.sign({ sub: 'me' }, 'secret', { expiresIn: '1h' });
  let refused;
  try { jwt.verify(token, 'other'); } catch (error) { refused = error.message; }
  const signed = jwt.sign({ sub: 'key' }, privateKey, { algorithm: 'ES256' });
  return [jwt.verify(token, 'secret').sub, refused, jwt.verify(signed, publicKey, { algorithms: ['ES256'] }).sub];
};
export const expected = ['me', 'invalid signature', 'key'];
