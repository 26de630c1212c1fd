// Watches whether the app arrives: a script that got lost on the way would leave an empty page. A file of its own, before the app's,
// because the page's policy forbids inline scripts.
(() => {
  const MOST_RELOADS = 3;
  const FIRST_WAIT_MS = 1_000;
  // What was tried before is another visit.
  const FORGET_MS = 60_000;
  const KEY = 'tertulia.arrival';
  const TEXTS = {
    en: ['Tertulia did not arrive whole.', 'Try again'],
    es: ['Tertulia no ha llegado entera.', 'Reintentar'],
    pt: ['O Tertulia não chegou inteiro.', 'Tentar de novo'],
  };

  const isMissing = () => document.getElementById('root')?.childElementCount === 0;

  function show() {
    const language = navigator.language.slice(0, 2).toLowerCase();
    const [text, again] = TEXTS[language] ?? TEXTS.en;
    const sentence = document.createElement('p');
    sentence.textContent = text;
    const button = document.createElement('button');
    button.className = 'button button-primary';
    button.textContent = again;
    button.addEventListener('click', () => location.reload());
    const card = document.createElement('div');
    card.className = 'enter-card';
    card.setAttribute('role', 'alert');
    card.append(sentence, button);
    const page = document.createElement('main');
    page.className = 'enter';
    page.append(card);
    document.getElementById('root').append(page);
    return page;
  }

  /** How often the page was loaded again by itself lately; one more is noted. Without storage nobody can count: never again. */
  function countReloads() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
      const count = kept && Date.now() - kept.at < FORGET_MS ? kept.count : 0;
      sessionStorage.setItem(KEY, JSON.stringify({ count: count + 1, at: Date.now() }));
      return count;
    } catch {
      return MOST_RELOADS;
    }
  }

  function reloadSoon(isNeeded) {
    const count = countReloads();
    if (count >= MOST_RELOADS) return;
    const wait = FIRST_WAIT_MS * 2 ** count * (1 + Math.random());
    setTimeout(() => isNeeded() && location.reload(), wait);
  }

  // Lost files do not bubble; what the app's first module throws comes here, too.
  addEventListener(
    'error',
    ({ target }) => {
      const isStyle =
        target instanceof HTMLLinkElement && target.rel === 'stylesheet' && document.readyState !== 'complete';
      if (isStyle) return reloadSoon(() => true);
      if (!isMissing() || target instanceof HTMLImageElement || target instanceof HTMLLinkElement) return;
      const notice = show();
      reloadSoon(() => notice.isConnected);
    },
    true,
  );
})();
