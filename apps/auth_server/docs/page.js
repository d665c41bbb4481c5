
// The docs page: reads /openapi.json, logs in by the password flow, shows the token, sends requests. The token is kept
// in this page's memory alone: not in storage, where every script of the origin could find it later.
'use strict';

const byId = (id) => document.getElementById(id);
const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

let session = null;  // {token, subject, scope, lifetime, ends}
const refreshers = [];  // one for each operation: shows what a request would be now

// --- the token -------------------------------------------------------------------------------------------------------

const decodePart = (part) => {
  const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
};

const encodePart = (value) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
};

// What anybody can do without the key: change the payload and keep the signature.
const forge = (token) => {
  const [header, payload, signature] = token.split('.');
  return [header, encodePart({...decodePart(payload), sub: 'admin'}), signature].join('.');
};

const claimNotes = {
  alg: () => 'how it is signed', typ: () => 'an access token', iss: () => 'issuer', sub: () => 'who it is',
  aud: () => 'who it is for', jti: () => 'token id', scope: () => 'what it opens',
  exp: (at) => 'expires ' + new Date(at * 1000).toLocaleTimeString(),
  iat: (at) => 'issued ' + new Date(at * 1000).toLocaleTimeString(),
};

// JSON as elements, so that no text from the server is ever read as markup.
const renderJson = (value, indent = '', notes = null) => {
  if (typeof value === 'string') return [make('span', 'text', JSON.stringify(value))];
  if (typeof value === 'number') return [make('span', 'number', String(value))];
  if (value === null || typeof value !== 'object') return [make('span', 'word', String(value))];
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return [list ? '[]' : '{}'];
  const out = [list ? '[' : '{'];
  entries.forEach(([name, member], index) => {
    out.push('\n' + indent + '  ');
    if (!list) out.push(make('span', 'name', JSON.stringify(name)), ': ');
    out.push(...renderJson(member, indent + '  '));
    if (index + 1 < entries.length) out.push(',');
    if (notes && Object.hasOwn(notes, name)) out.push(make('span', 'note', '   ' + notes[name](member)));
  });
  out.push('\n' + indent + (list ? ']' : '}'));
  return out;
};

const tokenParts = (token) => {
  const [header, payload, signature] = token.split('.');
  return [make('span', 'part-header', header), make('span', 'dot', '.'), make('span', 'part-payload', payload),
          make('span', 'dot', '.'), make('span', 'part-signature', signature)];
};

const showSession = () => {
  byId('log-in-form').hidden = session !== null;
  byId('session').hidden = session === null;
  byId('token-card').hidden = session === null;
  byId('authorize-title').textContent = session ? 'Authorized' : 'Authorize';
  if (session) {
    const [header, payload, signature] = session.token.split('.');
    byId('who').textContent = session.subject;
    byId('avatar').textContent = session.subject.charAt(0).toUpperCase();
    byId('granted').replaceChildren(...session.scope.map((one) => make('span', 'chip', one)));
    byId('token').replaceChildren(...tokenParts(session.token));
    byId('token-header').replaceChildren(...renderJson(decodePart(header), '', claimNotes));
    byId('token-payload').replaceChildren(...renderJson(decodePart(payload), '', claimNotes));
    byId('token-signature').textContent = decodePart(header).alg + ' over the two other parts, ' +
        Math.floor(signature.length * 3 / 4) + ' bytes. Only the server has the key.';
    showTimeLeft();
  } else {
    for (const id of ['token', 'token-header', 'token-payload', 'who', 'avatar', 'granted']) byId(id).replaceChildren();
  }
  for (const refresh of refreshers) refresh();
};

const showTimeLeft = () => {
  if (!session) return;
  const left = Math.max(0, Math.ceil((session.ends - performance.now()) / 1000));
  const pad = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(left / 3600);
  const clock = (hours ? hours + ':' : '') + pad(Math.floor(left / 60) % 60) + ':' + pad(left % 60);
  byId('time-left').textContent = left > 0 ? clock + ' left' : 'expired: it is refused from now on';
  byId('time-left').classList.toggle('over', left === 0);
  byId('life').value = left / session.lifetime;
};
setInterval(showTimeLeft, 250);

// --- logging in and out ----------------------------------------------------------------------------------------------

byId('log-in-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const problem = byId('log-in-problem');
  const button = byId('log-in');
  problem.hidden = true;
  button.disabled = true;
  try {
    const scope = [...byId('scopes').querySelectorAll('input:checked')].map((box) => box.value).join(' ');
    const asked = {grant_type: 'password', username: byId('username').value, password: byId('password').value, scope};
    const sent = performance.now();
    const answer = await fetch('/token', {method: 'POST', body: new URLSearchParams(asked)});
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error + ': ' + body.error_description);
    session = {
      token: body.access_token,
      subject: decodePart(body.access_token.split('.')[1]).sub,
      scope: body.scope.split(' ').filter(Boolean),
      lifetime: body.expires_in,
      ends: sent + body.expires_in * 1000,
    };
    byId('password').value = '';
    showSession();
    byId('log-out').focus();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
});

byId('log-out').addEventListener('click', () => {
  session = null;
  showSession();
  byId('username').focus();
});

const copyText = async (button, text) => {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 1200);
};
byId('copy-token').addEventListener('click', (event) => copyText(event.target, session.token));

// --- the operations --------------------------------------------------------------------------------------------------

