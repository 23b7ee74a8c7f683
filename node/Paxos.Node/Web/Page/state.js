// What the node says of itself and of the others, asked for once a second.

const statusEveryMs = 1000;
const statusTimeoutMs = 3000;
const conditionTones = {
  Ready: 'good', Blank: 'bad', Quarantined: 'bad', NoSpace: 'bad', NameConflict: 'bad', Stopping: 'quiet',
};
const stateTones = { Alive: 'good', Suspect: 'warn', Dead: 'bad', Left: 'quiet' };

let before = null;
let condition = null;

function chosenRate(status) {
  const now = { time: performance.now(), chosen: status.chosenSlot };
  const seconds = before === null ? Infinity : (now.time - before.time) / 1000;
  // Over a long silence a rate would be an average of the past; over a restart it would be negative.
  const usable = seconds < 10 && now.chosen >= before.chosen;
  const rate = usable ? (now.chosen - before.chosen) / seconds : null;
  before = now;
  return rate;
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
    notice.replaceChildren(create('strong', '', `${status.condition}:`), ` ${status.reason}`);
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
    {
      term: 'Chosen slot',
      value: count(status.chosenSlot),
      note: rate === null ? '' : `${count(Math.round(rate))} per second`,
    },
    {
      term: 'Applied slot',
      value: count(status.appliedSlot),
      note: status.chosenSlot === 0 ? '' : behind === 0 ? 'up to date' : `${count(behind)} behind`,
      noteTone: behind > 1000 ? 'warn' : undefined,
    },
  ]);
}

