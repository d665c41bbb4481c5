// jot-resource-server against a certified OpenID provider (npm oidc-provider) on loopback: found by discovery alone,
// followed through a rotation of its keys, an outage, and a rotation that nobody announced.
//   node oidc_provider_test.mjs PATH_TO_RESOURCE_SERVER
// JOT_NODE_MODULES names the folder with oidc-provider and jose.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as pause} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';

const AUDIENCE = 'https://orders.example';
const CLIENT = {id: 'shop', secret: 'only loopback ever sees this'};
const PATIENCE = 120_000;

let Provider;
let jose;
try {
  const modules = createRequire(path.resolve(process.env.JOT_NODE_MODULES ?? '', 'x.js'));
  const load = (name) => import(pathToFileURL(modules.resolve(name)));
  ({default: Provider} = await load('oidc-provider'));
  jose = await load('jose');
} catch (error) {
  console.log(`skipped: there is no oidc-provider (scripts/setup test installs it): ${error.code ?? error.message}`);
  process.exit(0);
}

// Asks again and again; only what never happens takes long.
const eventually = async (what, condition) => {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const found = await condition();
    if (found) return found;
    await pause(20);
  }
  throw new Error(`never happened: ${what}`);
};

const makeKey = async (kid) => {
  const {privateKey} = await jose.generateKeyPair('ES256', {extractable: true});
  return {...await jose.exportJWK(privateKey), kid, alg: 'ES256', use: 'sig'};
};

const configuration = (keys) => ({
  clients: [{
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  }],
  jwks: {keys},
  cookies: {keys: ['none is ever set']},
  scopes: ['openid', 'orders:read', 'orders:write'],
  features: {
    devInteractions: {enabled: false},
    clientCredentials: {enabled: true},
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'orders:read orders:write',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 3600,
        jwt: {sign: {alg: 'ES256'}},
      }),
    },
  },
});

// The provider at one origin, whatever its keys; the first of them signs.
class Issuer {
  static async start(keys) {
    const issuer = new Issuer();
    await issuer.listen(0);
    issuer.port = issuer.server.address().port;
    issuer.origin = `http://127.0.0.1:${issuer.port}`;
    issuer.use(keys);
    return issuer;
  }

  async listen(port) {
    this.server = createServer((request, response) => {
      // fetch() would try a kept connection again after a restart, and fail.
      if (request.url === '/token') response.shouldKeepAlive = false;
      this.answer(request, response);
    });
    await new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  }

  use(keys) {
    this.answer = new Provider(this.origin, configuration(keys)).callback();
  }

  async restart(keys) {
    await this.stop();
    this.use(keys);
    await this.listen(this.port);
  }

  async stop() {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    this.server.closeAllConnections();
    await closed;
  }

