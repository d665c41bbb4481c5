// The peer of jot-auth-server in JavaScript: fastify and @fastify/jwt as their documentation shows them, one process, no
// access log, a schema for the answer, because that is fastify's quick way to write JSON.
//   node fastify_server.mjs FOLDER_WITH_NODE_MODULES
// Says "listening on URL". Same routes, claims and checks: HS256; iss, aud and exp.
import { createRequire } from 'node:module';
import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const require = createRequire(pathToFileURL(join(process.argv[2], 'package.json')));
const fastify = require('fastify');
const hash = promisify(scrypt);

const salt = randomBytes(16);
const users = new Map([
  ['johndoe', { username: 'johndoe', scopes: ['me', 'items'], disabled: false, hash: scryptSync('secret', salt, 32) }],
]);

const app = fastify({ logger: false });
app.register(require('@fastify/jwt'), {
  secret: randomBytes(32),
  sign: { algorithm: 'HS256', iss: 'http://issuer.example', aud: 'api', expiresIn: '1h' },
  verify: { algorithms: ['HS256'], allowedIss: 'http://issuer.example', allowedAud: 'api' },
});
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, body, done) => {
  done(null, Object.fromEntries(new URLSearchParams(body)));
});

// The password is hashed on libuv's threads, so that the event loop goes on.
app.post('/token', async (request, reply) => {
  const user = users.get(request.body.username);
  if (!user || !timingSafeEqual(await hash(request.body.password, salt, 32), user.hash)) {
    return reply.code(401).send({ error: 'invalid_grant' });
  }
  const jti = randomBytes(16).toString('base64url');
  return { access_token: app.jwt.sign({ sub: user.username, jti, scope: user.scopes.join(' ') }), token_type: 'Bearer' };
});

const schema = {
  response: {
    200: {
      type: 'object',
      properties: { username: { type: 'string' }, scopes: { type: 'array', items: { type: 'string' } } },
    },
  },
};
app.get('/users/me', { schema, onRequest: (request) => request.jwtVerify() }, async (request, reply) => {
  const user = users.get(request.user.sub);
  if (!user || user.disabled) return reply.code(401).send();
  if (!request.user.scope.split(' ').includes('me')) return reply.code(403).send();
  return user;
});

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
process.on('SIGTERM', () => process.exit(0));
