/** The parts of the page in the order in which F6 goes through them, and where the focus lands in each, the best place first. */
const regions: ReadonlyArray<{ part: string; targets: readonly string[] }> = [
  { part: '[data-region=rooms]', targets: ['a[aria-current=page]', 'a[href^="/r/"]', 'a, button'] },
  { part: '[data-region=header]', targets: ['a, button'] },
  { part: '[role=log]', targets: ['article[tabindex="0"]', 'article:last-of-type'] },
  { part: 'main:not(:has([role=log]))', targets: ['input, a, button'] },
  { part: 'form.composer', targets: ['textarea'] },
  { part: '[data-region=panel]', targets: ['button, input'] },
];

/** Goes to the next part of the page, or to the one before; round at the ends. @returns whether there was one. */
export function moveRegion(step: 1 | -1): boolean {
  const parts = regions
    .map(({ part, targets }) => ({ element: lastVisible(document, part), targets }))
    .filter(({ element }) => element !== undefined);
  const at = parts.findIndex(({ element }) => element?.contains(document.activeElement));
  const start = at < 0 && step < 0 ? 0 : at;
  const next = parts[(start + step + parts.length) % parts.length];
  if (!next?.element) return false;
  focusIn(next.element, next.targets);
  return true;
}

/** Puts the focus into the timeline or the composer, wherever it was. */
export function focusPart(name: 'timeline' | 'composer'): void {
  const region = regions.find(({ part }) => part === (name === 'timeline' ? '[role=log]' : 'form.composer'));
  const element = region && lastVisible(document, region.part);
  if (region && element) focusIn(element, region.targets);
}

function focusIn(element: HTMLElement, targets: readonly string[]): void {
  const target = targets.map((selector) => firstVisible(element, selector)).find(Boolean) ?? element;
  // A part without anything to press takes the focus itself.
  if (target === element && !element.hasAttribute('tabindex')) element.tabIndex = -1;
  target.focus();
}

/** Messages are read from the end, so that of several places the last is meant. */
function firstVisible(within: ParentNode, selector: string): HTMLElement | undefined {
  const found = [...within.querySelectorAll<HTMLElement>(selector)].filter(isVisible);
  return selector.startsWith('article') ? found.at(-1) : found[0];
}

function lastVisible(within: ParentNode, selector: string): HTMLElement | undefined {
  return [...within.querySelectorAll<HTMLElement>(selector)].findLast(isVisible);
}

function isVisible(element: HTMLElement): boolean {
  return element.checkVisibility();
}
