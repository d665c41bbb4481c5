// npm's jose as one of the verifiers that differential_test.py compares: a case as a line of JSON on standard input,
// its verdict as a line on standard output: "accepted", "cannot say: WHY" for a case that jose has no option for, or
// the error. jose is found through JOT_NODE_MODULES, the path of a node_modules folder.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const jose = createRequire(join(process.env.JOT_NODE_MODULES, 'package.json'))('jose');

function keyOf(test) {
  const key = JSON.parse(test.key);
  return test.is_set ? jose.createLocalJWKSet(key) : key;
}

// How jose's documentation has it where several keys of a set fit a token that names none.
async function withEachKey(verify, token, key, options) {
  try {
    return await verify(token, key, options);
  } catch (error) {
    if (error?.code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error;
    for await (const one of error) {
      try {
        return await verify(token, one, options);
      } catch (next) {
        if (next?.code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw next;
      }
    }
    throw new jose.errors.JWSSignatureVerificationFailed();
  }
}

async function verdict(test) {
  const { options } = test;
  const rules = { algorithms: test.algorithms };
  if (test.is_jwt) {
    Object.assign(rules, {
      issuer: options.iss, audience: options.aud, subject: options.sub, typ: options.typ,
      maxTokenAge: options.max_age, requiredClaims: options.required_claims, clockTolerance: options.leeway,
      currentDate: new Date(options.now * 1000),
      crit: Object.fromEntries((options.crit_understood ?? []).map((name) => [name, true])),
    });
  }
  try {
    const key = keyOf(test);
    if (test.is_set && key.jwks().keys.some(({ kty }) => kty === 'oct')) return 'cannot say: its sets hold no secrets';
    await withEachKey(test.is_jwt ? jose.jwtVerify : jose.compactVerify, test.token, key, rules);
    return 'accepted';
  } catch (error) {
    return `${error.code ?? error.name}: ${error.message}`.replaceAll(/[^ -~]/g, '?');
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await verdict(JSON.parse(line))}\n`);
}
