import CryptoJS from 'crypto-js';
export const run = () => [
  CryptoJS.SHA256('abc').toString().slice(0, 8),
  CryptoJS.HmacSHA1('The quick brown fox jumps over the lazy dog', 'key').toString(),
  CryptoJS.AES.decrypt(CryptoJS.AES.encrypt('text', 'word').toString(), 'word').toString(CryptoJS.enc.Utf8),
];
export const expected = ['ba7816bf', 'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9', 'text'];
