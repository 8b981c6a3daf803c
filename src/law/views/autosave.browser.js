/**
 * The script of the pages of a coder's seat: saves what is typed, as it is typed.
 *
 * What is typed goes into the storage of the browser at once and stays there until the server has it, so that a
 * dropped connection or a closed window loses nothing. Each saving says on which version it is based, which page it
 * comes from and the how-manieth of that page it is; the server decides, and never lets one page overwrite another.
 * Without script the form is saved by its buttons.
 */
// @ts-check

/** @typedef {{ fields: [string, string][], tab: string, turn: number, version: string }} Kept */

/** Milliseconds after the last key until a text is sent, and until it is tried again. */
const pause = 800;
const firstRetry = 2000;
const longestRetry = 60_000;

for (const form of document.querySelectorAll('form[data-autosave]'))
  if (form instanceof HTMLFormElement) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const { seat = '', point = '', points = '' } = form.dataset;
  const prefix = `plumbline seat ${seat} `;
  const status = document.querySelector('[data-autosave-status]');
  let tab = [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  let turn = 0;
  let version = field('version').value;
  let isSent = true;
  let isSending = false;
  let isStopped = false;
  let wait = firstRetry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} name */
  function field(name) {
    const found = form.elements.namedItem(name);
    if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${name}`);
    return found;
  }

  /** @param {string} name the sentence, in the language of the page */
  function say(name, more = '') {
    if (status) status.textContent = `${form.dataset[name] ?? ''}${more && ` ${more}`}`;
  }

  /** @returns {[string, string][]} */
  function fields() {
    return [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && !['version', 'tab', 'turn'].includes(name) ? [[name, value]] : [],
    );
  }

  /** Each page has a place of its own in the storage, which all pages of this origin share. */
  function slot() {
    return prefix + JSON.stringify([point, tab]);
  }

  /** @param {string} name @param {Kept | undefined} kept */
  function store(name, kept) {
    try {
      if (kept) localStorage.setItem(name, JSON.stringify(kept));
      else localStorage.removeItem(name);
    } catch {
      // A browser without storage, or with a full one, still sends.
    }
  }

  /** @param {string} name @returns {Kept | undefined} */
  function stored(name) {
    try {
      return JSON.parse(localStorage.getItem(name) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {string} of the point @param {Kept} kept @param {boolean} [isLast] whether the page is going */
  async function post(of, kept, isLast = false) {
    const answer = await fetch(points + encodeURIComponent(of) + location.search, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams([
        ...kept.fields,
        ['version', kept.version],
        ['tab', kept.tab],
        ['turn', String(kept.turn)],
      ]),
      keepalive: isLast,
    });
    if (!answer.headers.get('Content-Type')?.startsWith('application/json'))
      throw new Error('no answer of ours');
    return /** @type {Promise<{ outcome: string, version: number, said: string }>} */ (answer.json());
  }

  function typed() {
    turn += 1;
    isSent = false;
    store(slot(), { fields: fields(), tab, turn, version });
    later(pause);
  }

  /** @param {number} milliseconds */
  function later(milliseconds) {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void send(), milliseconds);
  }

  async function send(isLast = false) {
    if (isSent || isSending || isStopped) return;
    clearTimeout(timer);
    isSending = true;
    const sending = turn;
    say('saving');
    try {
      const {
        outcome,
        version: now,
        said,
      } = await post(point, { fields: fields(), tab, turn, version }, isLast);
      wait = firstRetry;
      isStopped = outcome === 'refused';
      if (outcome === 'saved') version = String(now);
      if (turn === sending) {
        isSent = true;
        if (!isStopped) store(slot(), undefined);
      }
      if (isStopped) say('refused', said);
      else if (outcome === 'set aside') say('aside');
      else say('saved', new Date().toLocaleTimeString(document.documentElement.lang));
    } catch {
      say('offline');
      later(wait);
      wait = Math.min(wait * 2, longestRetry);
    } finally {
      isSending = false;
    }
    if (!isSent && turn !== sending) later(pause);
  }

  /** Sends what earlier pages could not, of this point and of others. */
  async function catchUp() {
    let isStale = false;
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
      const kept = stored(name);
      if (!kept) continue;
      const [of] = JSON.parse(name.slice(prefix.length));
      try {
        const { outcome } = await post(of, kept);
        if (outcome === 'refused') continue;
        if (stored(name)?.turn === kept.turn) store(name, undefined);
        isStale ||= of === point && outcome !== 'late' && !isSame(kept.fields);
      } catch {
        if (of === point && isSent) restore(kept);
        say('offline');
      }
    }
    if (isStale && isSent) location.reload();
  }

  /** @param {[string, string][]} kept */
  function isSame(kept) {
    return JSON.stringify(kept) === JSON.stringify(fields());
  }

  /** Shows what the server does not have yet. @param {Kept} kept */
  function restore(kept) {
    ({ tab, turn, version } = kept);
    for (const [name, value] of kept.fields)
      if (!form.elements.namedItem(name)) form.append(hidden(name, value));
    for (const element of form.elements) {
      if (element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type))
        element.checked = kept.fields.some(
          ([name, value]) => name === element.name && value === element.value,
        );
      else if (
        (element instanceof HTMLInputElement && element.type !== 'hidden') ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement
      )
        element.value = kept.fields.find(([name]) => name === element.name)?.[1] ?? '';
    }
    isSent = false;
    later(wait);
  }

  /** @param {string} name @param {string} value */
  function hidden(name, value) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name, value });
    return input;
  }

  form.addEventListener('input', typed);
  form.addEventListener('focusout', () => void send());
  addEventListener('online', () => void send());
  addEventListener('pagehide', () => void send(true));
  // A button sends the same text as the next saving of this page.
  form.addEventListener('submit', () => {
    turn += 1;
    field('version').value = version;
    field('tab').value = tab;
    field('turn').value = String(turn);
    isStopped = true;
    clearTimeout(timer);
  });
  void catchUp();
}