const meanings = {
  200: 'OK', 400: 'the request is malformed', 401: 'the server cannot tell who you are',
  403: 'the server knows you, but this token may not do that', 429: 'too fast', 503: 'come back later',
};

const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

const makeOperation = (path, method, operation) => {
  const card = byId('operation-template').content.firstElementChild.cloneNode(true);
  const part = (selector) => card.querySelector(selector);
  const needs = operation.security.length > 0;
  const scopes = needs ? Object.values(operation.security[0])[0] : [];
  const choices = [...card.querySelectorAll('.choice input')];
  const inputs = {};
  card.dataset.operation = method.toUpperCase() + ' ' + path;
  part('.method').textContent = method.toUpperCase();
  part('.method').classList.add(method);
  part('.path').textContent = path;
  part('.what').textContent = operation.summary;
  part('.need').append(...(scopes.length ? scopes.map((one) => make('span', 'chip', one)) : [needs ? 'any token' : 'open']));
  part('.choice').hidden = !needs;
  for (const input of choices) {
    input.name = card.dataset.operation;
    input.addEventListener('change', () => showRequest());
  }

  const form = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  for (const [name, schema] of Object.entries(form?.properties ?? {})) {
    if (schema.const !== undefined || name.startsWith('client_')) continue;
    const input = make('input');
    input.type = schema.format === 'password' ? 'password' : 'text';
    input.autocomplete = 'off';
    input.addEventListener('input', () => showRequest());
    inputs[name] = input;
    part('.fields').append(make('label', '', name, input));
  }

  const credential = () => {
    const chosen = needs && session ? choices.find((input) => input.checked)?.value : 'none';
    if (chosen === 'token') return session.token;
    return chosen === 'forged' ? forge(session.token) : null;
  };

  const parameters = () => {
    const fixed = Object.entries(form?.properties ?? {}).filter(([, schema]) => schema.const !== undefined);
    const typed = Object.entries(inputs).filter(([, input]) => input.value !== '');
    return [...fixed.map(([name, schema]) => [name, schema.const]), ...typed.map(([name, input]) => [name, input.value])];
  };

  const showRequest = () => {
    const token = credential();
    const pieces = [make('span', 'flag', 'curl -i '), quote(location.origin + path)];
    if (token) {
      const shortened = make('span', 'shortened', ...tokenParts(token));
      pieces.push(' \\\n  ', make('span', 'flag', '-H '), "'Authorization: Bearer ", shortened, "'");
    }
    for (const [name, value] of form ? parameters() : []) {
      // A password has no place in a history file, nor on a screen.
      const shown = inputs[name]?.type === 'password' ? '"' + name + '=$PASSWORD"' : quote(name + '=' + value);
      pieces.push(' \\\n  ', make('span', 'flag', '--data-urlencode '), shown);
    }
    part('.curl').replaceChildren(...pieces);
  };

  const send = async () => {
    const token = credential();
    const request = {method: method.toUpperCase(), headers: {}, cache: 'no-store'};
    if (token) request.headers.Authorization = 'Bearer ' + token;
    if (form) request.body = new URLSearchParams(parameters());
    showRequest();
    part('.send').disabled = true;
    const started = performance.now();
    try {
      const answer = await fetch(path, request);
      const text = await answer.text();
      part('.took').textContent = (performance.now() - started).toFixed(1) + ' ms';
      part('.status').textContent = answer.status;
      part('.status').classList.toggle('ok', answer.ok);
      part('.meaning').textContent = meanings[answer.status] ?? '';
      const challenge = answer.headers.get('WWW-Authenticate');
      part('.challenge').hidden = challenge === null;
      part('.challenge').replaceChildren(make('b', '', 'WWW-Authenticate: '), challenge ?? '');
      let shown = [text];
      try {
        shown = renderJson(JSON.parse(text));
      } catch {
        // Not JSON: shown as it came.
      }
      part('.body').replaceChildren(...shown);
    } catch (error) {
      part('.took').textContent = '';
      part('.status').textContent = 'no answer';
      part('.status').classList.remove('ok');
      part('.meaning').textContent = error.message;
      part('.challenge').hidden = true;
      part('.body').replaceChildren();
    } finally {
      part('.send').disabled = false;
      part('.answer').hidden = false;
    }
  };

  part('.summary').addEventListener('click', () => {
    const open = part('.panel').hidden;
    part('.panel').hidden = !open;
    part('.summary').setAttribute('aria-expanded', String(open));
  });
  part('.send').addEventListener('click', send);
  part('.copy').addEventListener('click', (event) => copyText(event.target, part('.curl').textContent));

  refreshers.push(() => {
    for (const input of choices) {
      input.disabled = session === null && input.value !== 'none';
      input.checked = input.value === (session ? 'token' : 'none');
    }
    showRequest();
  });
  return card;
};

const start = async () => {
  const description = await (await fetch('/openapi.json')).json();
  document.title = byId('title').textContent = description.info.title;
  byId('description').textContent = description.info.description;
  const [scheme] = Object.values(description.components.securitySchemes);
  for (const [scope, meaning] of Object.entries(scheme.flows.password.scopes)) {
    const box = make('input');
    box.type = 'checkbox';
    box.name = 'scope';
    box.value = scope;
    box.checked = true;
    byId('scopes').append(make('label', '', box, make('span', '', make('code', '', scope), ' ' + meaning)));
  }
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      byId('operations').append(makeOperation(path, method, operation));
    }
  }
  showSession();
};
start();