  async token(scope = 'orders:read orders:write') {
    const answer = await fetch(`${this.origin}/token`, {
      method: 'POST',
      headers: {Authorization: `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`).toString('base64')}`},
      body: new URLSearchParams({grant_type: 'client_credentials', resource: AUDIENCE, scope}),
    });
    const body = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(body));
    return body.access_token;
  }
}

class ResourceServer {
  static async start(issuer) {
    const one = new ResourceServer();
    const options = ['--listen', '127.0.0.1:0', '--issuer', issuer, '--audience', AUDIENCE, '--typ', 'at+jwt',
      '--cooldown', '1', '--max-age', '1'];
    one.child = spawn(process.argv[2], options, {stdio: ['ignore', 'pipe', 'inherit']});
    one.exited = new Promise((resolve) => { one.child.on('exit', resolve); });
    for await (const line of createInterface({input: one.child.stdout})) {
      const found = /^listening on (http:\S+)$/.exec(line);
      if (!found) continue;
      one.child.stdout.resume();
      one.origin = found[1];
      return one;
    }
    throw new Error('the server ended before it listened');
  }

  async status(token, options = {}) {
    const answer = await fetch(`${this.origin}/orders`, {...options, headers: {Authorization: `Bearer ${token}`}});
    await answer.arrayBuffer();
    return answer.status;
  }

  async health() {
    return (await fetch(`${this.origin}/health`)).json();
  }

  async stop() {
    this.child.kill('SIGTERM');
    assert.equal(await this.exited, 0);
  }
}

const keys = Object.fromEntries(await Promise.all(['first', 'second', 'third', 'fourth']
    .map(async (kid) => [kid, await makeKey(kid)])));
const {first, second, third, fourth} = keys;
const sentBy = (token) => jose.decodeProtectedHeader(token).kid;

const steps = [];
const step = (name, run) => steps.push({name, run});

step('tokens are verified by discovery alone, scope by scope', async ({issuer, server, tokens}) => {
  tokens.first = await issuer.token();
  assert.equal(sentBy(tokens.first), 'first');
  assert.equal(jose.decodeProtectedHeader(tokens.first).typ, 'at+jwt');
  assert.equal(await server.status(tokens.first), 200);
  // Keys are fresh for a second here, and then stale until the refresh is done that a request begins.
  await eventually('the health is good', async () => {
    assert.equal(await server.status(tokens.first), 200);
    return (await server.health()).status === 'ok';
  });
  assert.equal(await server.status(tokens.first, {method: 'POST', body: '{"item":"tea"}'}), 201);
  const readOnly = await issuer.token('orders:read');
  assert.equal(await server.status(readOnly), 200);
  assert.equal(await server.status(readOnly, {method: 'POST', body: '{"item":"tea"}'}), 403);
});

step('a rotation at the provider needs no restart of ours and loses no request', async ({issuer, server, tokens}) => {
  let current = tokens.first;
  let ended = false;
  const statuses = [];
  const client = async () => {
    while (!ended) statuses.push(await server.status(current));
  };
  const clients = [client(), client(), client()];
  try {
    await issuer.restart([first, second]);
    assert.equal(sentBy(await issuer.token()), 'first');
    await eventually('both keys are known', async () => (await server.health()).keys.count === 2);
    await issuer.restart([second, first]);
    tokens.second = current = await issuer.token();
    assert.equal(sentBy(tokens.second), 'second');
    const before = statuses.length;
    await eventually('tokens of the second key are in use', () => statuses.length > before + 100);
  } finally {
    ended = true;
    await Promise.all(clients);
  }
  assert.deepEqual([...new Set(statuses)], [200]);
  assert.equal(await server.status(tokens.first), 200, 'the first key is published still');
});

step('a key that the provider has dropped is refused after the refresh', async ({issuer, server, tokens}) => {
  await issuer.restart([second]);
  await eventually('the first key is refused', async () => await server.status(tokens.first) === 401);
  assert.equal(await server.status(tokens.second), 200);
});

step('with the provider stopped known keys keep verifying, and the health is stale', async ({issuer, server, tokens}) => {
  await issuer.stop();
  await eventually('the health is stale', async () => {
    assert.equal(await server.status(tokens.second), 200);
    const {status, keys: {state, failures, last_error: problem}} = await server.health();
    return status === 'stale' && state === 'stale' && failures > 0 && problem;
  });
  assert.equal(await server.status(tokens.second), 200);
});

step('with the provider back all is well again', async ({issuer, server, tokens}) => {
  issuer.use([second]);
  await issuer.listen(issuer.port);
  await eventually('the health is good', async () => {
    assert.equal(await server.status(tokens.second), 200);
    return (await server.health()).status === 'ok';
  });
  tokens.again = await issuer.token();
  assert.equal(await server.status(tokens.again), 200);
});

step('a rotation that nobody announced is found out by the first token of the new key', async ({issuer, server}) => {
  await issuer.restart([third]);
  const token = await issuer.token();
  // The cooldown may be on: then the answer is 401 until it is over.
  await eventually('the third key is known', async () => await server.status(token) === 200);
});

step('another client cannot sign for the provider', async ({issuer, server}) => {
  const forged = await new jose.SignJWT({scope: 'orders:read'})
      .setProtectedHeader({alg: 'ES256', kid: 'third', typ: 'at+jwt'})
      .setIssuer(issuer.origin).setAudience(AUDIENCE).setSubject(CLIENT.id).setIssuedAt().setExpirationTime('1h')
      .sign(await jose.importJWK(fourth));
  assert.equal(await server.status(forged), 401);
});

let failed = 0;
const issuer = await Issuer.start([first]);
const server = await ResourceServer.start(issuer.origin);
try {
  const state = {issuer, server, tokens: {}};
  for (const {name, run} of steps) {
    try {
      await run(state);
      console.log(`ok: ${name}`);
    } catch (error) {
      console.log(`FAILED: ${name}\n${error.stack}`);
      failed = 1;
      break;  // each step stands on the one before
    }
  }
} finally {
  await server.stop();
  await issuer.stop();
}
process.exit(failed);
