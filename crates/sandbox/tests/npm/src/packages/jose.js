import { SignJWT, jwtVerify } from 'jose';
export const run = async () => {
  const secret = new TextEncoder().encode('a secret that is long enough for it');
  const token = await new SignJWT({ who: 'me' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(secret);
  const { payload } = await jwtVerify(token, secret);
  const wrong = await jwtVerify(token, new Uint8Array(32)).catch((error) => error.code);
  return [payload.who, wrong];
};
export const expected = ['me', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'];
