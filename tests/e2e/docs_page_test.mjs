// Drives the page at /docs in headless Chromium against the running server: authorize, call, log out, be refused.
//   node docs_page_test.mjs PATH_TO_SERVER
// JOT_NODE_MODULES names the folder with playwright-core; JOT_SCREENSHOT, when set, the PNG file to write.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {createInterface} from 'node:readline';

const skip = (reason) => {
  console.log(`skipped: ${reason}`);
  process.exit(0);
};

const server = process.argv[2];
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!browserPath) skip('there is no Chromium (scripts/setup test installs it)');

let chromium;
try {
  const modules = process.env.JOT_NODE_MODULES ?? '';
  ({chromium} = createRequire(path.resolve(modules, 'x.js'))('playwright-core'));
} catch {
  skip('there is no playwright-core (scripts/setup test installs it)');
}

const startServer = async () => {
  const child = spawn(server, ['--listen', '127.0.0.1:0', '--demo-users'], {stdio: ['ignore', 'pipe', 'inherit']});
  const exited = new Promise((resolve) => { child.on('exit', resolve); });
  for await (const line of createInterface({input: child.stdout})) {
    const found = /^listening on (http:\S+)$/.exec(line);
    if (found) {
      child.stdout.resume();
      return {child, exited, origin: found[1]};
    }
  }
  throw new Error('the server ended before it listened');
};

const tests = [];
const test = (name, run) => tests.push({name, run});

// A page in its own context: no test sees another one's session.
const open = async ({browser, origin}, options = {}) => {
  const context = await browser.newContext({viewport: {width: 1200, height: 900}, ...options});
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    // That a refused request is a failed resource is what some of these tests are about.
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:')) complaints.push(`a request to ${url}`);
  });
  const answer = await page.goto(`${origin}/docs`);
  await page.locator('.operation').first().waitFor();
  return {context, page, complaints, answer};
};

const logIn = async (page, name, password, scopes = ['me', 'items']) => {
  await page.fill('#username', name);
  await page.fill('#password', password);
  for (const scope of ['me', 'items']) await page.setChecked(`[name=scope][value=${scope}]`, scopes.includes(scope));
  await page.click('#log-in');
};

const operation = (page, name) => page.locator(`[data-operation="${name}"]`);

const unfold = async (card) => {
  if (!await card.locator('.panel').isVisible()) await card.locator('.summary').click();
};

const call = async (page, name, credential) => {
  const card = operation(page, name);
  await unfold(card);
  if (credential) await card.locator(`input[value=${credential}]`).check();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => new URL(response.url()).pathname === name.split(' ')[1]),
    card.locator('.send').click(),
  ]);
  await card.locator('.send:enabled').waitFor();
  return {
    answer,
    status: await card.locator('.status').textContent(),
    curl: await card.locator('.curl').textContent(),
    body: await card.locator('.body').textContent(),
    challenge: await card.locator('.challenge').isVisible() ? await card.locator('.challenge').textContent() : null,
  };
};

