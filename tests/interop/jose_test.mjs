// npm's jose as the other side: its tokens verify here and ours verify there, whatever both can do.
// jose is found through JOT_NODE_MODULES, the path of a node_modules folder; without it the test is skipped.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let jose;
try {
  jose = createRequire(join(process.env.JOT_NODE_MODULES, 'package.json'))('jose');
} catch {
  console.log("skipped: npm's jose is not in JOT_NODE_MODULES");
  process.exit(0);
}

// jose knows the names of RFC 9864 only in part: Ed25519 is there, Ed448 is not.
const cases = [
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => [alg]),
  ...['ES256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'Ed25519'].map((alg) => [alg]),
  ['EdDSA', '--curve', 'Ed448'],
];

const folder = mkdtempSync(join(tmpdir(), 'jot-jose-'));
const claims = {
  iss: 'https://id.example', sub: 'älice', aud: ['api', 'billing'], iat: 1700000000, exp: 4102444800,
  nested: { deep: [1, 2.5, null, true, { '€': '\u0001"\\' }] },
};

function jotCli(args, input = '') {
  const { status, stdout, stderr } = spawnSync(process.env.JOT_CLI, args, { input, encoding: 'utf8' });
  return { status, stdout: stdout.trimEnd(), stderr };
}

function succeeds(args, input) {
  const { status, stdout, stderr } = jotCli(args, input);
  assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
  return stdout;
}

function verifyHere(key, token) {
  const args = ['verify', '--key', key, '--iss', claims.iss, '--aud', 'billing', '--require', 'exp', '-'];
  return JSON.parse(succeeds(args, token));
}

async function bothWays([alg, ...options]) {
  const name = join(folder, [alg, ...options].join(''));
  const isHmac = alg.startsWith('HS');
  const [privatePath, publicPath] = [`${name}.jwk`, isHmac ? `${name}.jwk` : `${name}.pub.jwk`];
  succeeds(['keygen', '--alg', alg, ...options, '--out', privatePath, ...(isHmac ? [] : ['--public-out', publicPath])]);
  const [privateJwk, publicJwk] = [privatePath, publicPath].map((path) => JSON.parse(readFileSync(path, 'utf8')));
  assert.equal(publicJwk.kid, await jose.calculateJwkThumbprint(publicJwk), 'kid is the RFC 7638 thumbprint');

  const ours = succeeds(['sign', '--key', privatePath], JSON.stringify(claims));
  const read = await jose.jwtVerify(ours, await jose.importJWK(publicJwk, alg), {
    algorithms: [alg], issuer: claims.iss, audience: 'api', typ: 'JWT',
  });
  assert.deepEqual(read.payload, claims);
  assert.deepEqual(read.protectedHeader, { alg, typ: 'JWT', kid: publicJwk.kid });

  const theirs = await new jose.SignJWT(claims)
    .setProtectedHeader({ alg, typ: 'JWT' })
    .sign(await jose.importJWK(privateJwk, alg));
  assert.deepEqual(verifyHere(publicPath, theirs), claims);
}

// jose's own keys, as a JWK Set whose members are chosen by kid, and as PEM.
async function keysOfJose() {
  const keys = [];
  for (const [alg, curve] of [['RS256'], ['PS384'], ['ES256'], ['ES512'], ['EdDSA', 'Ed25519'], ['EdDSA', 'Ed448']]) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { crv: curve, extractable: true });
    const kid = `${alg}${curve ?? ''}`;
    keys.push({ alg, kid, privateKey, pem: await jose.exportSPKI(publicKey), jwk: await jose.exportJWK(publicKey) });
  }
  const set = join(folder, 'jwks.json');
  writeFileSync(set, JSON.stringify({ keys: keys.map(({ jwk, kid, alg }) => ({ ...jwk, kid, alg, use: 'sig' })) }));
  for (const { alg, kid, privateKey, pem } of keys) {
    const token = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);
    assert.deepEqual(verifyHere(set, token), claims);
    const pemPath = join(folder, `${kid}.pem`);
    writeFileSync(pemPath, pem);
    const byPem = ['verify', '--key', pemPath, '--alg', alg, '--any-audience', '-'];
    assert.deepEqual(JSON.parse(succeeds(byPem, token)), claims);
    const unknown = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid: 'other' }).sign(privateKey);
    const refused = jotCli(['verify', '--key', set, '--any-audience', '-'], unknown);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /^key_not_found: /);
  }
  return keys.length;
}

// Sets that jot-cli publishes, of JWK and of PEM, chosen from by the token's kid.
async function setsPublishedHere() {
  const algorithms = ['RS256', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
  const files = algorithms.map((alg) => join(folder, `published-${alg}.jwk`));
  algorithms.forEach((alg, i) => succeeds(['keygen', '--alg', alg, '--out', files[i]]));
  const pem = join(folder, 'published.pem');
  succeeds(['keygen', '--alg', 'RS384', '--format', 'pem', '--out', pem]);
  const set = JSON.parse(succeeds(['jwks', 'publish', ...files, pem, '--alg', 'RS384']));
  assert.deepEqual(set.keys.map(({ alg, use }) => [alg, use]), [...algorithms, 'RS384'].map((alg) => [alg, 'sig']));
  const local = jose.createLocalJWKSet(set);
  for (const [i, key] of set.keys.entries()) {
    assert.equal(key.kid, await jose.calculateJwkThumbprint(key));
    const signing = ['--key', files[i] ?? pem, '--alg', key.alg, '--kid', key.kid];
    const token = succeeds(['sign', ...signing], JSON.stringify(claims));
    assert.deepEqual((await jose.jwtVerify(token, local, { issuer: claims.iss })).payload, claims);
  }
  const stranger = succeeds(['sign', '--key', files[2], '--kid', 'other'], JSON.stringify(claims));
  await assert.rejects(jose.jwtVerify(stranger, local), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
}

let failures = 0;
async function check(name, body) {
  try {
    await body();
  } catch (error) {
    failures += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}

try {
  for (const one of cases) await check(one.join(' '), () => bothWays(one));
  await check('keys made by jose', keysOfJose);
  await check('sets published here', setsPublishedHere);
  console.log(`${cases.length} kinds of key both ways, jose's own keys and sets published here; ${failures} failed`);
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(failures === 0 ? 0 : 1);
