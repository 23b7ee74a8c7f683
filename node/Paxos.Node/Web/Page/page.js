(() => {
  'use strict';

  const linesMax = 2000;
  const statusEveryMs = 1000;
  const statusTimeoutMs = 3000;
  const retryMsMax = 10000;
  const hiddenMsMax = 30000;
  const levels = ['Trace', 'Debug', 'Information', 'Warning', 'Error', 'Critical'];
  const shortLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRIT'];
  const levelTones = ['quiet', 'quiet', 'accent', 'warn', 'bad', 'bad'];
  const conditionTones = { Ready: 'good', Blank: 'bad', Quarantined: 'bad', NoSpace: 'bad', Stopping: 'quiet' };
  const stateTones = { Alive: 'good', Suspect: 'warn', Dead: 'bad', Left: 'quiet' };

  const byId = (id) => document.getElementById(id);

  // ---- Writing into the document. All text goes through textContent: nothing from the node is ever parsed as HTML.

  function create(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // Untouched nodes keep the reader's selection and cost no layout.
  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function setTone(element, tone) {
    if (tone) element.dataset.tone = tone;
    else delete element.dataset.tone;
  }

  function announce(text) {
    byId('announcer').textContent = text;
  }

  // ---- Numbers for people.

  const count = (value) => value.toLocaleString('en-US');
  const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;
  const milliseconds = (value) => `${value < 10 ? value.toFixed(2) : count(Math.round(value))} ms`;

  function bytes(value) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    let amount = value;
    while (amount >= 1024 && unit < units.length - 1) {
      amount /= 1024;
      unit++;
    }
    return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
  }

  function duration(value) {
    const seconds = Math.floor(value / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days > 0) return `${days} d ${hours % 24} h`;
    if (hours > 0) return `${hours} h ${minutes % 60} min`;
    if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
    return `${seconds} s`;
  }

  const shortDuration = (value) => duration(value).split(' ').slice(0, 2).join(' ');

  // ---- Lists of terms and values whose elements stay and whose texts change.

  function renderTerms(list, items) {
    const shape = items.map((item) => item.term + (item.note === undefined ? '' : '+')).join('|');
    if (list.dataset.shape !== shape) {
      list.dataset.shape = shape;
      list.replaceChildren(...items.map((item) => {
        const group = create('div', item.wide ? 'wide' : '');
        group.append(create('dt', '', item.term), create('dd'));
        if (item.note !== undefined) group.append(create('dd', 'note'));
        return group;
      }));
    }
    items.forEach((item, index) => {
      const [value, note] = list.children[index].querySelectorAll('dd');
      setText(value, item.value);
      setTone(value, item.tone);
      if (item.title && value.title !== item.title) value.title = item.title;
      if (note) {
        setText(note, item.note);
        setTone(note, item.noteTone);
      }
    });
  }

  // ---- State.

  let rates = { time: 0, chosen: 0, perSecond: null };
  let condition = null;

  function chosenRate(status) {
    const now = performance.now();
    const elapsed = (now - rates.time) / 1000;
    if (rates.time !== 0 && elapsed < 0.5) return rates.perSecond;
    const usable = rates.time !== 0 && elapsed < 10 && status.chosenSlot >= rates.chosen;
    const newest = usable ? (status.chosenSlot - rates.chosen) / elapsed : null;
    rates = { time: now, chosen: status.chosenSlot, perSecond: newest };
    return newest;
  }

  function renderHead(status) {
    setText(byId('name'), status.name);
    const roles = byId('roles');
    if (roles.dataset.shape !== status.roles.join()) {
      roles.dataset.shape = status.roles.join();
      roles.replaceChildren(...status.roles.map((role) => create('li', '', role)));
    }
    document.title = `${status.name} · ${status.condition}`;
    setText(byId('condition'), status.condition);
    setTone(byId('condition'), conditionTones[status.condition] ?? 'warn');
    renderTerms(byId('facts'), [
      { term: 'cluster', value: status.clusterId },
      { term: 'epoch', value: String(status.epoch) },
      { term: 'version', value: status.version },
      { term: 'up', value: duration(status.uptimeMilliseconds) },
      { term: 'memory', value: bytes(status.residentBytes) },
    ]);
    const notice = byId('hindrance');
    notice.hidden = status.ready && !status.reason;
    const noticed = `${status.condition}\n${status.reason}`;
    if (!notice.hidden && notice.dataset.shape !== noticed) {
      notice.dataset.shape = noticed;
      notice.replaceChildren(create('strong', '', status.condition), ` ${status.reason}`);
    }
    setTone(notice, conditionTones[status.condition] ?? 'warn');
    if (condition !== null && condition !== status.condition) {
      announce(`${status.name} is now ${status.condition}. ${status.reason}`);
    }
    condition = status.condition;
  }

  function renderTiles(status) {
    const [epoch, round, owner] = status.ballot.split('.');
    const rate = chosenRate(status);
    const behind = Math.max(0, status.chosenSlot - status.appliedSlot);
    const leads = status.leader === status.name;
    renderTerms(byId('tiles'), [
      {
        term: 'Leader',
        value: status.leader ?? 'none',
        tone: status.leader ? undefined : 'warn',
        note: leads ? 'this node' : status.leader ? '' : 'waiting for an election',
      },
      {
        term: 'Ballot',
        value: owner ? `${epoch}.${round}` : status.ballot,
        title: status.ballot,
        note: owner ? `owner ${owner}` : '',
      },
      { term: 'Chosen slot', value: count(status.chosenSlot), note: rate === null ? '' : `${count(Math.round(rate))} per second` },
      {
        term: 'Applied slot',
        value: count(status.appliedSlot),
        note: behind === 0 ? 'up to date' : `${count(behind)} behind`,
        noteTone: behind > 1000 ? 'warn' : undefined,
      },
    ]);
  }

  function createMemberRow(member) {
    const row = create('tr');
    const node = create('td');
    const link = create('a', 'who', member.name);
    node.append(link, create('span', 'tags'), create('span', 'below roles'), create('span', 'below addresses'));
    const state = create('td');
    state.append(create('span', 'state'));
    row.append(node, state, create('td', 'number'), create('td', 'number up'));
    return row;
  }

  function pageOf(member) {
    if (!member.webAddress) return null;
    try {
      return new URL(`${location.protocol}//${member.webAddress}/view-logs`).href;
    } catch {
      return null;
    }
  }

  function renderTags(tags, member, own) {
    const words = [member.leader && ['leader', 'accent'], own && ['this node', 'quiet']].filter(Boolean);
    const shape = words.map(([word]) => word).join();
    if (tags.dataset.shape === shape) return;
    tags.dataset.shape = shape;
    tags.replaceChildren(...words.map(([word, tone]) => {
      const tag = create('span', 'tag', word);
      setTone(tag, tone);
      return tag;
    }));
  }

  function renderMember(row, member, own) {
    const [node, state, slot, age] = row.cells;
    const link = node.querySelector('.who');
    const page = own ? null : pageOf(member);
    if (!page) link.removeAttribute('href');
    else if (link.href !== page) link.href = page;
    renderTags(node.querySelector('.tags'), member, own);
    setText(node.querySelector('.roles'), member.roles.join(', '));
    setText(node.querySelector('.addresses'), [
      member.webAddress && `web ${member.webAddress}`,
      member.peerAddress && `peer ${member.peerAddress}`,
      member.clientAddress && `client ${member.clientAddress}`,
      `incarnation ${member.incarnation}`,
      `version ${member.version}`,
      `up ${duration(member.ageMilliseconds)}`,
    ].filter(Boolean).join(' · '));
    setText(state.firstChild, member.state);
    setTone(state.firstChild, stateTones[member.state] ?? 'warn');
    setText(slot, member.applied === 0 ? '–' : count(member.applied));
    setText(age, shortDuration(member.ageMilliseconds));
  }

  const memberRows = new Map();

  function renderMembers(status) {
    const names = new Set(status.members.map((member) => member.name));
    for (const [name, row] of memberRows) {
      if (!names.has(name)) {
        row.remove();
        memberRows.delete(name);
      }
    }
    status.members.forEach((member, index) => {
      const own = member.name === status.name;
      let row = memberRows.get(member.name);
      if (!row) {
        row = createMemberRow(member);
        memberRows.set(member.name, row);
      }
      const body = byId('members');
      if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
      renderMember(row, member, own);
    });
    const alive = status.members.filter((member) => member.state === 'Alive').length;
    setText(byId('members-count'), `${alive} of ${status.members.length} alive`);
  }

  const ifSome = (value, tone) => (value > 0 ? tone : undefined);

  // What matters to each role, in the order in which it is shown.
  const sections = {
    proposer: ['Proposer', (proposer) => [
      { term: 'State', value: proposer.state, tone: { Leading: 'good', Preparing: 'warn' }[proposer.state] },
      { term: 'In flight', value: plural(proposer.inFlightSlots, 'slot', 'slots') },
      { term: 'Queued', value: plural(proposer.queuedCommands, 'command', 'commands') },
      { term: 'Next slot', value: proposer.nextSlot === 0 ? '–' : count(proposer.nextSlot) },
      { term: 'Last election', value: proposer.lastElectionMs === 0 ? '–' : milliseconds(proposer.lastElectionMs) },
      { term: 'Ballot', value: proposer.ballot, wide: true },
    ]],
    acceptor: ['Acceptor', (acceptor) => [
      { term: 'Disk', value: acceptor.diskState, tone: { Active: 'good', Blank: 'bad' }[acceptor.diskState] },
      { term: 'Space', value: acceptor.spaceState, tone: acceptor.spaceState === 'Ok' ? undefined : 'bad' },
      { term: 'Votes held', value: count(acceptor.votes) },
      { term: 'Chosen to', value: count(acceptor.chosenTo) },
      { term: 'Trimmed to', value: acceptor.trimmedTo === 0 ? '–' : count(acceptor.trimmedTo) },
      { term: 'Faulty slots', value: count(acceptor.faultySlots), tone: ifSome(acceptor.faultySlots, 'bad') },
      { term: 'Journal', value: bytes(acceptor.journalBytes) },
      { term: 'Groups written', value: count(acceptor.journalGroups) },
      { term: 'fsync, last', value: milliseconds(acceptor.fsyncLastMs) },
      { term: 'fsync, slowest', value: milliseconds(acceptor.fsyncMaxMs), tone: acceptor.fsyncMaxMs > 500 ? 'warn' : undefined },
      { term: 'Promised ballot', value: acceptor.promisedBallot, wide: true },
      { term: 'Disk id', value: acceptor.diskId || '–', wide: true },
    ]],
    learner: ['Learner', (learner) => [
      { term: 'Applied to', value: count(learner.appliedTo) },
      { term: 'Chosen to', value: count(learner.chosenTo) },
      { term: 'Revision', value: count(learner.revision) },
      { term: 'Compacted to', value: learner.compactRevision === 0 ? '–' : count(learner.compactRevision) },
      { term: 'Keys', value: count(learner.keys) },
      { term: 'Sessions', value: count(learner.sessions) },
      { term: 'Store', value: bytes(learner.storeBytes) },
      { term: 'Chain hash', value: learner.chainHash || '–', wide: true },
      { term: 'Disk id', value: learner.diskId || '–', wide: true },
    ]],
    client: ['Client node', (client) => [
      { term: 'Reads from', value: client.learner ?? 'no learner', tone: client.learner ? undefined : 'warn' },
      { term: 'Sessions', value: count(client.sessions) },
      { term: 'Pending', value: plural(client.pending, 'request', 'requests') },
      { term: 'Requests', value: count(client.requestsTotal) },
      { term: 'Failures', value: count(client.failuresTotal), tone: ifSome(client.failuresTotal, 'warn') },
    ]],
  };

  function renderSections(status) {
    const present = Object.keys(sections).filter((role) => status[role]);
    const container = byId('sections');
    if (container.dataset.shape !== present.join()) {
      container.dataset.shape = present.join();
      container.replaceChildren(...present.map((role) => {
        const section = create('section', 'panel');
        const head = create('div', 'panel-head');
        const title = create('h2', '', sections[role][0]);
        title.id = `${role}-title`;
        section.setAttribute('aria-labelledby', title.id);
        head.append(title);
        section.append(head, create('dl', 'values'));
        return section;
      }));
    }
    present.forEach((role, index) => {
      renderTerms(container.children[index].lastChild, sections[role][1](status[role]));
    });
  }

  let lastContact = 0;
  let lost = false;

  function showContact(answered) {
    const notice = byId('contact');
    if (answered) {
      lastContact = performance.now();
      if (lost) announce('The node answers again.');
      lost = false;
      notice.hidden = true;
      return;
    }
    if (!lost) announce('The node does not answer.');
    lost = true;
    const silent = lastContact === 0 ? '' : ` since ${duration(performance.now() - lastContact)}`;
    setText(notice, `This node does not answer${silent}. What is shown is its last state. Trying again.`);
    notice.hidden = false;
    setText(byId('condition'), 'No answer');
    setTone(byId('condition'), 'bad');
  }

  async function pollStatus() {
    try {
      const response = await fetch('status.json', { cache: 'no-store', signal: AbortSignal.timeout(statusTimeoutMs) });
      if (!response.ok) throw new Error(`status.json answered ${response.status}`);
      const status = await response.json();
      showContact(true);
      renderHead(status);
      renderTiles(status);
      renderMembers(status);
      renderSections(status);
    } catch {
      showContact(false);
    }
    setTimeout(pollStatus, statusEveryMs);
  }

  // ---- Log. An entry is a line or a gap; both grow at the end and go from the front, and no list exceeds linesMax.

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
    setText(byId('count'), drawn === lines ? plural(lines, 'line', 'lines') : `${count(drawn)} of ${plural(lines, 'line', 'lines')}`);
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
      receive({ line, rank: levels.indexOf(line.level), haystack: `${line.category} ${line.eventId} ${line.message}`.toLowerCase() });
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
    source = new EventSource(instance === null ? 'logs/stream' : `logs/stream?after=${lastSequence}&instance=${instance}`);
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

  // ---- Controls.

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

  byId('details').addEventListener('click', (event) => {
    const plain = byId('members').classList.toggle('plain');
    event.target.setAttribute('aria-pressed', String(!plain));
  });

  view.addEventListener('scroll', () => {
    following = atEnd();
    if (following) byId('newest').hidden = true;
  }, { passive: true });

  byId('members').classList.add('plain');
  pollStatus();
  connect();
})();