test('every operation of /openapi.json is there, with the scopes it needs', async ({page, origin}) => {
  const description = await (await fetch(`${origin}/openapi.json`)).json();
  const described = Object.entries(description.paths)
      .flatMap(([at, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${at}`));
  const shown = await page.locator('.operation').evaluateAll((all) => all.map((one) => one.dataset.operation));
  assert.deepEqual(shown, described);
  assert.deepEqual(await operation(page, 'GET /users/me/items').locator('.need .chip').allTextContents(), ['me', 'items']);
  const boxes = await page.locator('[name=scope]').evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(boxes, Object.keys(description.components.securitySchemes.password.flows.password.scopes));
});

test('without a token: 401 and a challenge without an error', async ({page}) => {
  const seen = await call(page, 'GET /users/me');
  assert.equal(seen.status, '401');
  assert.equal(seen.challenge, 'WWW-Authenticate: Bearer realm="jot"');
  assert.doesNotMatch(seen.curl, /Authorization/);
});

test('a wrong password is refused and says so', async ({page}) => {
  await logIn(page, 'johndoe', 'wrong');
  await page.locator('#log-in-problem').waitFor();
  assert.match(await page.locator('#log-in-problem').textContent(), /^invalid_grant: /);
  assert.equal(await page.locator('#token-card').isVisible(), false);
});

test('authorize: the token in three colours, readable, with its time', async ({page}) => {
  await logIn(page, 'johndoe', 'secret');
  await page.locator('#token-card').waitFor();
  const token = await page.locator('#token').textContent();
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
  const colours = await page.locator('#token > span:not(.dot)').evaluateAll(
      (parts) => parts.map((part) => getComputedStyle(part).color));
  assert.equal(new Set(colours).size, 3);
  assert.match(await page.locator('#token-header').textContent(), /"alg": "HS256"/);
  assert.match(await page.locator('#token-payload').textContent(), /"sub": "johndoe"/);
  assert.match(await page.locator('#token-card .notice').textContent(), /Encoded, not encrypted/);
  assert.match(await page.locator('#time-left').textContent(), /^1[45]:\d\d left$/);
  assert.equal(await page.locator('#password').inputValue(), '');
});

test('call: the request as curl, status and body; the curl command works as it is', async ({page, run}) => {
  await logIn(page, 'johndoe', 'secret');
  await page.locator('#token-card').waitFor();
  const seen = await call(page, 'GET /users/me');
  assert.equal(seen.status, '200');
  assert.equal(seen.challenge, null);
  assert.deepEqual(JSON.parse(seen.body), {username: 'johndoe', scopes: ['me', 'items']});
  assert.match(seen.curl, /^curl -i '/);
  assert.ok(seen.curl.includes(`Authorization: Bearer ${await page.locator('#token').textContent()}`));
  assert.match(await run(seen.curl), /^HTTP\/1\.1 200 /);
});

test('with scope me alone: 403, and the challenge names what is missing', async ({page}) => {
  await logIn(page, 'johndoe', 'secret', ['me']);
  await page.locator('#token-card').waitFor();
  const seen = await call(page, 'GET /users/me/items');
  assert.equal(seen.status, '403');
  assert.match(seen.challenge, /error="insufficient_scope".*scope="me items"/);
});

test('a forged token: 401 invalid_token', async ({page}) => {
  await logIn(page, 'johndoe', 'secret');
  await page.locator('#token-card').waitFor();
  const seen = await call(page, 'GET /status', 'forged');
  assert.equal(seen.status, '401');
  assert.match(seen.challenge, /error="invalid_token"/);
});

test('log out: the token is gone from the page, and the call is refused', async ({page}) => {
  await logIn(page, 'johndoe', 'secret');
  await page.locator('#token-card').waitFor();
  assert.equal((await call(page, 'GET /status')).status, '200');
  await page.click('#log-out');
  assert.equal(await page.locator('#log-in-form').isVisible(), true);
  assert.equal(await page.locator('#token').textContent(), '');
  const seen = await call(page, 'GET /status');
  assert.equal(seen.status, '401');
  assert.doesNotMatch(seen.curl, /Authorization/);
});

test('POST /token by hand: the password is not in the curl command', async ({page}) => {
  const card = operation(page, 'POST /token');
  await unfold(card);
  await card.getByLabel('username').fill('johndoe');
  await card.getByLabel('password').fill('secret');
  await card.getByLabel('scope').fill('me');
  const seen = await call(page, 'POST /token');
  assert.equal(seen.status, '200');
  assert.equal(JSON.parse(seen.body).scope, 'me');
  assert.doesNotMatch(seen.curl, /secret/);
});

test('the page is sent with a strict Content-Security-Policy, which holds', async ({page, answer}) => {
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /^default-src 'none'; script-src 'sha256-/);
  assert.doesNotMatch(policy, /unsafe/);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'window.injected = true';
    } catch {
      return false;  // Trusted Types
    }
    document.head.append(script);
    return window.injected === true;
  });
  assert.equal(ran, false);
});

test('dark mode has another background', async ({page, browser, origin}) => {
  const background = () => getComputedStyle(document.body).backgroundColor;
  const light = await page.evaluate(background);
  const {context, page: other} = await open({browser, origin}, {colorScheme: 'dark'});
  assert.notEqual(await other.evaluate(background), light);
  await context.close();
});

const shoot = async ({page}) => {
  await logIn(page, 'johndoe', 'secret');
  await page.locator('#token-card').waitFor();
  await call(page, 'GET /users/me');
  await call(page, 'GET /users/me/items', 'forged');
  await page.mouse.move(0, 0);
  await page.evaluate(() => { document.activeElement.blur(); });
  await page.screenshot({path: process.env.JOT_SCREENSHOT, fullPage: true});
};
if (process.env.JOT_SCREENSHOT) test(`the screenshot ${process.env.JOT_SCREENSHOT}`, shoot);

const run = (command) => new Promise((resolve, reject) => {
  const child = spawn('/bin/sh', ['-c', command], {stdio: ['ignore', 'pipe', 'ignore']});
  let output = '';
  child.stdout.on('data', (data) => { output += data; });
  child.on('error', reject);
  child.on('exit', () => resolve(output));
});

const {child, exited, origin} = await startServer();
let failures = 0;
let browser;
try {
  browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  for (const {name, run: body} of tests) {
    const {context, page, complaints, answer} = await open({browser, origin});
    try {
      await body({page, browser, origin, answer, run});
      const injected = name.includes('Content-Security-Policy');
      if (!injected) assert.deepEqual(complaints, []);
      console.log(`ok      ${name}`);
    } catch (error) {
      failures += 1;
      console.log(`FAILED  ${name}\n${error.stack}`);
    }
    await context.close();
  }
} finally {
  await browser?.close();
  child.kill('SIGTERM');
}
assert.equal(await exited, 0, 'the server ends with status 0 on SIGTERM');
process.exit(failures === 0 ? 0 : 1);
