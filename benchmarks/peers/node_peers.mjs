// fast-jwt and jose, measured beside each other in short slices: one line of JSON a row, CPU nanoseconds an operation.
//   node node_peers.mjs FOLDER_WITH_NODE_MODULES [SECONDS_A_SLICE [SLICES]]
// The token is benchmarks/support/token.hpp's; issuer, audience and expiry are checked; keys are prepared once.
import { createRequire } from 'node:module';
import { generateKeyPairSync, createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, slice = '0.1', slices = '5'] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(folder, 'package.json')));
const { createSigner, createVerifier } = require('fast-jwt');
const { SignJWT, jwtVerify } = require('jose');

const issuer = 'https://issuer.example';
const audience = 'api';
const now = Math.floor(Date.now() / 1000);
const claims = { iss: issuer, sub: 'alice', aud: audience, exp: now + 86400, iat: now, jti: '01HF3Z9K5J8W7Q2R', scope: 'read write' };

const secret = 'thirty-two bytes, as is customary';
const pair = (type, options) => generateKeyPairSync(type, options);
const pem = (keys) => ({
  private: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  public: keys.publicKey.export({ type: 'spki', format: 'pem' }),
});

const rows = [];
async function add(algorithm, keys) {
  const texts = keys ? pem(keys) : { private: secret, public: secret };
  const sign = createSigner({ key: texts.private, algorithm });
  const token = sign(claims);
  const options = { key: texts.public, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience };
  const verify = createVerifier(options);
  const cached = createVerifier({ ...options, cache: true });
  const must = (payload) => {
    if (payload.sub !== 'alice') throw new Error('not the token');
  };
  rows.push([`verify/${algorithm}/fast-jwt`, () => must(verify(token))]);
  rows.push([`verify/${algorithm}/fast-jwt, its cache on`, () => must(cached(token))]);
  rows.push([`sign/${algorithm}/fast-jwt`, () => sign(claims)]);

  const signingKey = keys ? keys.privateKey : createSecretKey(Buffer.from(secret));
  const verificationKey = keys ? keys.publicKey : signingKey;
  const checks = { issuer, audience, algorithms: [algorithm] };
  rows.push([`verify/${algorithm}/jose`, async () => must((await jwtVerify(token, verificationKey, checks)).payload)]);
  rows.push([
    `sign/${algorithm}/jose`,
    () => new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(signingKey),
  ]);
}

const cpuNanoseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

async function measure(operation, seconds) {
  const end = performance.now() + seconds * 1000;
  const start = cpuNanoseconds();
  let count = 0;
  do {
    for (let i = 0; i < 32; ++i) {
      const result = operation();
      if (result instanceof Promise) await result;
    }
    count += 32;
  } while (performance.now() < end);
  return (cpuNanoseconds() - start) / count;
}

await add('HS256');
await add('RS256', pair('rsa', { modulusLength: 2048 }));
await add('PS256', pair('rsa', { modulusLength: 2048 }));
await add('ES256', pair('ec', { namedCurve: 'P-256' }));
await add('EdDSA', pair('ed25519'));

const results = rows.map(() => []);
for (let round = -1; round < Number(slices); ++round) {
  for (const [i, [, operation]] of rows.entries()) {
    const nanoseconds = await measure(operation, Number(slice));
    if (round >= 0) results[i].push(nanoseconds); // the first round warms the compiler up
  }
}
for (const [i, [name]] of rows.entries()) {
  const sorted = results[i].sort((a, b) => a - b);
  console.log(JSON.stringify({ name, ns: sorted[Math.floor(sorted.length / 2)] }));
}