function createMember(member) {
  const group = create('tbody', 'member');
  const row = group.insertRow();
  const node = create('td');
  node.append(create('a', 'who', member.name), create('span', 'tags'), create('span', 'below roles'));
  const state = create('td');
  state.append(create('span', 'state'));
  row.append(node, state, create('td', 'number'), create('td', 'number up'));
  const addresses = group.insertRow();
  addresses.className = 'addresses';
  addresses.insertCell().colSpan = 4;
  return group;
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

function renderAddresses(cell, member) {
  const items = [
    member.webAddress && `web ${member.webAddress}`,
    member.peerAddress && `peer ${member.peerAddress}`,
    member.clientAddress && `client ${member.clientAddress}`,
    `incarnation ${member.incarnation}`,
    `version ${member.version}`,
    `up ${duration(member.ageMilliseconds)}`,
  ].filter(Boolean);
  if (cell.childElementCount !== items.length) cell.replaceChildren(...items.map(() => create('span')));
  items.forEach((item, index) => setText(cell.children[index], item));
}

function renderMember(group, member, own) {
  const [node, state, slot, age] = group.rows[0].cells;
  const link = node.querySelector('.who');
  const page = own ? null : pageOf(member);
  if (!page) link.removeAttribute('href');
  else if (link.href !== page) link.href = page;
  renderTags(node.querySelector('.tags'), member, own);
  setText(node.querySelector('.roles'), member.roles.join(', '));
  renderAddresses(group.rows[1].cells[0], member);
  setText(state.firstChild, member.state);
  setTone(state.firstChild, stateTones[member.state] ?? 'warn');
  setText(slot, member.applied === 0 ? '–' : count(member.applied));
  setText(age, shortDuration(member.ageMilliseconds));
}

const memberGroups = new Map();

function renderMembers(status) {
  const names = new Set(status.members.map((member) => member.name));
  for (const [name, group] of memberGroups) {
    if (!names.has(name)) {
      group.remove();
      memberGroups.delete(name);
    }
  }
  const table = byId('members');
  status.members.forEach((member, index) => {
    if (!memberGroups.has(member.name)) memberGroups.set(member.name, createMember(member));
    const group = memberGroups.get(member.name);
    const place = table.tBodies[index] ?? null;
    if (place !== group) table.insertBefore(group, place);
    renderMember(group, member, member.name === status.name);
  });
  const alive = status.members.filter((member) => member.state === 'Alive').length;
  setText(byId('members-count'), `${alive} of ${status.members.length} alive`);
}

const toneIfAny = (value, tone) => (value > 0 ? tone : undefined);
const slowTone = (fsyncMs) => toneIfAny(fsyncMs - 500, 'warn');

// What matters to each role, in the order in which it is shown.
const sections = {
  proposer: ['Proposer', (proposer) => [
    { term: 'State', value: proposer.state, tone: { Leading: 'good', Preparing: 'warn' }[proposer.state] },
    { term: 'In flight', value: plural(proposer.inFlightSlots, 'slot', 'slots') },
    { term: 'Queued', value: plural(proposer.queuedCommands, 'command', 'commands') },
    { term: 'Next slot', value: proposer.nextSlot === 0 ? '–' : count(proposer.nextSlot) },
    { term: 'Last election', value: proposer.lastElectionMs === 0 ? '–' : milliseconds(proposer.lastElectionMs) },
    { term: 'Trim to', value: proposer.trimTo === 0 ? '–' : count(proposer.trimTo) },
    { term: 'Trim blocked by', value: proposer.trimBlockedBy || 'nobody', tone: proposer.trimBlockedBy ? 'warn' : undefined },
    { term: 'Ballot', value: proposer.ballot, wide: true },
  ]],
  acceptor: ['Acceptor', (acceptor) => [
    { term: 'Disk', value: acceptor.diskState, tone: { Active: 'good', Blank: 'bad' }[acceptor.diskState] },
    { term: 'Space', value: acceptor.spaceState, tone: acceptor.spaceState === 'Ok' ? undefined : 'bad' },
    { term: 'Votes held', value: count(acceptor.votes) },
    { term: 'Chosen to', value: count(acceptor.chosenTo) },
    { term: 'Trimmed to', value: acceptor.trimmedTo === 0 ? '–' : count(acceptor.trimmedTo) },
    { term: 'Faulty slots', value: count(acceptor.faultySlots), tone: toneIfAny(acceptor.faultySlots, 'bad') },
    { term: 'Journal', value: bytes(acceptor.journalBytes) },
    { term: 'Groups written', value: count(acceptor.journalGroups) },
    { term: 'fsync, last', value: milliseconds(acceptor.fsyncLastMs) },
    { term: 'fsync, slowest', value: milliseconds(acceptor.fsyncMaxMs), tone: slowTone(acceptor.fsyncMaxMs) },
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
    { term: 'Snapshot to', value: learner.snapshotSlot === 0 ? '–' : count(learner.snapshotSlot) },
    { term: 'Snapshot', value: bytes(learner.snapshotBytes) },
    { term: 'Snapshots', value: learner.snapshotState, tone: learner.snapshotState === 'Failed' ? 'bad' : undefined },
    { term: 'Chain hash', value: learner.chainHash || '–', wide: true },
    { term: 'Disk id', value: learner.diskId || '–', wide: true },
  ]],
  client: ['Client node', (client) => [
    { term: 'Reads from', value: client.learner ?? 'no learner', tone: client.learner ? undefined : 'warn' },
    { term: 'Sessions', value: count(client.sessions) },
    { term: 'Pending', value: plural(client.pending, 'request', 'requests') },
    { term: 'Requests', value: count(client.requestsTotal) },
    { term: 'Failures', value: count(client.failuresTotal), tone: toneIfAny(client.failuresTotal, 'warn') },
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

async function fetchStatus() {
  try {
    const signal = AbortSignal.timeout(statusTimeoutMs);
    const response = await fetch('status.json', { cache: 'no-store', signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function pollStatus() {
  const status = await fetchStatus();
  setTimeout(pollStatus, statusEveryMs);
  showContact(status !== null);
  if (status === null) return;
  renderHead(status);
  renderTiles(status);
  renderMembers(status);
  renderSections(status);
}

byId('details').addEventListener('click', (event) => {
  const plain = byId('members').classList.toggle('plain');
  event.target.setAttribute('aria-pressed', String(!plain));
});

// The log stays in view below the head, however many lines the head takes.
new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty('--head', `${target.offsetHeight}px`);
}).observe(document.querySelector('header'));

pollStatus();
