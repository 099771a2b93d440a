// A check-in goes on while there is no network. Pages come from a kit that was fetched before; each answer is sealed to
// the site's public key as soon as it is given, waits in a queue, and is handed over once there is a network again.
// Nothing that was answered is kept in a form that can be read on this device. Online this worker only passes things on.
"use strict";

const HOME = "/tablet/", DELIVER = "/check-in/deliver/";
const PAGE = /^\/check-in\/([0-9a-f]{64})\/(?:(\d+|help|words)\/)?$/;
const FILES = /\/checkins\/client\.(css|js)$/;
const PATIENCE = 8000, AWAY_FOR = 20000, FRESH_FOR = 600000, DAY = 86400000, AT_ONCE = 50;
const TRIES = 5, WAIT = 900000, CODE_ROUNDS = 100000;
const INFO = "unstuck check-in answer 1";

// --- What is kept on the device: kits (no answers in them), and the queue of sealed answers. ---

function opened() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("checkins", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", {autoIncrement: true});
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function within(store, mode, act) {
  const base = await opened();
  return new Promise((done, fail) => {
    const frame = base.transaction(store, mode, {durability: "strict"});
    const asked = act(frame.objectStore(store));
    frame.oncomplete = () => { base.close(); done(asked.result); };
    frame.onabort = () => { base.close(); fail(frame.error); };
  });
}

const kept = key => within("kept", "readonly", store => store.get(key));
const keep = (key, value) => within("kept", "readwrite", store => store.put(value, key));
const drop = key => within("kept", "readwrite", store => store.delete(key));
const namedKeys = start => within("kept", "readonly", store => store.getAllKeys(IDBKeyRange.bound(start, start + "~")));
const waiting = () => within("queue", "readonly", store => store.count());
const keyOf = token => "kit " + token, afterOf = token => "after " + token;

async function dropKits(which) {
  for (const key of await namedKeys("kit ")) if (which(await kept(key))) await drop(key);
}

// --- Sealing: HPKE (RFC 9180), base mode, P-256, HKDF-SHA256, AES-256-GCM. ---

const bytes = text => new TextEncoder().encode(text);
const joined = parts => new Uint8Array(parts.flatMap(part => [...new Uint8Array(part)]));
const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const toBase64 = some => btoa(Array.from(some, one => String.fromCharCode(one)).join(""));

async function hmac(key, value) {
  const used = await crypto.subtle.importKey("raw", key, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
  return crypto.subtle.sign("HMAC", used, value);
}

const NO_SALT = new Uint8Array(32); // HMAC pads a key with zeros: the same as an empty one
const KEM = joined([bytes("KEM"), [0, 16]]), WHOLE = joined([bytes("HPKE"), [0, 16, 0, 1, 0, 2]]);
const extract = (suite, salt, label, value) => hmac(salt, joined([bytes("HPKE-v1"), suite, bytes(label), value]));

async function expand(suite, key, label, about, length) { // at most 32 bytes: one round of HKDF-Expand
  const value = joined([[0, length], bytes("HPKE-v1"), suite, bytes(label), about, [1]]);
  return new Uint8Array(await hmac(key, value)).slice(0, length);
}

async function sealed(publicKey, text) {
  const curve = {name: "ECDH", namedCurve: "P-256"}, theirs = fromBase64(publicKey);
  const to = await crypto.subtle.importKey("raw", theirs, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const point = await crypto.subtle.exportKey("raw", own.publicKey);
  const shared = await crypto.subtle.deriveBits({name: "ECDH", public: to}, own.privateKey, 256);
  const drawn = await extract(KEM, NO_SALT, "eae_prk", shared);
  const secret = await expand(KEM, drawn, "shared_secret", joined([point, theirs]), 32);
  const about = joined([[0], await extract(WHOLE, NO_SALT, "psk_id_hash", []), await extract(WHOLE, NO_SALT, "info_hash", bytes(INFO))]);
  const main = await extract(WHOLE, secret, "secret", []);
  const key = await crypto.subtle.importKey("raw", await expand(WHOLE, main, "key", about, 32), "AES-GCM", false, ["encrypt"]);
  const nonce = await expand(WHOLE, main, "base_nonce", about, 12);
  const locked = await crypto.subtle.encrypt({name: "AES-GCM", iv: nonce}, key, bytes(text));
  return toBase64(joined([point, locked]));
}

async function queue(kit, item, typed) {
  const {csrfmiddlewaretoken, item: _item, ...fields} = typed;
  const inside = {key: crypto.randomUUID(), token: kit.token, item, typed: fields, answered: Date.now()};
  const row = await sealed(kit.key, JSON.stringify(inside));
  await within("queue", "readwrite", store => store.add(row));
  if (self.registration.sync) self.registration.sync.register("deliver").catch(() => {});
}

// --- Handing over: in order, one worker at a time, and cleared once the site says what became of each. ---

let awayUntil = 0, delivering = null;

function inTime(promise) {
  return Promise.race([promise, new Promise((_done, fail) => setTimeout(fail, PATIENCE))]);
}

function deliver() {
  delivering ||= navigator.locks.request("checkins", handOver).catch(() => false).finally(() => { delivering = null; });
  return delivering;
}

async function handOver() {
  const keys = await within("queue", "readonly", store => store.getAllKeys());
  const rows = await within("queue", "readonly", store => store.getAll());
  let isDone = true;
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const end = at + AT_ONCE;
    isDone = (await handOverSome(keys.slice(at, end), rows.slice(at, end))) && isDone;
  }
  return isDone;
}

async function handOverSome(keys, rows) {
  const body = JSON.stringify({now: Date.now(), answers: rows});
  const sent = fetch(DELIVER, {method: "POST", headers: {"Content-Type": "application/json"}, body});
  const answer = await inTime(sent);
  if (!answer.ok) return keys.length > 1 && answer.status === 500 ? oneByOne(keys, rows) : false;
  const {outcomes} = await answer.json();
  const done = keys.filter((_key, place) => outcomes[place] && outcomes[place] !== "unreadable");
  for (const key of done) await within("queue", "readwrite", store => store.delete(key));
  return true;
}

// One that the site stumbles over holds no other one up.
async function oneByOne(keys, rows) {
  let isDone = true;
  for (const [place, key] of keys.entries()) isDone = (await handOverSome([key], [rows[place]])) && isDone;
  return isDone;
}

// --- Pages. ---

function shown(kit, html) {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": kit.policy,
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
  };
  return new Response(html, {headers});
}

const redirect = path => Response.redirect(new URL(path, location.origin).href, 303);
const placeOf = (kit, next) => `/check-in/${kit.token}/${next < kit.questions.length ? next + 1 : "words"}/`;

async function fields(request) {
  return request.method === "POST" ? Object.fromEntries(await request.clone().formData()) : null;
}

async function online(request) {
  if (performance.now() < awayUntil) return null;
  try {
    const answer = await inTime(fetch(request));
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch { /* no network */ }
  awayUntil = performance.now() + AWAY_FOR;
  return null;
}

async function page(event, url) {
  const typed = await fields(event.request), found = PAGE.exec(url.pathname);
  if (!found) return neutral(event.request, typed);
  if (await kept("forget")) return redirect(HOME);
  const [, token, place = ""] = found, kit = await kept(keyOf(token));
  if (!(await goesOnHere(event.request, kit, typed))) {
    if (await waiting()) await deliver();
    if (!kit) awayUntil = 0; // nothing here to show instead
    const answer = await online(event.request);
    if (answer) {
      await noted(kit, token, place, typed, answer);
      return answer;
    }
  }
  return withoutNetwork(event, kit, token, place, typed);
}

// What began without a network on the tablet ends here: the site has not seen its code. A page that was made here has no
// form token of the site. A link goes back to the site as soon as everything was handed over.
async function goesOnHere(request, kit, typed) {
  if (!kit) return false;
  if (typed && !("csrfmiddlewaretoken" in typed)) return true;
  if (!kit.local) return false;
  if (kit.way === "tablet" || typed || !(await deliver())) return true;
  await keep(keyOf(kit.token), {...kit, local: false});
  return false;
}

async function noted(kit, token, place, typed, answer) {
  await drop(afterOf(token));
  if (!kit) return;
  const taken = typed && answer.type === "opaqueredirect";
  if (answer.status === 410 || (place === "words" && taken)) await drop(keyOf(token));
  else if (taken && typed.item) await step(kit, typed);
}

// Which answers were the lowest is remembered only while this worker runs, for questions that hang on others. Once it is
// forgotten, such a question is asked: rather once too often than not at all.
const lowest = new Set();

async function step(kit, typed) {
  const at = kit.questions.findIndex(one => one.item === typed.item);
  if (at < 0) return kit.next;
  const name = kit.token + typed.item;
  if (typed.value === kit.questions[at].lowest) lowest.add(name); else lowest.delete(name);
  let next = at + 1;
  const isLeftOut = one => one.gates.length > 0 && one.gates.every(gate => lowest.has(kit.token + gate));
  while (next < kit.questions.length && isLeftOut(kit.questions[next])) next += 1;
  kit.next = Math.max(kit.next, next);
  await keep(keyOf(kit.token), kit);
  return next;
}

async function withoutNetwork(event, kit, token, place, typed) {
  if (!kit) {
    const after = await kept(afterOf(token));
    if (after) return shown(after, after.html);
    return (await kept("tablet")) ? redirect(HOME) : Response.error();
  }
  kit.local = true;
  await keep(keyOf(token), kit);
  if (typed) return taken(event, kit, place, typed);
  if (place === "" || place === "help") return shown(kit, kit.pages[place || "start"]);
  if (place === "words") return shown(kit, kit.pages.words);
  const at = Number(place) - 1, isOpen = kit.way === "tablet" ? at === kit.next : at >= 0 && at <= kit.next;
  return isOpen && at < kit.questions.length ? shown(kit, kit.questions[at].html) : redirect(placeOf(kit, kit.next));
}

async function taken(event, kit, place, typed) {
  if (place === "words") return ended(kit, typed);
  const question = kit.questions.find(one => one.item === typed.item);
  if (!question || !("value" in typed)) return redirect(placeOf(kit, kit.next));
  await queue(kit, typed.item, typed);
  const next = await step(kit, typed);
  event.waitUntil(performance.now() < awayUntil ? Promise.resolve() : deliver());
  const isRisk = question.risk.some(name => Number(typed[name]) > 0);
  return redirect(isRisk ? `/check-in/${kit.token}/help/` : placeOf(kit, next));
}

async function ended(kit, typed) {
  await queue(kit, "", {words: typed.words || ""});
  await drop(keyOf(kit.token));
  const held = await kept("tablet");
  if (held && kit.salt) await keep("tablet", {...held, boxes: held.boxes.filter(box => box.salt !== kit.salt)});
  const isSent = (await deliver()) && !(await waiting());
  const html = isSent ? kit.pages.sent : kit.pages.kept;
  await keep(afterOf(kit.token), {policy: kit.policy, html});
  return redirect(`/check-in/${kit.token}/`);
}

// --- The tablet: its neutral page, and a code that opens what was locked with it. ---

async function neutral(request, typed) {
  await dropKits(kit => kit.way === "tablet"); // whoever was here before is forgotten
  for (const key of await namedKeys("after ")) await drop(key);
  const answer = typed && !("csrfmiddlewaretoken" in typed) ? null : await online(request);
  if (answer) {
    await drop("forget"); // the site has taken its own cookie away
    return answer;
  }
  const held = await kept("tablet");
  if (!held) return Response.error();
  if (!typed) {
    await keep("forget", true); // the site could not: until it has, no page of a check-in is asked for
    return shown(held, held.pages.neutral);
  }
  return coded(held, (typed.code || "").replace(/\D/g, ""));
}

async function coded(held, code) {
  const tries = (await kept("tries")) || {count: 0, at: Date.now()};
  const isOver = Math.abs(Date.now() - tries.at) > WAIT;
  if (!isOver && tries.count >= TRIES) return shown(held, held.pages.wait);
  const kit = code.length === 6 ? await unlocked(held, code) : null;
  if (!kit) {
    await keep("tries", isOver ? {count: 1, at: Date.now()} : {...tries, count: tries.count + 1});
    return shown(held, held.pages.unknown);
  }
  await drop("tries");
  await keep(keyOf(kit.token), {...kit, policy: held.policy, local: true});
  await drop("forget");
  return redirect(`/check-in/${kit.token}/`);
}

async function unlocked(held, code) {
  const typed = await crypto.subtle.importKey("raw", bytes(code), "PBKDF2", false, ["deriveKey"]);
  for (const box of held.boxes) {
    const how = {name: "PBKDF2", hash: "SHA-256", salt: fromBase64(box.salt), iterations: CODE_ROUNDS};
    const key = await crypto.subtle.deriveKey(how, typed, {name: "AES-GCM", length: 256}, false, ["decrypt"]);
    try {
      const packed = await crypto.subtle.decrypt({name: "AES-GCM", iv: fromBase64(box.nonce)}, key, fromBase64(box.box));
      const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
      return {...(await new Response(plain).json()), salt: box.salt, at: held.at};
    } catch { /* another code */ }
  }
  return null;
}

// --- Kits. ---

async function refreshed(address) {
  const isTablet = address.startsWith(HOME), key = isTablet ? "tablet" : keyOf(address.split("/")[2]);
  if (await waiting()) await deliver();
  await dropKits(kit => Date.now() - kit.at > kit.left * 1000 + DAY);
  const held = await kept(key);
  if (!isTablet && held && (held.local || Math.abs(Date.now() - held.at) < FRESH_FOR)) return true;
  const answer = await inTime(fetch(isTablet && held ? `${address}?have=${held.version}` : address));
  awayUntil = 0;
  if (answer.status === 204) return true;
  if (!answer.ok || !(answer.headers.get("Content-Type") || "").includes("json")) {
    if (answer.status < 500) await drop(key);
    return false;
  }
  const kit = await answer.json();
  await (await caches.open("checkins")).addAll(kit.files);
  await keep(key, {...kit, policy: answer.headers.get("Content-Security-Policy"), at: Date.now()});
  return true;
}

async function heard(event) {
  if (event.data.leave) return dropKits(kit => kit.way !== "tablet");
  let isFresh = false;
  try { isFresh = await refreshed(event.data.kit); } catch { /* no network */ }
  event.source.postMessage({isFresh, isReady: isFresh || !!(await kept("tablet")), waiting: await waiting()});
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("message", event => event.waitUntil(heard(event)));
self.addEventListener("sync", event => event.waitUntil(deliver()));
self.addEventListener("fetch", event => {
  const url = new URL(event.request.url), isPage = url.pathname === HOME || PAGE.test(url.pathname);
  if (event.request.mode === "navigate" && isPage) event.respondWith(page(event, url));
  else if (event.request.method === "GET" && FILES.test(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request, {ignoreSearch: true})));
  }
});
