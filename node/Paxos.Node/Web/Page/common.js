'use strict';

// What both halves of the page need: writing into the document, and numbers for people.

const byId = (id) => document.getElementById(id);

// All text goes through textContent: nothing from the node is ever parsed as HTML.

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

// Lists of terms and values whose elements stay and whose texts change.

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
