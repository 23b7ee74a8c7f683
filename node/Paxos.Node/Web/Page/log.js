// The live tail. An entry is a line or a gap; entries come at the end and go from the front, and every list is bounded.

const linesMax = 2000;
const retryMsMax = 10000;
const hiddenMsMax = 30000;
const levels = ['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical'];
const shortLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRIT'];
const levelTones = ['quiet', 'quiet', 'accent', 'warn', 'bad', 'bad'];

const view = byId('lines');
let entries = [];
let waiting = [];
let incoming = [];
let paused = false;
let missedTotal = 0;
let drawn = 0;
let drawScheduled = false;
let instance = null;
let lastSequence = 0;
let minimumLevel = 0;
let needle = '';

function matches(entry) {
  if (entry.gap !== undefined) return needle === '';
  return entry.rank >= minimumLevel && (needle === '' || entry.haystack.includes(needle));
}

function appendMarked(element, text) {
  if (needle === '') {
    element.append(text);
    return;
  }
  const lower = text.toLowerCase();
  // Lower-casing can change a text's length (İ); its positions are then of no use.
  let at = lower.length === text.length ? lower.indexOf(needle) : -1;
  let from = 0;
  while (at >= 0) {
    element.append(text.slice(from, at), create('mark', '', text.slice(at, at + needle.length)));
    from = at + needle.length;
    at = lower.indexOf(needle, from);
  }
  element.append(text.slice(from));
}

function createRow(entry) {
  if (entry.gap !== undefined) return create('div', 'gap', entry.gap);
  const { line, rank } = entry;
  const row = create('div', 'line');
  row.dataset.level = line.level;
  setTone(row, levelTones[rank]);
  const time = create('time', '', line.time.slice(11, 23));
  time.dateTime = line.time;
  time.title = line.time;
  const category = create('span', 'category');
  category.title = line.category;
  appendMarked(category, line.category.slice(line.category.lastIndexOf('.') + 1));
  if (line.eventId !== 0) category.append(` ${line.eventId}`);
  const message = create('span', 'message');
  appendMarked(message, line.message);
  row.append(time, create('span', 'level', shortLevels[rank]), category, message);
  return row;
}

const atEnd = () => view.scrollHeight - view.scrollTop - view.clientHeight < 32;
let following = true;

function toEnd() {
  following = true;
  view.scrollTop = view.scrollHeight;
  byId('newest').hidden = true;
}

function showCounts() {
  const lines = entries.filter((entry) => entry.line).length;
  const all = plural(lines, 'line', 'lines');
  setText(byId('count'), drawn === lines ? all : `${count(drawn)} of ${all}`);
  const missed = byId('missed');
  missed.hidden = missedTotal === 0;
  setText(missed, `${count(missedTotal)} missed`);
  byId('empty').hidden = view.childElementCount > 0;
  setText(byId('empty'), lines === 0 ? 'No lines yet.' : 'No line matches the filter.');
  setText(byId('pause'), paused ? (waiting.length > 0 ? `Resume (${count(waiting.length)} new)` : 'Resume') : 'Pause');
}

function drawAll() {
  const rows = document.createDocumentFragment();
  drawn = 0;
  for (const entry of entries) {
    entry.row = matches(entry) ? createRow(entry) : null;
    if (entry.row) rows.append(entry.row);
    if (entry.row && entry.line) drawn++;
  }
  view.replaceChildren(rows);
  if (following) toEnd();
  showCounts();
}

function addToView(added) {
  const rows = document.createDocumentFragment();
  for (const entry of added) {
    entry.row = matches(entry) ? createRow(entry) : null;
    if (entry.row) rows.append(entry.row);
    if (entry.row && entry.line) drawn++;
  }
  entries.push(...added);
  for (const entry of entries.splice(0, Math.max(0, entries.length - linesMax))) {
    if (entry.row && entry.line) drawn--;
    entry.row?.remove();
  }
  const any = rows.childElementCount > 0;
  view.append(rows);
  if (following) toEnd();
  else if (any) byId('newest').hidden = false;
  showCounts();
}

function drawIncoming() {
  drawScheduled = false;
  const added = incoming;
  incoming = [];
  if (!paused) {
    addToView(added);
    return;
  }
  waiting.push(...added);
  const excess = waiting.length - linesMax;
  if (excess > 0) {
    waiting.splice(0, excess + 1, { gap: 'Older lines went by during the pause.' });
  }
  showCounts();
}

function receive(entry) {
  incoming.push(entry);
  if (incoming.length > 2 * linesMax) incoming.splice(0, linesMax);
  if (!drawScheduled) {
    drawScheduled = true;
    // A hidden page gets no animation frames, and its lines must still be bounded.
    if (document.hidden) setTimeout(drawIncoming, 250);
    else requestAnimationFrame(drawIncoming);
  }
}

function receiveLines(lines) {
  for (const line of lines) {
    if (line.sequence <= lastSequence) continue;
    lastSequence = line.sequence;
    const haystack = `${line.category} ${line.eventId} ${line.message}`.toLowerCase();
    receive({ line, rank: levels.indexOf(line.level), haystack });
  }
}

let source = null;
let retryMs = 500;
let retryTimer = 0;

function showTail(text, tone) {
  setText(byId('tail'), text);
  setTone(byId('tail'), tone);
}

function connect() {
  clearTimeout(retryTimer);
  source?.close();
  const place = instance === null ? '' : `?after=${lastSequence}&instance=${instance}`;
  source = new EventSource(`logs/stream${place}`);
  source.addEventListener('hello', (event) => {
    const hello = JSON.parse(event.data);
    if (instance !== null && instance !== hello.instance) {
      lastSequence = 0;
      receive({ gap: 'The node has started anew.' });
    }
    instance = hello.instance;
    retryMs = 500;
    showTail('live', 'good');
  });
  source.addEventListener('missed', (event) => {
    const missed = JSON.parse(event.data).count;
    missedTotal += missed;
    receive({ gap: `${plural(missed, 'line was', 'lines were')} missed here.` });
  });
  source.addEventListener('lines', (event) => receiveLines(JSON.parse(event.data)));
  // The browser's own retry gives up on a refusal and forgets where it was; this one does neither.
  source.addEventListener('error', () => {
    source.close();
    showTail('reconnecting', 'warn');
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, retryMs);
    retryMs = Math.min(2 * retryMs, retryMsMax);
  });
}

// A page that nobody looks at gives its stream back: browsers allow six connections per node, the node 64 streams.
let hiddenTimer = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiddenTimer);
  if (document.hidden) {
    hiddenTimer = setTimeout(() => {
      clearTimeout(retryTimer);
      source.close();
    }, hiddenMsMax);
  } else if (source.readyState === EventSource.CLOSED) {
    connect();
  }
});

byId('level').addEventListener('change', (event) => {
  minimumLevel = Number(event.target.value);
  drawAll();
  announce(`${byId('count').textContent} shown.`);
});

byId('search').addEventListener('input', (event) => {
  needle = event.target.value.trim().toLowerCase();
  drawAll();
});

byId('pause').addEventListener('click', () => {
  paused = !paused;
  byId('pause').setAttribute('aria-pressed', String(paused));
  if (!paused) {
    const added = waiting;
    waiting = [];
    addToView(added);
  }
  showCounts();
  announce(paused ? 'The log is paused.' : 'The log is live.');
});

byId('newest').addEventListener('click', () => {
  toEnd();
  view.focus();
});

view.addEventListener('scroll', () => {
  following = atEnd();
  if (following) byId('newest').hidden = true;
}, { passive: true });

connect();
